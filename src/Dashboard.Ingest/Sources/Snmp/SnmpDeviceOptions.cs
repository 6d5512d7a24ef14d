using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>A device to poll; an entry of the list in settings section <c>Noc:Snmp:Devices</c>.</summary>
public sealed class SnmpDeviceOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Snmp:Devices";

    /// <summary>The modules that are polled where nothing else is said.</summary>
    public const string DefaultModules = "system,if_mib,node_network,bgp4";

    /// <summary>Its address or name, with a port where that is not 161: <c>10.0.0.1</c>, <c>rtr-1.example.net:1161</c>, <c>[2001:db8::1]:161</c>. Required.</summary>
    [Required, MinLength(1)]
    public string Address { get; init; } = "";

    /// <summary>Its name in telemetry, label <c>instance</c>. Default: the address as it was given.</summary>
    public string Instance { get; init; } = "";

    /// <summary>The version it speaks: <c>V1</c>, <c>V2c</c> (default) or <c>V3</c>.</summary>
    [EnumDataType(typeof(SnmpVersion))]
    public SnmpVersion Version { get; init; } = SnmpVersion.V2c;

    /// <summary>Of versions 1 and 2c: the community. Default <c>public</c>.</summary>
    public string Community { get; init; } = "public";

    /// <summary>Of version 3: the user.</summary>
    public string User { get; init; } = "";

    /// <summary>Of version 3: how messages are authenticated. Default <c>None</c>.</summary>
    [EnumDataType(typeof(UsmAuthentication))]
    public UsmAuthentication Authentication { get; init; }

    /// <summary>Of version 3: the password for that, at least 8 characters.</summary>
    public string AuthPassword { get; init; } = "";

    /// <summary>Of version 3: how messages are enciphered. Default <c>None</c>.</summary>
    [EnumDataType(typeof(UsmPrivacy))]
    public UsmPrivacy Privacy { get; init; }

    /// <summary>Of version 3: the password for that, at least 8 characters.</summary>
    public string PrivPassword { get; init; } = "";

    /// <summary>Of version 3: the context asked for. Default none.</summary>
    public string Context { get; init; } = "";

    /// <summary>What is polled, names of modules with commas between them. Default <c>system,if_mib,node_network,bgp4</c>.</summary>
    public string Modules { get; init; } = DefaultModules;

    /// <summary>How often it is polled. Default 30 s; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer is waited for. Default 2 s; 50 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a question without an answer is asked again. Default 2; 0 to 10.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 2;

    internal string Name => Instance.Length > 0 ? Instance : Address;

    /// <summary>What is wrong with the settings together; null where nothing is. Names no secret.</summary>
    public string? Complaint() => true switch
    {
        _ when !SnmpEndPoint.TryParse(Address, out _, out _) => $"{Section}: '{Address}' is no address: name or IP address, with a port where that is not 161, such as 10.0.0.1 or [2001:db8::1]:1161.",
        _ when Version != SnmpVersion.V3 && Community.Length == 0 => $"{Section}: {Address} has no community.",
        _ when Version == SnmpVersion.V3 && UsmUser.Complaint(User, Authentication, AuthPassword, Privacy, PrivPassword) is { } complaint => $"{Section}: {Address}: {complaint}.",
        _ => null,
    };

    /// <summary>What is wrong with a list of devices; null where nothing is. Names no secret.</summary>
    public static string? Complaint(IReadOnlyList<SnmpDeviceOptions> devices) =>
        devices.Select(d => d.Complaint()).FirstOrDefault(c => c is not null)
        ?? devices.GroupBy(d => d.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two devices are called '{g.Key}'; give one another instance.").FirstOrDefault();
}
