using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Insights;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Sources.Insights;

/// <summary>
/// Concludes from anomalies and alarms, and puts what it concludes into the cache for widgets and rules: <c>insight</c>, the
/// time it began in seconds since 1970 UTC, with the labels <c>id</c>, <c>shape</c>, <c>severity</c>, <c>title</c> and
/// <c>detail</c>.
/// </summary>
public sealed class InsightSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "insights";

    /// <summary>The metric.</summary>
    public const string Metric = "insight";

    private const int MostShown = 50;
    private const int MostAlarms = 2000;

    private readonly InsightOptions _options;
    private readonly InsightBook _book;
    private readonly AnomalyBook _anomalies;
    private readonly AlarmList _alarms;
    private readonly AlarmArchive _archive;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<Insight> _shown;
    private (long Anomalies, long Alarms, long Minute) _seen = (-1, -1, -1);

    public InsightSource(
        InsightOptions options, InsightBook book, AnomalyBook anomalies, AlarmList alarms, AlarmArchive archive, TimeSeriesCache cache, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _book, _anomalies, _alarms, _archive, _pipeline, _time) = (options, book, anomalies, alarms, archive, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Insights",
            Protocol = "anomalies and alarms",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["concludes"],
            Interval = options.Interval,
        };
        Meter = sources.Register(Description);
        _shown = new Scrape<Insight>(pipeline, Id, static i => Labels.Of(Metric, ("id", i.Id), ("shape", i.Shape), ("severity", SeverityOf(i)), ("title", i.Title), ("detail", $"{i.Detail} {i.Advice}")));
        cache.Metrics.Describe(Metric, new(MetricType.Gauge, "What is concluded from what is unusual; the value is when it began, in seconds since 1970 UTC.", "s"));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {InsightOptions.Section}:{nameof(InsightOptions.Enabled)}");
            return;
        }
        using var beat = new PeriodicTimer(_options.Interval, _time);
        do
            await Conclude(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Concludes, once.</summary>
    internal async ValueTask Conclude(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        // Nothing new is concluded from what is the same, but for what is to be forgotten.
        var seen = (_anomalies.Version, _alarms.Current.Version, now / 60_000);
        if (seen != _seen)
        {
            _seen = seen;
            var from = now - (long)_options.Keep.TotalMilliseconds;
            var recent = _anomalies.All.Values.Where(a => a.Until is not { } until || until >= from).ToList();
            _book.Current = InsightEngine.Conclude(recent, recent.Count == 0 ? [] : Alarms(recent.Min(static a => a.Since) - (long)InsightEngine.Before.TotalMilliseconds));
        }
        _shown.Begin(now);
        foreach (var insight in _book.Current.Take(MostShown))
            _shown.Add(insight, insight.Since / 1000.0);
        Meter.Contacted();
        await _pipeline.PostUnlessEmpty(_shown.End(0), cancellationToken);
    }

    /// <summary>What a severity of alarms is to an insight, which widgets show by the same signs.</summary>
    public static string SeverityOf(Insight insight) => (insight.Until is not null ? PerceivedSeverity.Cleared : insight.Priority switch
    {
        InsightPriority.Critical => PerceivedSeverity.Critical,
        InsightPriority.High => PerceivedSeverity.Major,
        InsightPriority.Medium => PerceivedSeverity.Minor,
        _ => PerceivedSeverity.Warning,
    }).ToString().ToLowerInvariant();

    // Those of the list, and those that have left it since.
    private List<Alarm> Alarms(long from) =>
    [
        .. _alarms.Current.All, .. _archive.History("", [], MostAlarms).Where(a => a.RaisedAt.ToUnixTimeMilliseconds() >= from),
    ];
}
