using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>Where an agent is, as it is written in settings.</summary>
internal static class SnmpEndPoint
{
    /// <summary>The port that agents listen on (RFC 3417 section 3).</summary>
    public const int AgentPort = 161;

    /// <summary>Takes <c>host</c>, <c>host:port</c>, an IPv6 address and <c>[address]:port</c> apart.</summary>
    public static bool TryParse(string text, out string host, out int port) => HostPort.TryParse(text, AgentPort, out host, out port);
}
