using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dashboard.Ingest.Sources;

/// <summary>Where receivers other than the web server listen, settings section <c>Noc:Listen</c>. Port 0 takes a free one, −1 turns the receiver off.</summary>
public sealed class ListenOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Listen";

    /// <summary>The IP address that all receivers listen on. Default 127.0.0.1, this machine alone; 0.0.0.0 is every IPv4 address, <c>::</c> every address.</summary>
    [IpAddress]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>UDP port for NetFlow v5, v9 and IPFIX. Default 2055; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int NetFlow { get; init; } = 2055;

    /// <summary>UDP port for the same under IPFIX's own number (RFC 7011 section 10.1). Default 4739; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int Ipfix { get; init; } = 4739;

    /// <summary>UDP port for sFlow v5. Default 6343; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int SFlow { get; init; } = 6343;

    /// <summary>UDP port for syslog (RFC 5426). Default 5514; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int SyslogUdp { get; init; } = 5514;

    /// <summary>TCP port for syslog (RFC 6587). Default 5514; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int SyslogTcp { get; init; } = 5514;

    /// <summary>TCP port for syslog over TLS (RFC 5425). Default 6514; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int SyslogTls { get; init; } = 6514;

    /// <summary>UDP port for SNMP traps and informs. Default 1162; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int SnmpTrap { get; init; } = 1162;

    /// <summary>TCP port for devices that connect by themselves and send gNMI. Default −1, off; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int GnmiDialOut { get; init; } = -1;

    /// <summary>TCP port for OTLP over gRPC. Default 4317; −1 to 65535.</summary>
    [Range(-1, 65535)]
    public int OtlpGrpc { get; init; } = 4317;

    /// <summary>TCP port for OTLP over HTTP. Default 4318; −1 to 65535. The web server's port takes the same.</summary>
    [Range(-1, 65535)]
    public int OtlpHttp { get; init; } = 4318;

    /// <summary>Octets that each UDP receiver asks the kernel to hold for it while it is busy. Default 32 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64 << 10, 1 << 30)]
    public int ReceiveBufferBytes { get; init; } = 32 << 20;

    /// <summary>Whether only this machine can reach the receivers.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(IPAddress.Parse(Address));

    /// <summary>Where a receiver with one of these ports listens.</summary>
    public IPEndPoint EndPoint(int port) => new(IPAddress.Parse(Address), port);
}
