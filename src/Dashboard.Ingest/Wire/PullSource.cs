using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Wire;

/// <summary>What sources that fetch over HTTP have in common: one schedule, their jobs, and what is counted of them.</summary>
internal sealed class PullSource : IDisposable
{
    /// <summary>Fetches that may be under way at a time.</summary>
    public const int Concurrency = 64;

    private readonly SourceMeter _meter;
    private readonly ILogger _log;

    public PullSource(SourceDescription description, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time, ILogger log)
    {
        _log = log;
        _meter = sources.Register(description);
        Parts = new PullTargetParts(description.Id, pipeline, _meter, time, log);
        Schedule = new PullSchedule(Concurrency, _meter.Failed, time);
        Jobs = new PullJobs(Schedule);
        var name = $"network_{description.Id.Replace('-', '_')}";
        metrics.Observe($"{name}_targets", $"Targets of the source {description.Id}.", () => Jobs.Targets);
        metrics.ObserveTotal($"{name}_missed_fetches", $"Fetches of the source {description.Id} that were skipped because the one before was still under way.", () => Schedule.Missed);
    }

    public PullTargetParts Parts { get; }

    public PullSchedule Schedule { get; }

    public PullJobs Jobs { get; }

    public SourceMeter Meter => _meter;

    /// <summary>Fetches until it is cancelled.</summary>
    /// <param name="section">The settings section that holds the jobs, for the sentence that there are none.</param>
    /// <param name="also">What else is to be done meanwhile.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task Run(string section, Func<CancellationToken, Task> also, CancellationToken cancellationToken)
    {
        if (Jobs.Count == 0)
            _meter.SetInactive($"nothing to fetch in {section}");
        PullLog.Pulling(_log, _meter.Description.Id, Jobs.Targets);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] all = [Schedule.Run(any.Token), also(any.Token)];
        var first = await Task.WhenAny(all);
        await any.CancelAsync();
        await Task.WhenAll(all).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    public void Dispose()
    {
        Jobs.Dispose();
        Schedule.Dispose();
    }

    /// <summary>What a source of this kind is.</summary>
    public static SourceDescription Describe(string id, string name, string protocol, IEnumerable<TimeSpan> intervals)
    {
        var all = intervals.ToArray();
        return new SourceDescription
        {
            Id = id,
            Name = name,
            Protocol = protocol,
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["polls"],
            Interval = all.Length == 0 ? null : all.Min(),
        };
    }
}
