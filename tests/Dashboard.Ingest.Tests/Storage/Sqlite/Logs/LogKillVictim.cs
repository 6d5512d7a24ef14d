using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Logs;

/// <summary>A process that exists to be killed: takes numbered lines into an archive at a pace, and says how many it has taken.</summary>
internal static class LogKillVictim
{
    public const string Command = "log-kill-victim";

    private const int Batch = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task Run(string folder, TextWriter taken)
    {
        using var metrics = new IngestMetrics();
        using var archive = new LogArchive(folder, new LogOptions(), TimeProvider.System, metrics, NullLogger<LogArchive>.Instance);
        using var keeper = new LogKeeper(archive, TimeProvider.System);
        await keeper.StartAsync(CancellationToken.None);
        var origin = Labels.From(new Label("host", "victim"));
        var lines = new LogRecord[Batch];
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        for (var next = archive.Held().Lines; await timer.WaitForNextTickAsync();)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < Batch; i++)
                lines[i] = new LogRecord(now, origin, LogSeverity.Informational, string.Create(CultureInfo.InvariantCulture, $"line {next++} of the victim"));
            archive.Append(lines);
            await taken.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{next} {now}"));
            await taken.FlushAsync();
        }
    }
}
