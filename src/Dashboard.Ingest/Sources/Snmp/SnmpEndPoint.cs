using System.Globalization;
using System.Net;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>Where an agent is, as it is written in settings.</summary>
internal static class SnmpEndPoint
{
    /// <summary>The port that agents listen on (RFC 3417 section 3).</summary>
    public const int AgentPort = 161;

    /// <summary>Takes <c>host</c>, <c>host:port</c>, an IPv6 address and <c>[address]:port</c> apart.</summary>
    public static bool TryParse(string text, out string host, out int port)
    {
        (host, port) = (text, AgentPort);
        if (text.Length == 0)
            return false;
        if (IPAddress.TryParse(text.Trim('[', ']'), out var address) && (text.Contains("::", StringComparison.Ordinal) || text.Count(c => c == ':') != 1))
        {
            host = address.ToString();
            return true;
        }
        var colon = text.LastIndexOf(':');
        if (colon < 0)
            return Uri.CheckHostName(text) != UriHostNameType.Unknown;
        host = text[..colon].Trim('[', ']');
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535 && Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }
}
