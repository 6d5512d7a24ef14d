using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Gnmi;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

/// <summary>The source with its targets, running over a clock that goes as fast as the one outside.</summary>
internal sealed class SubscribedTargets : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public SubscribedTargets(GnmiOptions options, params IReadOnlyList<GnmiTargetOptions> targets)
    {
        // Devices stamp what they send with the time outside.
        Bench.Clock.Advance(TimeProvider.System.GetUtcNow() - Bench.Clock.GetUtcNow());
        Source = new GnmiSource(options, targets, new GnmiModules(), Bench.Pipeline, Bench.Sources, Bench.Cache, Bench.Clock, NullLogger<GnmiSource>.Instance);
        _run = Start();
    }

    public IngestBench Bench { get; } = new();

    public GnmiSource Source { get; }

    public GnmiTargetState State => Assert.Single(Source.States);

    /// <summary>What went wrong, newest first.</summary>
    public string[] Errors => [.. Bench.Status(GnmiSource.Id).LastErrors.Select(e => e.Text)];

    public async Task Until(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
                throw new TimeoutException(string.Join('\n', Source.States.Select(t => t.ToString()).Concat(Errors)));
            await Task.Delay(Step, TimeProvider.System);
            Bench.Clock.Advance(Step);
            if (_run.IsCompleted)
                await _run;
        }
    }

    /// <summary>Waits for the latest value of a series; null for that it has ended.</summary>
    public Task Until(string metric, double? value, params (string Name, string Value)[] labels) => Until(() => Latest(metric, labels) is var (latest, isThere) && isThere && latest.Equals(value));

    public (double? Value, bool IsThere) Latest(string metric, params (string Name, string Value)[] labels)
    {
        var columns = new SampleColumns();
        if (Bench.Series(metric, labels).GetAwaiter().GetResult() is not [var series])
            return (null, false);
        series.Read(0, long.MaxValue, columns);
        return columns.Values.Length == 0 ? (null, false) : (StaleMarker.Is(columns.Values[^1]) ? null : columns.Values[^1], true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(static _ => { }, TaskScheduler.Default);
        await Bench.Drain();
        _stop.Dispose();
        Bench.Dispose();
    }

    private async Task Start()
    {
        await Bench.Pipeline.StartAsync(default);
        await Source.Run(_stop.Token);
    }
}
