using System.Net;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Asks a device who it is, what it has and whom it sees (SNMPv2-MIB, IF-MIB, ENTITY-MIB, LLDP-MIB, BGP4-MIB).</summary>
internal sealed class InventorySurvey : IWalkSink
{
    // sysDescr, sysObjectID, sysContact, sysName and sysLocation.
    private static readonly string[] SystemObjects = ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.4.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"];

    private readonly string?[] _system = new string?[5];
    private readonly ScalarStep _scalars;
    private readonly SurveyTable _ifTable;
    private readonly SurveyTable _ifXTable;
    private readonly SurveyTable _entities;
    private readonly SurveyTable _localPorts;
    private readonly SurveyTable _neighbours;
    private readonly SurveyTable _bgpPeers;
    private readonly List<(SeriesRef Series, Labels Labels)> _shown = []; // bound: neighbours and peers of a device, SnmpOptions.MaxRows each
    private readonly SampleSink _samples;
    private readonly string _address;
    private long _epoch;

    public InventorySurvey(SampleSink samples, string address, int maxRows)
    {
        (_samples, _address) = (samples, address);
        _scalars = new ScalarStep([.. SystemObjects.Select(ObjectIdentifier.Parse)], this);
        _ifTable = new SurveyTable("1.3.6.1.2.1.2.2.1", maxRows, 2, 3, 4, 5, 6, 7, 8);
        _ifXTable = new SurveyTable("1.3.6.1.2.1.31.1.1.1", maxRows, 1, 15, 18);
        _entities = new SurveyTable("1.3.6.1.2.1.47.1.1.1.1", maxRows, 2, 4, 5, 7, 8, 10, 11, 13);
        _localPorts = new SurveyTable("1.0.8802.1.1.2.1.3.7.1", maxRows, 2, 3, 4);
        _neighbours = new SurveyTable("1.0.8802.1.1.2.1.4.1.1", maxRows, 4, 5, 6, 7, 8, 9, 10);
        _bgpPeers = new SurveyTable("1.3.6.1.2.1.15.3.1", maxRows, 2, 3, 5, 9);
    }

    /// <summary>What there is to ask.</summary>
    public IEnumerable<IPollStep> Steps()
    {
        Array.Clear(_system);
        _scalars.Forget();
        yield return _scalars.Begin();
        foreach (var table in new[] { _ifTable, _ifXTable, _entities, _localPorts, _neighbours, _bgpPeers })
            yield return table.Step.Begin();
    }

    public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding) => _system[column] = binding.Text();

    /// <summary>The device, by what was read.</summary>
    /// <param name="ticks">Its sysUpTime.</param>
    public Device Finish(double? ticks)
    {
        var device = new Device
        {
            Instance = _samples.Instance,
            Address = _address,
            SeenAt = _samples.Timestamp,
            Description = _system[0] ?? "",
            ObjectId = _system[1] ?? "",
            Vendor = Vendors.Of(_system[1] ?? ""),
            Contact = _system[2] ?? "",
            Name = _system[3] ?? "",
            Location = _system[4] ?? "",
            StartedAt = ticks is { } t ? _samples.Timestamp - (long)(t * 10) : null,
            Interfaces = Interfaces(),
            Modules = [.. _entities.TakeRows().Select(r => new DeviceModule(r.Index(), (int)r.Number(1), (int)r.Number(2), r.Text(3), r.Text(0), r.Text(7), r.Text(6), r.Text(4), r.Text(5)))],
            Neighbours = Neighbours(),
            BgpPeers = [.. _bgpPeers.TakeRows().Select(Peer)],
        };
        Announce(device);
        return device;
    }

    /// <summary>Adds the series that make what is known visible to queries.</summary>
    public void Show()
    {
        if (_epoch != _samples.Epoch)
        {
            _epoch = _samples.Epoch;
            for (var i = 0; i < _shown.Count; i++)
                _shown[i] = (Resolve(_shown[i].Labels), _shown[i].Labels);
        }
        foreach (var (series, _) in _shown)
            _samples.Add(series, 1);
    }

    /// <summary>Ends those series: the device does not answer.</summary>
    public void EndAll()
    {
        foreach (var (series, _) in _shown)
            _samples.End(series);
        _shown.Clear();
    }

    private List<DeviceInterface> Interfaces()
    {
        var more = _ifXTable.TakeRows().ToDictionary(r => r.Index());
        var interfaces = new List<DeviceInterface>(); // bound: SnmpOptions.MaxRows
        foreach (var row in _ifTable.TakeRows())
        {
            var (name, alias, speed) = ("", "", row.Number(3));
            if (more.TryGetValue(row.Index(), out var x))
                (name, alias, speed) = (x.Text(0), x.Text(2), x.Number(1) > 0 ? x.Number(1) * 1e6 : speed);
            interfaces.Add(new DeviceInterface(
                row.Index(), name.Length > 0 ? name : row.Text(0), row.Text(0), alias, (int)row.Number(1), (long)row.Number(2), speed,
                SnmpText.Mac(row.Octets(4)), (int)row.Number(5) == 1, (int)row.Number(6)));
        }
        return interfaces;
    }

    private List<LldpNeighbour> Neighbours()
    {
        // lldpLocPortId's kind, the identifier and the description; the description is what operators know a port by.
        var ports = _localPorts.TakeRows().ToDictionary(r => r.Index(), r => r.Text(2) is { Length: > 0 } description ? description : Identifier((int)r.Number(0), r, 1, isPort: true));
        return
        [
            .. from row in _neighbours.TakeRows()
               let port = row.Index(1)
               select new LldpNeighbour(
                   ports.GetValueOrDefault(port) is { Length: > 0 } name ? name : port.ToString(),
                   Identifier((int)row.Number(0), row, 1, isPort: false), Identifier((int)row.Number(2), row, 3, isPort: true),
                   row.Text(4), row.Text(5), row.Text(6)),
        ];
    }

    /// <summary>A chassis or port identifier by its kind: a MAC address is kind 4 of a chassis and 3 of a port, a network address 5 and 4.</summary>
    private static string Identifier(int kind, SurveyTable.Row row, int column, bool isPort)
    {
        var octets = row.Octets(column);
        if (kind == (isPort ? 3 : 4))
            return SnmpText.Mac(octets);
        if (kind == (isPort ? 4 : 5) && octets.Length is 5 or 17)
            return new IPAddress(octets.AsSpan(1)).ToString();
        return row.Text(column);
    }

    private static BgpPeer Peer(SurveyTable.Row row)
    {
        var octets = new byte[4];
        ReadOnlySpan<byte> rest = row.Instance;
        for (var i = 0; i < 4 && ObjectIdentifier.TryNumber(ref rest, out var octet); i++)
            octets[i] = (byte)octet;
        return new BgpPeer(new IPAddress(octets).ToString(), (uint)row.Number(3), row.Text(2), (int)row.Number(0), (int)row.Number(1) == 2);
    }

    private void Announce(Device device)
    {
        List<Labels> wanted =
        [
            Labels.Of("snmp_device_info", ("sysName", device.Name), ("sysDescr", device.Description), ("sysObjectID", device.ObjectId), ("sysLocation", device.Location), ("vendor", device.Vendor)),
            .. device.Neighbours.Select(n => Labels.Of("lldp_neighbour_info", ("local_port", n.LocalPort), ("remote_chassis", n.ChassisId), ("remote_port", n.PortId), ("remote_port_description", n.PortDescription), ("remote_system", n.SystemName))),
            .. device.BgpPeers.Select(p => Labels.Of("bgp_peer_info", ("remote_address", p.RemoteAddress), ("remote_as", p.RemoteAs.ToString()), ("local_address", p.LocalAddress))),
        ];
        foreach (var (series, labels) in _shown)
        {
            if (!wanted.Contains(labels))
                _samples.End(series);
        }
        var known = _shown.ToLookup(s => s.Labels, s => s.Series);
        _shown.Clear();
        _shown.AddRange(wanted.Distinct().Select(labels => (known[labels].Append(SeriesRef.None).First() is { IsNone: false } series ? series : Resolve(labels), labels)));
    }

    private SeriesRef Resolve(Labels labels) => _samples.Resolve(labels.Name, labels.AsSpan());
}

/// <summary>Vendors by their number below 1.3.6.1.4.1 (IANA private enterprise numbers).</summary>
internal static class Vendors
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) // bound: these
    {
        ["9"] = "Cisco",
        ["11"] = "HP",
        ["43"] = "3Com",
        ["94"] = "Nokia",
        ["193"] = "Ericsson",
        ["311"] = "Microsoft",
        ["318"] = "APC",
        ["637"] = "Nokia",
        ["674"] = "Dell",
        ["890"] = "Zyxel",
        ["1588"] = "Brocade",
        ["1916"] = "Extreme Networks",
        ["1991"] = "Brocade",
        ["2011"] = "Huawei",
        ["2272"] = "Avaya",
        ["2281"] = "Ceragon",
        ["2636"] = "Juniper",
        ["3375"] = "F5",
        ["3902"] = "ZTE",
        ["4413"] = "Broadcom",
        ["4526"] = "Netgear",
        ["5624"] = "Enterasys",
        ["6486"] = "Alcatel-Lucent Enterprise",
        ["6527"] = "Nokia",
        ["6876"] = "VMware",
        ["8072"] = "Net-SNMP",
        ["8741"] = "SonicWall",
        ["10002"] = "Ubiquiti",
        ["11863"] = "TP-Link",
        ["12356"] = "Fortinet",
        ["14179"] = "Cisco",
        ["14823"] = "Aruba",
        ["14988"] = "MikroTik",
        ["25053"] = "Ruckus",
        ["25461"] = "Palo Alto Networks",
        ["25506"] = "H3C",
        ["30065"] = "Arista",
        ["33049"] = "Mellanox",
        ["40310"] = "Cumulus",
        ["41112"] = "Ubiquiti",
        ["47196"] = "HPE Aruba",
    };

    public static string Of(string objectId) =>
        objectId.Split('.') is { Length: > 6 } parts && objectId.StartsWith("1.3.6.1.4.1.", StringComparison.Ordinal) ? Names.GetValueOrDefault(parts[6], "") : "";
}
