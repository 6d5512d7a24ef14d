using System.Net;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>What syslog writes to the log, in one place.</summary>
internal static partial class SyslogLog
{
    [LoggerMessage(1401, LogLevel.Information, "Syslog listens on TCP {endPoint}")]
    public static partial void Listens(ILogger log, IPEndPoint endPoint);

    [LoggerMessage(1402, LogLevel.Information, "Syslog listens on TLS {endPoint} with the certificate {fingerprint}")]
    public static partial void ListensSecurely(ILogger log, IPEndPoint endPoint, string fingerprint);

    [LoggerMessage(1403, LogLevel.Warning, "{sender} sends more syslog than it may ({rate} messages a second); what is more is dropped and counted")]
    public static partial void SenderTooFast(ILogger log, string sender, int rate);
}
