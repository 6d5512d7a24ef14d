using System.Net;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Wire;

/// <summary>What receivers of datagrams write to the log, in one place.</summary>
internal static partial class ReceiverLog
{
    [LoggerMessage(1601, LogLevel.Information, "{protocol} listens on UDP {endPoint} with {bytes} octets of receive buffer")]
    public static partial void Listens(ILogger log, string protocol, IPEndPoint endPoint, int bytes);

    [LoggerMessage(1602, LogLevel.Warning, "{protocol} asked for {asked} octets of receive buffer and got {bytes}; raise net.core.rmem_max, or give the program CAP_NET_ADMIN, lest bursts be lost")]
    public static partial void BufferIsSmall(ILogger log, string protocol, int asked, int bytes);
}
