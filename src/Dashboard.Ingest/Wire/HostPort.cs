using System.Globalization;
using System.Net;

namespace Dashboard.Ingest.Wire;

/// <summary>Where something listens, as it is written in settings.</summary>
internal static class HostPort
{
    /// <summary>Takes <c>host</c>, <c>host:port</c>, an IPv6 address and <c>[address]:port</c> apart.</summary>
    /// <param name="text">The address.</param>
    /// <param name="defaultPort">The port where none is written.</param>
    /// <param name="host">The name or IP address, without brackets.</param>
    /// <param name="port">The port.</param>
    public static bool TryParse(string text, int defaultPort, out string host, out int port)
    {
        (host, port) = (text, defaultPort);
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
