using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Tracing;

/// <summary>
/// Puts what spans add up to into the cache, by the names and labels of Tempo's metrics generator and the Collector's
/// connectors, so that dashboards, KPIs and rules ask for it as for everything else:
/// <c>traces_spanmetrics_calls_total</c> and <c>traces_spanmetrics_latency_*</c> (seconds) by service, operation, kind and
/// status; <c>traces_service_graph_request_total</c>, <c>_failed_total</c>, <c>_client_seconds_*</c> and
/// <c>_server_seconds_*</c> by who calls whom. Buckets have the trace that was counted last as exemplar.
/// </summary>
public sealed class TraceSeriesSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "traces";

    /// <summary>How often it reads the counters.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Exemplars of one reading: of further buckets another one comes with the next.</summary>
    private const int MaxExemplars = 1000;

    private static readonly (string Name, MetricType Type, string Help, string Unit)[] Metrics =
    [
        ("traces_spanmetrics_calls_total", MetricType.Counter, "Spans, by service, operation, kind and status.", ""),
        ("traces_spanmetrics_latency", MetricType.Histogram, "How long spans took.", "seconds"),
        ("traces_service_graph_request_total", MetricType.Counter, "Requests from one service to another.", ""),
        ("traces_service_graph_request_failed_total", MetricType.Counter, "Requests from one service to another that did not end well.", ""),
        ("traces_service_graph_request_client_seconds", MetricType.Histogram, "How long requests took as the client sees it.", "seconds"),
        ("traces_service_graph_request_server_seconds", MetricType.Histogram, "How long requests took as the server sees it.", "seconds"),
    ];

    private readonly TraceFigures _figures;
    private readonly IngestPipeline _pipeline;
    private readonly RecentExemplars _exemplars;
    private readonly TimeProvider _time;
    private readonly Scrape<TraceSeriesKey> _scrape;
    private int _shown;

    public TraceSeriesSource(TraceFigures figures, IngestPipeline pipeline, TimeSeriesCache cache, SourceRegistry sources, TimeProvider time)
    {
        (_figures, _pipeline, _exemplars, _time) = (figures, pipeline, cache.Exemplars, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Trace totals",
            Protocol = "spans added up",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["polls"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<TraceSeriesKey>(pipeline, Id, static key => key.Labels());
        foreach (var (name, type, help, unit) in Metrics)
            cache.Metrics.Describe(name, new MetricMetadata(type, help, unit));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        do
            await Collect(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Reads every counter once.</summary>
    internal ValueTask Collect(CancellationToken cancellationToken)
    {
        _scrape.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        _shown = 0;
        _figures.Read((spans, graph) =>
        {
            foreach (var (key, counts) in spans.All)
            {
                _scrape.Add(new TraceSeriesKey("traces_spanmetrics_calls_total", key, default), counts.Count);
                Add("traces_spanmetrics_latency", new TraceSeriesKey("", key, default), counts);
            }
            foreach (var (edge, counts) in graph.Edges)
            {
                _scrape.Add(new TraceSeriesKey("traces_service_graph_request_total", default, edge), counts.Requests);
                _scrape.Add(new TraceSeriesKey("traces_service_graph_request_failed_total", default, edge), counts.Failed);
                Add("traces_service_graph_request_client_seconds", new TraceSeriesKey("", default, edge), counts.Client);
                Add("traces_service_graph_request_server_seconds", new TraceSeriesKey("", default, edge), counts.Server);
            }
        });
        Meter.Contacted();
        return _pipeline.PostUnlessEmpty(_scrape.End(0), cancellationToken);
    }

    private void Add(string metric, TraceSeriesKey key, LatencyCounts counts)
    {
        // A side that told nothing has no latency of its own.
        if (counts.Count == 0)
            return;
        for (var bound = 0; bound <= counts.Bounds.Count; bound++)
        {
            var le = bound == counts.Bounds.Count ? "+Inf" : (counts.Bounds[bound] / 1e9).ToString("R", CultureInfo.InvariantCulture);
            var bucket = key with { Metric = metric + "_bucket", Le = le };
            _scrape.Add(bucket, counts.UpTo(bound));
            if (_shown < MaxExemplars && counts.TakeExemplar(bound) is { } said)
            {
                _shown++;
                var labels = Labels.From(new Label("trace_id", said.Trace.ToString()), new Label("span_id", said.Span.ToString()));
                _exemplars.Add(new Exemplar(bucket.Labels(), labels, said.Nanoseconds / 1e9, said.Time));
            }
        }
        _scrape.Add(key with { Metric = metric + "_sum" }, counts.Sum / 1e9);
        _scrape.Add(key with { Metric = metric + "_count" }, counts.Count);
    }
}
