using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Quality;

namespace Dashboard.Ingest.Sources.Quality;

/// <summary>Puts the quality of what came into the cache, so that dashboards and rules ask for it as for everything else: the metrics named below, by <c>source</c> and <c>instance</c>.</summary>
public sealed class QualitySource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "data-quality";

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const string Completeness = "data_quality_completeness";
    private const string Missing = "data_quality_missing_periods";
    private const string Age = "data_quality_age_seconds";
    private const string Delay = "data_quality_delay_seconds";
    private const string ClockOffset = "data_quality_clock_offset_seconds";
    private const string Violations = "data_quality_violations_total";

    private readonly DataQuality _quality;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<Key> _scrape;

    public QualitySource(DataQuality quality, IngestPipeline pipeline, SourceRegistry sources, TimeSeriesCache cache, TimeProvider time)
    {
        (_quality, _pipeline, _time) = (quality, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Data quality",
            Protocol = "what the other sources count",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["polls"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<Key>(pipeline, Id, static key => Labels.Of(key.Metric, ("source", key.Source), ("instance", key.Sender), ("class", key.Class)));
        Describe(Completeness, MetricType.Gauge, "Share of the expected measurement periods of the last 96 that came, 0 to 1.", "");
        Describe(Missing, MetricType.Gauge, "Expected measurement periods of the last 96 that did not come.", "");
        Describe(Age, MetricType.Gauge, "Time since the latest time that a sender wrote.", "s");
        Describe(Delay, MetricType.Gauge, "From the end of the last measurement period that came to its arrival.", "s");
        Describe(ClockOffset, MetricType.Gauge, "How far a sender's clock is ahead of this machine's by the quickest of its events of the last minutes; negative where it is behind.", "s");
        Describe(Violations, MetricType.Counter, "What was wrong with what came, by class: form, rule, duplicate, time, doubt.", "");

        void Describe(string metric, MetricType type, string help, string unit) => cache.Metrics.Describe(metric, new MetricMetadata(type, help, unit));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        do
            await Look(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Looks once.</summary>
    internal ValueTask Look(CancellationToken cancellationToken)
    {
        _scrape.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var (source, delivery) in _quality.Senders())
        {
            Add(Age, delivery.Age.TotalSeconds);
            if (delivery.Completeness is { } completeness)
            {
                Add(Completeness, completeness);
                Add(Missing, delivery.Expected - delivery.Came);
            }
            if (delivery.Delay is { } delay)
                Add(Delay, delay.TotalSeconds);
            if (delivery.ClockOffset is { } offset)
                Add(ClockOffset, offset.TotalSeconds);

            void Add(string metric, double value) => _scrape.Add(new Key(metric, source, delivery.Sender, ""), value);
        }
        foreach (var group in _quality.Violations().GroupBy(static v => (v.Source, v.Class, v.Violation.Sender)))
            _scrape.Add(new Key(Violations, group.Key.Source, group.Key.Sender, group.Key.Class), group.Sum(static v => v.Violation.Times));
        Meter.Contacted();
        return _pipeline.PostUnlessEmpty(_scrape.End(0), cancellationToken);
    }

    private readonly record struct Key(string Metric, string Source, string Sender, string Class);
}
