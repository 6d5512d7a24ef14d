using System.Globalization;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Storage.Traces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Traces;

/// <summary>A process that exists to be killed: takes numbered spans into an archive at a pace, and says how many it has taken.</summary>
internal static class TraceKillVictim
{
    public const string Command = "trace-kill-victim";

    private const int Batch = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task Run(string folder, TextWriter taken)
    {
        using var metrics = new IngestMetrics();
        using var archive = new TraceArchive(folder, new TracingOptions(), TimeProvider.System, metrics, NullLogger<TraceArchive>.Instance);
        var store = new SpanStore(new TracingOptions());
        archive.Open();
        archive.Restore(store, CancellationToken.None);
        using var keeper = new TraceKeeper(archive, store, TimeProvider.System);
        await keeper.StartAsync(CancellationToken.None);
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        for (var next = archive.Restored; await timer.WaitForNextTickAsync(); next += Batch)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            archive.Append(TraceArchiveTests.Spans(next + 1, Batch, now));
            await taken.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{next + Batch} {now}"));
            await taken.FlushAsync();
        }
    }
}
