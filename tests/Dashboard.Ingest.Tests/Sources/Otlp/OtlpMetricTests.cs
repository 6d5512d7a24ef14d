using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Wire;
using static Dashboard.Ingest.Tests.Sources.Otlp.OtlpText;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

public sealed class OtlpMetricTests
{
    private const string Cumulative = "\"aggregationTemporality\":2";
    private const string Delta = "\"aggregationTemporality\":1";

    [Theory]
    [InlineData("http.server.request.duration", "s", false, false, "http_server_request_duration_seconds")]
    [InlineData("system.network.io", "By", true, false, "system_network_io_bytes_total")]
    [InlineData("sent_bytes_total", "By", true, false, "sent_bytes_total")]
    [InlineData("system.cpu.utilization", "1", false, true, "system_cpu_utilization_ratio")]
    [InlineData("requests", "{request}", true, false, "requests_total")]
    [InlineData("speed", "By/s", false, true, "speed_bytes_per_second")]
    [InlineData("speed", "{packet}/s", false, true, "speed_per_second")]
    [InlineData("2xx..responses", "", false, true, "_2xx_responses")]
    [InlineData("", "", false, true, "_")]
    public void Instruments_are_named_as_prometheus_has_them(string instrument, string unit, bool isCounter, bool isGauge, string name) =>
        Assert.Equal(name, InstrumentNames.Metric(instrument, unit, isCounter, isGauge));

    [Fact]
    public async Task Numbers_become_series_of_their_resource_and_scope()
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Metrics, Metrics(
            Sum("orders", Cumulative + ",\"isMonotonic\":true", Point(house.Nano(), "\"asInt\":\"42\"", Attribute("order.kind", "express"))),
            $$$$$"""{"name":"queue.length","unit":"1","gauge":{"dataPoints":[{{{{{Point(house.Nano(), "\"asDouble\":0.5")}}}}}]}}"""));

        Assert.Equal((OtlpVerdict.Taken, ""), (report.Verdict, report.Sentence));
        await house.Bench.Holds([42], "orders_total", ("order_kind", "express"), ("job", "retail/shop"), ("instance", "shop-1"), ("otel_scope_name", "lib"), ("otel_scope_version", "1.2"));
        await house.Bench.Holds([0.5], "queue_length_ratio");
        await house.Bench.Holds([1], "target_info", ("job", "retail/shop"), ("instance", "shop-1"), ("host_name", "box"));
        Assert.Equal(new MetricMetadata(MetricType.Counter, "", ""), house.Bench.Cache.Metrics.Find("orders_total"));
    }

    [Fact]
    public async Task A_histogram_becomes_buckets_that_add_up_with_its_exemplars()
    {
        await using var house = await new OtlpHouse().Started();
        var exemplar = $$"""{"timeUnixNano":"{{house.Nano(-1)}}","asDouble":0.7,"traceId":"{{Trace}}","spanId":"{{Span}}"}""";

        await house.Take(OtlpSignal.Metrics, Metrics(Histogram(Cumulative,
            $$"""{"timeUnixNano":"{{house.Nano()}}","count":"6","sum":12.5,"bucketCounts":["1","2","3"],"explicitBounds":[0.5,1],"exemplars":[{{exemplar}}]}""")));

        await house.Bench.Holds([1], "wait_seconds_bucket", ("le", "0.5"));
        await house.Bench.Holds([3], "wait_seconds_bucket", ("le", "1"));
        await house.Bench.Holds([6], "wait_seconds_bucket", ("le", "+Inf"));
        await house.Bench.Holds([6], "wait_seconds_count");
        await house.Bench.Holds([12.5], "wait_seconds_sum");
        var found = Assert.Single(house.Bench.Cache.Exemplars.Find([[]], 0, long.MaxValue));
        Assert.Equal(("1", Trace, 0.7), (found.Series.Get("le"), found.Labels.Get("trace_id"), found.Value));
    }

    [Fact]
    public async Task An_exponential_histogram_becomes_one_with_bounds_that_stay()
    {
        await using var house = await new OtlpHouse().Started();
        // Scale 3: bounds at powers of 2^(1/8). Buckets 0 to 3 lie below 2^(1/2), which is 1.41; 8 begins at 2.
        string Message(string counts, int total) => Metrics($$$$$"""
            {"name":"wait","unit":"s","exponentialHistogram":{{{{{{Cumulative}}}}},"dataPoints":[{"timeUnixNano":"{{{{{house.Nano()}}}}}","count":"{{{{{total}}}}}","sum":9,"scale":3,"zeroCount":"2",
            "positive":{"offset":0,"bucketCounts":[{{{{{counts}}}}}]},"negative":{"offset":0,"bucketCounts":["1"]}}]}}
            """);

        await house.Take(OtlpSignal.Metrics, Message("\"1\",\"2\",\"0\",\"4\"", 10));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await house.Take(OtlpSignal.Metrics, Message("\"1\",\"2\",\"0\",\"4\",0,0,0,0,\"5\"", 15));

        await house.Bench.Holds([3, 3], "wait_seconds_bucket", ("le", "0"));
        await house.Bench.Holds([6, 6], "wait_seconds_bucket", ("le", "1.189207115002721"));
        await house.Bench.Holds([10, 10], "wait_seconds_bucket", ("le", "1.4142135623730951"));
        await house.Bench.Holds([15], "wait_seconds_bucket", ("le", "2.378414230005442"));
        await house.Bench.Holds([10, 15], "wait_seconds_bucket", ("le", "+Inf"));
    }

    [Fact]
    public void Buckets_over_all_that_a_number_can_hold_stay_within_their_bound_and_lose_no_count()
    {
        var buckets = new ExponentialBuckets();

        foreach (var (scale, offset) in new[] { (20, 0L), (20, int.MaxValue), (0, -1074L), (0, 1023L), (-20, 5L), (3, -(long)int.MaxValue) })
            buckets.Add(scale, offset, [1, 0, 2]);

        Assert.InRange(buckets.Counts.Length, 1, ExponentialBuckets.MaxWidth);
        Assert.Equal(18, buckets.Counts.ToArray().Sum());
    }

    [Fact]
    public async Task A_summary_becomes_its_quantiles()
    {
        await using var house = await new OtlpHouse().Started();

        await house.Take(OtlpSignal.Metrics, Metrics(
            $$$$$"""{"name":"wait","summary":{"dataPoints":[{"startTimeUnixNano":"{{{{{house.Nano(-60)}}}}}","timeUnixNano":"{{{{{house.Nano()}}}}}","count":"5","sum":10,"quantileValues":[{"quantile":0.5,"value":1.5},{"quantile":0.99,"value":4}]}]}}"""));

        await house.Bench.Holds([1.5], "wait", ("quantile", "0.5"));
        await house.Bench.Holds([4], "wait", ("quantile", "0.99"));
        await house.Bench.Holds([5], "wait_count");
        await house.Bench.Holds([10], "wait_sum");
    }

    [Fact]
    public async Task Differences_become_totals_and_one_that_comes_twice_counts_once()
    {
        await using var house = await new OtlpHouse().Started();
        var first = house.Nano();
        string Message(long start, long end) => Metrics(
            Sum("orders", Delta + ",\"isMonotonic\":true", Point(end, "\"asInt\":\"5\"", start: start)),
            Histogram(Delta, $$"""{"startTimeUnixNano":"{{start}}","timeUnixNano":"{{end}}","count":"3","sum":2,"bucketCounts":["1","2"],"explicitBounds":[0.5]}"""));

        await house.Take(OtlpSignal.Metrics, Message(first - 10_000_000_000, first));
        var again = await house.Take(OtlpSignal.Metrics, Message(first - 10_000_000_000, first));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await house.Take(OtlpSignal.Metrics, Message(first, first + 10_000_000_000));

        Assert.Equal((2, "refused 2 data points of differences that came before, or late"), (again.Rejected, again.Sentence));
        await house.Bench.Holds([0, 5, 10], "orders_total");
        await house.Bench.Holds([0, 1, 2], "wait_seconds_bucket", ("le", "0.5"));
        await house.Bench.Holds([0, 3, 6], "wait_seconds_count");
        await house.Bench.Holds([0, 2, 4], "wait_seconds_sum");
    }

    [Fact]
    public async Task A_counter_that_began_anew_is_seen_to_have_done_so_even_where_it_is_higher()
    {
        await using var house = await new OtlpHouse().Started();
        string Message(long start, int value) => Metrics(Sum("orders", Cumulative + ",\"isMonotonic\":true", Point(house.Nano(), $"\"asInt\":\"{value}\"", start: start)));

        await house.Take(OtlpSignal.Metrics, Message(house.Nano(-86_400), 7));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(30));
        await house.Take(OtlpSignal.Metrics, Message(house.Nano(-10), 9));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(30));
        await house.Take(OtlpSignal.Metrics, Message(house.Nano(-40), 12));

        await house.Bench.Holds([7, 0, 9, 12], "orders_total");
    }

    [Fact]
    public async Task A_point_without_a_recorded_value_ends_its_series()
    {
        await using var house = await new OtlpHouse().Started();
        await house.Take(OtlpSignal.Metrics, Metrics(Sum("orders", Cumulative, Point(house.Nano(), "\"asInt\":\"5\""))));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(10));

        await house.Take(OtlpSignal.Metrics, Metrics(Sum("orders", Cumulative, Point(house.Nano(), "\"flags\":1"))));

        var values = await house.Bench.Values("orders");
        Assert.Equal(5, values[0]);
        Assert.True(StaleMarker.Is(values[1]));
    }

    [Fact]
    public async Task Points_that_cannot_be_are_refused_alone_and_by_name()
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Metrics, Metrics(
            Sum("a", Cumulative, Point(house.Nano(), "\"flags\":0"), Point(house.Nano(7200), "\"asInt\":1"), Point(house.Nano(), "\"asInt\":3")),
            Histogram(Cumulative, $$"""{"timeUnixNano":"{{house.Nano()}}","count":"3","bucketCounts":["1"],"explicitBounds":[1,2]}""", $$"""{"timeUnixNano":"{{house.Nano()}}","count":"3","bucketCounts":["1","1","1"],"explicitBounds":[2,2]}""")));

        Assert.Equal(4, report.Rejected);
        Assert.Equal(
            "refused 1 data point without a value, 1 data point from the future, 1 data point with buckets that do not fit their bounds, 1 data point with bounds that do not rise", report.Sentence);
        await house.Bench.Holds([3], "a");
    }

    [Fact]
    public async Task A_source_at_its_limit_of_series_says_so_and_goes_on_with_those_it_has()
    {
        await using var house = await new OtlpHouse(cache: new TimeSeriesCacheOptions { SeriesPerSource = 2 }).Started();
        string Message(int count) => Metrics([.. Enumerable.Range(0, count).Select(i => Sum($"m{i}", Cumulative, Point(house.Nano(), "\"asInt\":1")))]);

        await house.Take(OtlpSignal.Metrics, Message(1));
        house.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var report = await house.Take(OtlpSignal.Metrics, Message(3));

        Assert.Equal(2, report.Rejected);
        Assert.Contains("Noc:Cache:SeriesPerSource", report.Sentence, StringComparison.Ordinal);
        await house.Bench.Holds([1, 1], "m0");
    }

    [Fact]
    public async Task A_point_of_a_known_series_costs_no_memory()
    {
        await using var house = await new OtlpHouse().Started();
        var json = new OtlpJsonDecoder();
        var message = Metrics([.. Enumerable.Range(0, 1000).Select(i => Sum("orders", Cumulative, Point(house.Nano(), "\"asInt\":1", Attribute("shop", $"{i}"))))]);
        Assert.Null(json.Read(System.Text.Encoding.UTF8.GetBytes(message), OtlpSignal.Metrics));
        var intake = new OtlpMetricIntake(house.Bench.Pipeline, house.Bench.Cache, new OtlpOrigins(10), new TextTable(10), OtlpSource.Id, 10_000);
        using var batch = new TelemetryBatch<MetricSample>(OtlpSource.Id, capacity: 10_000);
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.NotNull(intake.Read(json.Written.Span, house.Bench.Now, house.Bench.Now, batch));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated();

        // A reading, and what the message has but once.
        Assert.InRange(Allocated(), 0, 1000);
    }

    private static string Sum(string name, string how, params string[] points) => $$$$$"""{"name":"{{{{{name}}}}}","sum":{"dataPoints":[{{{{{string.Join(',', points)}}}}}],{{{{{how}}}}}}}""";

    private static string Histogram(string how, params string[] points) => $$$$$"""{"name":"wait","unit":"s","histogram":{"dataPoints":[{{{{{string.Join(',', points)}}}}}],{{{{{how}}}}}}}""";

    private static string Point(long time, string value, string attribute = "", long start = 0) =>
        $$"""{"startTimeUnixNano":"{{start}}","timeUnixNano":"{{time}}","attributes":[{{attribute}}],{{value}}}""";
}
