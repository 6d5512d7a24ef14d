using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// What a flow is for: the application that its exporter named, else the protocol and the port of the server. The server's
/// is the port that is registered for something, else the lower one; where both are of those that clients take, it is not known.
/// </summary>
public static class FlowApplications
{
    /// <summary>Set where an exporter classified the flow; the exporter's number and its own identifier follow.</summary>
    private const ulong Classified = 1UL << 63;

    /// <summary>The lowest port that clients take on common systems.</summary>
    private const int FirstClientPort = 32768;

    private static readonly FrozenDictionary<int, string> Ports = new Dictionary<int, string>
    {
        [20] = "ftp-data",
        [21] = "ftp",
        [22] = "ssh",
        [23] = "telnet",
        [25] = "smtp",
        [49] = "tacacs",
        [53] = "dns",
        [67] = "dhcp",
        [68] = "dhcp",
        [69] = "tftp",
        [80] = "http",
        [88] = "kerberos",
        [110] = "pop3",
        [111] = "sunrpc",
        [119] = "nntp",
        [123] = "ntp",
        [135] = "msrpc",
        [137] = "netbios-ns",
        [138] = "netbios-dgm",
        [139] = "netbios-ssn",
        [143] = "imap",
        [161] = "snmp",
        [162] = "snmptrap",
        [179] = "bgp",
        [389] = "ldap",
        [443] = "https",
        [445] = "smb",
        [465] = "smtps",
        [500] = "isakmp",
        [514] = "syslog",
        [515] = "printer",
        [520] = "rip",
        [546] = "dhcpv6",
        [547] = "dhcpv6",
        [554] = "rtsp",
        [587] = "submission",
        [631] = "ipp",
        [636] = "ldaps",
        [646] = "ldp",
        [784] = "bfd-lag",
        [830] = "netconf",
        [853] = "dns-over-tls",
        [873] = "rsync",
        [989] = "ftps-data",
        [990] = "ftps",
        [993] = "imaps",
        [995] = "pop3s",
        [1080] = "socks",
        [1194] = "openvpn",
        [1433] = "mssql",
        [1521] = "oracle",
        [1645] = "radius",
        [1646] = "radius-acct",
        [1701] = "l2tp",
        [1723] = "pptp",
        [1812] = "radius",
        [1813] = "radius-acct",
        [1883] = "mqtt",
        [1900] = "ssdp",
        [2049] = "nfs",
        [2055] = "netflow",
        [2123] = "gtp-c",
        [2152] = "gtp-u",
        [2181] = "zookeeper",
        [2379] = "etcd",
        [2905] = "m3ua",
        [3128] = "squid",
        [3260] = "iscsi",
        [3306] = "mysql",
        [3389] = "rdp",
        [3478] = "stun",
        [3544] = "teredo",
        [3784] = "bfd",
        [3868] = "diameter",
        [4317] = "otlp",
        [4318] = "otlp-http",
        [4500] = "ipsec-nat-t",
        [4739] = "ipfix",
        [4789] = "vxlan",
        [5060] = "sip",
        [5061] = "sips",
        [5201] = "iperf3",
        [5222] = "xmpp",
        [5353] = "mdns",
        [5432] = "postgresql",
        [5672] = "amqp",
        [5671] = "amqps",
        [5900] = "vnc",
        [6081] = "geneve",
        [6343] = "sflow",
        [6379] = "redis",
        [6443] = "kubernetes",
        [6514] = "syslog-tls",
        [6653] = "openflow",
        [6881] = "bittorrent",
        [8080] = "http-alt",
        [8086] = "influxdb",
        [8443] = "https-alt",
        [8805] = "pfcp",
        [9042] = "cassandra",
        [9090] = "prometheus",
        [9092] = "kafka",
        [9100] = "node-exporter",
        [9200] = "elasticsearch",
        [9339] = "gnmi",
        [11211] = "memcached",
        [27017] = "mongodb",
        [29118] = "sgsap",
        [36412] = "s1ap",
        [36422] = "x2ap",
        [38412] = "ngap",
        [38422] = "xnap",
        [38462] = "e1ap",
        [38472] = "f1ap",
        [51820] = "wireguard",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> Protocols = new Dictionary<int, string>
    {
        [0] = "hopopt",
        [1] = "icmp",
        [2] = "igmp",
        [4] = "ipip",
        [6] = "tcp",
        [17] = "udp",
        [33] = "dccp",
        [41] = "ipv6",
        [46] = "rsvp",
        [47] = "gre",
        [50] = "esp",
        [51] = "ah",
        [58] = "icmpv6",
        [88] = "eigrp",
        [89] = "ospf",
        [103] = "pim",
        [112] = "vrrp",
        [115] = "l2tp",
        [132] = "sctp",
        [136] = "udplite",
    }.ToFrozenDictionary();

    // A bit a port, so that all of them stay in the processor's cache.
    private static readonly ulong[] Registered = [.. Enumerable.Range(0, 1024).Select(static word => Enumerable.Range(0, 64).Aggregate(0UL, (bits, bit) => bits | (Ports.ContainsKey((word * 64) + bit) ? 1UL << bit : 0)))];

    /// <summary>A flow's application as a number.</summary>
    public static ulong Of(ref readonly FlowRecord record)
    {
        if (record.Application != 0)
            return Classified | ((ulong)record.Exporter << 32) | record.Application;
        if (!HasPorts(record.Protocol))
            return (ulong)record.Protocol << 16;
        var port = ServerPort(record.SourcePort, record.DestinationPort);
        // What is registered is the same whatever carries it: https over TCP and over UDP.
        return IsRegistered(port) ? port : ((ulong)record.Protocol << 16) | port;
    }

    /// <summary>An application in words: <c>https</c>, <c>tcp/8444</c>, <c>ospf</c>, or what its exporter calls it.</summary>
    public static string Name(ulong application, FlowExporters exporters)
    {
        ArgumentNullException.ThrowIfNull(exporters);
        if ((application & Classified) != 0)
        {
            var (exporter, id) = ((int)((application >> 32) & 0xffff), (uint)application);
            return exporters[exporter].ApplicationName(id) ?? $"application {id >> 24}:{id & 0xffffff}";
        }
        var (protocol, port) = ((int)(application >> 16), (int)(application & 0xffff));
        var name = Protocols.GetValueOrDefault(protocol) ?? $"protocol {protocol}";
        if (port == 0)
            return HasPorts((byte)protocol) ? $"{name} other" : name;
        return Ports.GetValueOrDefault(port) ?? $"{name}/{port}";
    }

    /// <summary>The numbers of all applications that are called so, as <see cref="Name"/> does; none where nothing is.</summary>
    /// <param name="name">In words, upper or lower case.</param>
    /// <param name="exporters">Which may have names of their own.</param>
    public static FrozenSet<ulong> Named(string name, FlowExporters exporters)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(exporters);
        var numbers = new HashSet<ulong>(); // bound: exporters, and what is registered
        foreach (var (port, _) in Ports.Where(p => p.Value.Equals(name, StringComparison.OrdinalIgnoreCase)))
            numbers.Add((ulong)port);
        if (TryParseProtocol(name, out var alone) && !HasPorts(alone))
            numbers.Add((ulong)alone << 16);
        if (name.EndsWith(" other", StringComparison.OrdinalIgnoreCase) && TryParseProtocol(name[..^6], out var other) && HasPorts(other))
            numbers.Add((ulong)other << 16);
        if (name.Split('/') is [var left, var right] && TryParseProtocol(left, out var protocol) && HasPorts(protocol)
            && ushort.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && !IsRegistered(own))
            numbers.Add(((ulong)protocol << 16) | own);
        var selector = SelectorOf(name);
        for (var i = 0; i < exporters.All.Count; i++)
        {
            foreach (var id in exporters[i].ApplicationsNamed(name))
                numbers.Add(Classified | ((ulong)i << 32) | id);
            if (selector is { } unnamed)
                numbers.Add(Classified | ((ulong)i << 32) | unnamed);
        }
        return numbers.ToFrozenSet();
    }

    /// <summary>Reads a protocol as <see cref="ProtocolName"/> and <see cref="Name"/> write it: <c>tcp</c>, <c>6</c>, <c>protocol 200</c>.</summary>
    public static bool TryParseProtocol(string text, out byte protocol)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Protocols.FirstOrDefault(p => p.Value.Equals(text, StringComparison.OrdinalIgnoreCase)) is { Value: not null } known)
        {
            protocol = (byte)known.Key;
            return true;
        }
        var number = text.StartsWith("protocol ", StringComparison.OrdinalIgnoreCase) ? text["protocol ".Length..] : text;
        return byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out protocol);
    }

    /// <summary>A protocol in words.</summary>
    public static string ProtocolName(byte protocol) => Protocols.GetValueOrDefault(protocol) ?? protocol.ToString();

    /// <summary>Whether a protocol has ports.</summary>
    public static bool HasPorts(byte protocol) => protocol is 6 or 17 or 132 or 33 or 136;

    // "application 13:292", as those are called whose exporter told no name.
    private static uint? SelectorOf(string name) =>
        name.StartsWith("application ", StringComparison.OrdinalIgnoreCase) && name["application ".Length..].Split(':') is [var engine, var selector]
        && byte.TryParse(engine, NumberStyles.None, CultureInfo.InvariantCulture, out var upper) && uint.TryParse(selector, NumberStyles.None, CultureInfo.InvariantCulture, out var lower) && lower <= 0xff_ffff
            ? ((uint)upper << 24) | lower
            : null;

    private static bool IsRegistered(ushort port) => (Registered[port >> 6] & (1UL << (port & 63))) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort ServerPort(ushort source, ushort destination)
    {
        var (isSource, isDestination) = (IsRegistered(source), IsRegistered(destination));
        if (isSource != isDestination)
            return isSource ? source : destination;
        var lower = source != 0 && source < destination ? source : destination;
        return lower >= FirstClientPort && !isSource ? (ushort)0 : lower;
    }
}
