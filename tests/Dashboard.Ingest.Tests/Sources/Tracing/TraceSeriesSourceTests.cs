using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Tracing;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Sources.Tracing;

public sealed class TraceSeriesSourceTests : IDisposable
{
    private readonly TraceFigures _figures;
    private readonly SpanStore _spans = new(new TracingOptions());
    private readonly IngestBench _bench;
    private readonly TraceSeriesSource _source;

    public TraceSeriesSourceTests()
    {
        _figures = new TraceFigures(new TracingOptions(), new FakeClock());
        _bench = new IngestBench(stores: b => [new MetricStore(b.Cache), new TraceStore(_spans, _figures, new TracingOptions(), b.Metrics)]);
        _source = new TraceSeriesSource(_figures, _bench.Pipeline, _bench.Cache, _bench.Sources, _bench.Clock);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Spans_become_the_series_that_tempo_and_the_collector_make_of_them()
    {
        var meter = _bench.Register("door");
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        await Post(Span(1, 1, 0, "shop", "GET /", SpanKind.Server, 30), Span(1, 2, 1, "shop", "pay", SpanKind.Client, 20, SpanStatus.Error), Span(1, 3, 2, "bank", "pay", SpanKind.Server, 10));
        // What comes again counts once.
        await Post(Span(1, 3, 2, "bank", "pay", SpanKind.Server, 10), Span(1, 0, 2, "bank", "pay", SpanKind.Server, 10));
        await _source.Collect(CancellationToken.None);
        await _bench.Drain();

        await _bench.Holds([1], "traces_spanmetrics_calls_total", ("service", "bank"), ("span_name", "pay"), ("span_kind", "SPAN_KIND_SERVER"), ("status_code", "STATUS_CODE_UNSET"));
        await _bench.Holds([1], "traces_spanmetrics_calls_total", ("service", "shop"), ("span_kind", "SPAN_KIND_CLIENT"), ("status_code", "STATUS_CODE_ERROR"));
        await _bench.Holds([0], "traces_spanmetrics_latency_bucket", ("service", "bank"), ("le", "0.008"));
        await _bench.Holds([1], "traces_spanmetrics_latency_bucket", ("service", "bank"), ("le", "0.016"));
        await _bench.Holds([1], "traces_spanmetrics_latency_bucket", ("service", "bank"), ("le", "+Inf"));
        await _bench.Holds([0.01], "traces_spanmetrics_latency_sum", ("service", "bank"));
        await _bench.Holds([1], "traces_service_graph_request_total", ("client", "shop"), ("server", "bank"), ("connection_type", ""));
        await _bench.Holds([1], "traces_service_graph_request_failed_total", ("client", "shop"), ("server", "bank"));
        await _bench.Holds([0.02], "traces_service_graph_request_client_seconds_sum", ("client", "shop"), ("server", "bank"));
        await _bench.Holds([0.01], "traces_service_graph_request_server_seconds_sum", ("client", "shop"), ("server", "bank"));
        await _bench.Holds([1], "traces_service_graph_request_total", ("client", "user"), ("server", "shop"), ("connection_type", "virtual_node"));
        Assert.Equal(1, _bench.Status("door").Dropped["no trace id or span id"]);
        Assert.Equal(4, _bench.Status("door").Records);
        Assert.Equal(3, _spans.Statistics().Spans);
        Assert.NotNull(meter);
    }

    [Fact]
    public async Task A_bucket_has_the_trace_that_was_counted_last_as_exemplar()
    {
        _figures.Add([Span(7, 1, 0, "shop", "GET /", SpanKind.Server, 30)]);
        await _source.Collect(CancellationToken.None);

        var found = _bench.Cache.Exemplars.Find([[new LabelMatcher("__name__", MatchType.Equal, "traces_spanmetrics_latency_bucket"), new LabelMatcher("service", MatchType.Equal, "shop")]], 0, long.MaxValue);

        var exemplar = Assert.Single(found);
        Assert.Equal((new TraceId(1, 7).ToString(), 0.03), (exemplar.Labels.Get("trace_id"), exemplar.Value));
        Assert.Equal("0.032", exemplar.Series.Get("le"));
    }

    private async Task Post(params SpanRecord[] spans)
    {
        var batch = new TelemetryBatch<SpanRecord>("door", 100);
        foreach (var span in spans)
            batch.Add(span);
        await _bench.Pipeline.Post(batch, CancellationToken.None);
    }

    private SpanRecord Span(ulong trace, ulong id, ulong parent, string service, string operation, SpanKind kind, long milliseconds, SpanStatus status = SpanStatus.Ok) =>
        new(new TraceId(1, trace), new SpanId(id), new SpanId(parent), Labels.From(new Label("service_name", service)), operation, kind, _bench.Now * 1_000_000, milliseconds * 1_000_000, status);
}
