using System.Text.RegularExpressions;

namespace Dashboard.Domain.Inventory;

/// <summary>A device of the network as it was when it was last asked who it is.</summary>
public sealed partial record Device
{
    /// <summary>How devices are known that are asked.</summary>
    public const string ByPolling = "SNMP";

    /// <summary>How devices are known that have registered by themselves.</summary>
    public const string ByRegistration = "VES";

    /// <summary>Its name in telemetry, the label <c>instance</c> of its series.</summary>
    public required string Instance { get; init; }

    /// <summary>Where its management is reached, address and port.</summary>
    public required string Address { get; init; }

    /// <summary>When it was asked, in milliseconds since 1970-01-01 UTC.</summary>
    public required long SeenAt { get; init; }

    /// <summary>The name it has for itself (sysName).</summary>
    public string Name { get; init; } = "";

    /// <summary>What it says it is (sysDescr): hardware, system, software version.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its kind, an object identifier of its vendor (sysObjectID).</summary>
    public string ObjectId { get; init; } = "";

    /// <summary>Its vendor, from <see cref="ObjectId"/>; empty where that is not known.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>Where it says it is (sysLocation).</summary>
    public string Location { get; init; } = "";

    /// <summary>Whom it says to ask (sysContact).</summary>
    public string Contact { get; init; } = "";

    /// <summary>When its management started, in milliseconds since 1970-01-01 UTC; null where it does not say.</summary>
    public long? StartedAt { get; init; }

    /// <summary>How it is known, in a word.</summary>
    public string KnownBy { get; init; } = ByPolling;

    public IReadOnlyList<DeviceInterface> Interfaces { get; init; } = [];

    public IReadOnlyList<DeviceModule> Modules { get; init; } = [];

    public IReadOnlyList<LldpNeighbour> Neighbours { get; init; } = [];

    public IReadOnlyList<BgpPeer> BgpPeers { get; init; } = [];

    /// <summary>What its vendor calls it, as its chassis says; empty where it has none that does.</summary>
    public string Model => Modules.FirstOrDefault(static m => m.Class == DeviceModule.Chassis && m.Model.Length > 0)?.Model ?? "";

    /// <summary>The version of its software, as its chassis says, or as can be read from <see cref="Description"/>; empty where neither says.</summary>
    public string Software => Modules.FirstOrDefault(static m => m.Class == DeviceModule.Chassis && m.Software.Length > 0)?.Software ?? SoftwareVersion().Match(Description).Groups["version"].Value;

    /// <summary>
    /// The interface that somebody else calls so: by its name, its description, its hardware address or what an operator
    /// wrote to it, the last two only where no other has the same; null where there is none.
    /// </summary>
    public DeviceInterface? InterfaceNamed(string port) =>
        port.Length == 0 ? null
        : Interfaces.FirstOrDefault(i => i.Name == port) ?? Interfaces.FirstOrDefault(i => i.Description == port)
            ?? Only(i => i.MacAddress.Equals(port, StringComparison.OrdinalIgnoreCase)) ?? Only(i => i.Alias == port);

    private DeviceInterface? Only(Func<DeviceInterface, bool> matches)
    {
        var found = Interfaces.Where(matches).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    // "Version 15.0(2)SE11", "JUNOS 18.4R1.8", "TiMOS-C-20.10.R4", "Linux host 5.15.0".
    [GeneratedRegex(@"(?i:version[ :]+|JUNOS |TiMOS-\w-|^Linux \S+ )(?<version>\w[\w.()/-]*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SoftwareVersion();
}

/// <summary>An interface of a device (RFC 2863).</summary>
/// <param name="Index">Its number, ifIndex, which a restart may change.</param>
/// <param name="Name">Its short name, ifName; where there is none, ifDescr.</param>
/// <param name="Description">ifDescr.</param>
/// <param name="Alias">What an operator wrote to it, ifAlias.</param>
/// <param name="Type">Its kind by IANAifType: 6 Ethernet, 24 loopback, 161 aggregate.</param>
/// <param name="Mtu">Octets of the largest packet.</param>
/// <param name="BitsPerSecond">Its speed; 0 where it has none.</param>
/// <param name="MacAddress">Its hardware address.</param>
/// <param name="IsEnabled">Whether it shall be up.</param>
/// <param name="OperStatus">Its state, ifOperStatus: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 not present, 7 lower layer down.</param>
public sealed record DeviceInterface(
    int Index, string Name, string Description, string Alias, int Type, long Mtu, double BitsPerSecond, string MacAddress, bool IsEnabled, int OperStatus)
{
    public bool IsUp => OperStatus == 1;
}

/// <summary>A part of a device that can be told from others: chassis, card, power supply, transceiver (RFC 6933).</summary>
/// <param name="Index">Its number, entPhysicalIndex.</param>
/// <param name="Within">The number of the part that holds it; 0 for none.</param>
/// <param name="Class">Its kind, entPhysicalClass: 3 chassis, 6 power supply, 7 fan, 8 sensor, 9 module, 10 port.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Model">Its vendor's name for it.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Hardware">Its hardware revision.</param>
/// <param name="Software">Its software revision.</param>
public sealed record DeviceModule(int Index, int Within, int Class, string Name, string Description, string Model, string Serial, string Hardware, string Software)
{
    /// <summary>The class of what holds all other parts.</summary>
    public const int Chassis = 3;
}

/// <summary>A device that another one heard by LLDP (IEEE 802.1AB).</summary>
/// <param name="LocalPort">The port it was heard on, as the hearing device names it.</param>
/// <param name="ChassisId">What tells its chassis from all others, mostly a MAC address.</param>
/// <param name="PortId">What tells its port from its others.</param>
/// <param name="PortDescription">What it says of that port.</param>
/// <param name="SystemName">Its name for itself; may be empty.</param>
/// <param name="SystemDescription">What it says it is.</param>
public sealed record LldpNeighbour(string LocalPort, string ChassisId, string PortId, string PortDescription, string SystemName, string SystemDescription);

/// <summary>A BGP session of a device (RFC 4273).</summary>
/// <param name="RemoteAddress">The peer's address.</param>
/// <param name="RemoteAs">The peer's autonomous system.</param>
/// <param name="LocalAddress">The device's own address in the session.</param>
/// <param name="State">1 idle, 2 connect, 3 active, 4 opensent, 5 openconfirm, 6 established.</param>
/// <param name="IsEnabled">Whether the session shall be there.</param>
public sealed record BgpPeer(string RemoteAddress, uint RemoteAs, string LocalAddress, int State, bool IsEnabled)
{
    public bool IsEstablished => State == 6;
}
