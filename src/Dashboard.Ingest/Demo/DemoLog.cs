using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Demo;

/// <summary>What the simulated network writes to the log, in one place.</summary>
internal static partial class DemoLog
{
    [LoggerMessage(2601, LogLevel.Warning, "A SIMULATED network of {sites} sites and {cells} cells speaks to this server ({section}:Enabled=false turns it off)")]
    public static partial void Begins(ILogger log, int sites, int cells, string section);

    [LoggerMessage(2602, LogLevel.Information, "The simulated network has delivered its past of {past} in {elapsed}")]
    public static partial void PastDelivered(ILogger log, TimeSpan past, TimeSpan elapsed);

    [LoggerMessage(2603, LogLevel.Warning, "The simulated network: {voice}: {problem}")]
    public static partial void Problem(ILogger log, string voice, string problem);
}
