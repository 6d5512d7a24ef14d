using System.Diagnostics.Metrics;
using Dashboard.Ingest.Sources.Self;

namespace Dashboard.Ingest.Tests.Sources.Self;

public sealed class MeterRegistryTests : IDisposable
{
    private readonly string _name = $"Test.{Guid.NewGuid():N}"; // listeners hear every meter of the process
    private readonly Meter _meter;
    private readonly MeterRegistry _registry;

    public MeterRegistryTests()
    {
        _meter = new Meter(_name);
        _registry = new MeterRegistry(name => name == _name, maxSeries: 20);
    }

    [Fact]
    public void A_counter_adds_up_for_each_set_of_tags()
    {
        var counter = _meter.CreateCounter<long>("network_telemetry_records");
        counter.Add(2, new KeyValuePair<string, object?>("source", "host"));
        counter.Add(3, new KeyValuePair<string, object?>("source", "host"));
        counter.Add(1, new KeyValuePair<string, object?>("source", "self"));

        Assert.Equal(MetricFamilyType.Counter, Family("network_telemetry_records_total").Type);
        Assert.Equal(
            [("network_telemetry_records_total{source=\"host\"}", 5), ("network_telemetry_records_total{source=\"self\"}", 1)],
            Points("network_telemetry_records_total"));
    }

    [Fact]
    public void Tags_in_another_order_are_the_same_series()
    {
        var counter = _meter.CreateCounter<int>("calls");
        counter.Add(1, new("a", "1"), new("b", 2));
        counter.Add(1, new("b", 2), new("a", "1"));

        Assert.Equal([("calls_total{a=\"1\", b=\"2\"}", 2)], Points("calls_total"));
    }

    [Fact]
    public void Values_of_tags_become_text()
    {
        _meter.CreateCounter<int>("calls").Add(1, new("net.up", true), new("code", 404), new("none", null));

        Assert.Equal([("calls_total{code=\"404\", net_up=\"true\"}", 1)], Points("calls_total"));
    }

    [Fact]
    public void An_up_down_counter_is_a_gauge_that_adds_up_and_a_gauge_holds_its_last_value()
    {
        var open = _meter.CreateUpDownCounter<int>("open.connections");
        open.Add(3);
        open.Add(-1);
        var level = _meter.CreateGauge<double>("level");
        level.Record(5);
        level.Record(4.5);

        Assert.Equal((MetricFamilyType.Gauge, 2.0), (Family("open_connections").Type, Points("open_connections")[0].Value));
        Assert.Equal((MetricFamilyType.Gauge, 4.5), (Family("level").Type, Points("level")[0].Value));
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound_that_its_instrument_advises()
    {
        var histogram = _meter.CreateHistogram("wait", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7, double.NaN])
            histogram.Record(value, new KeyValuePair<string, object?>("q", "x"));

        Assert.Equal(
            [
                ("wait_seconds_bucket{le=\"0.1\", q=\"x\"}", 2), ("wait_seconds_bucket{le=\"1\", q=\"x\"}", 3), ("wait_seconds_bucket{le=\"+Inf\", q=\"x\"}", 4),
                ("wait_seconds_sum{q=\"x\"}", 7.65), ("wait_seconds_count{q=\"x\"}", 4),
            ],
            Points("wait_seconds"));
    }

    [Fact]
    public void A_histogram_without_advice_has_bounds_that_suit_its_unit()
    {
        using var roomy = new MeterRegistry(name => name == _name, 1000);
        _meter.CreateHistogram<double>("wait", "s").Record(0.3);
        _meter.CreateHistogram<long>("size", "By").Record(300);

        var families = roomy.Collect();
        Assert.Equal("0.5", families.Single(f => f.Name == "wait_seconds").Points.First(p => p.Value > 0).Labels.Get("le"));
        Assert.Equal("500", families.Single(f => f.Name == "size_bytes").Points.First(p => p.Value > 0).Labels.Get("le"));
    }

    [Fact]
    public void An_instrument_that_is_asked_shows_what_it_says_now_and_nothing_of_before()
    {
        var queues = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge("depth", () => queues.Select(q => new Measurement<int>(q.Value, new KeyValuePair<string, object?>("queue", q.Key))));
        Assert.Equal([("depth{queue=\"a\"}", 1), ("depth{queue=\"b\"}", 2)], Points("depth"));

        queues.Remove("a");
        queues["b"] = 7;
        Assert.Equal([("depth{queue=\"b\"}", 7)], Points("depth"));

        queues["a"] = 9;
        Assert.Equal([("depth{queue=\"a\"}", 9), ("depth{queue=\"b\"}", 7)], Points("depth"));
    }

    [Fact]
    public void A_total_that_is_asked_for_is_not_added_to_what_it_was()
    {
        _meter.CreateObservableCounter("work", static () => 10L);

        Points("work_total");
        Assert.Equal([("work_total", 10)], Points("work_total"));
    }

    [Fact]
    public void An_instrument_that_throws_is_a_sentence_and_the_others_are_read()
    {
        _meter.CreateObservableGauge("bad", new Func<int>(() => throw new InvalidOperationException("no sensor")));
        _meter.CreateObservableGauge("good", static () => 1);
        var said = new List<string>();

        var families = _registry.Collect(said.Add);

        Assert.Equal(["An instrument of this program could not be read: no sensor"], said);
        Assert.Contains(families, f => f.Name == "good");
        Assert.DoesNotContain(families, f => f.Name == "bad");
    }

    [Fact]
    public void Series_are_bounded_and_what_is_refused_is_counted()
    {
        var counter = _meter.CreateCounter<int>("calls");
        for (var i = 0; i < 30; i++)
            counter.Add(1, new KeyValuePair<string, object?>("caller", i));

        Assert.Equal(20, Family("calls_total").Points.Count);
        Assert.Equal([(MeterRegistry.RefusedMetric, 10)], Points(MeterRegistry.RefusedMetric));
    }

    [Fact]
    public void Series_that_are_gone_make_room_for_others()
    {
        var from = 0;
        _meter.CreateObservableGauge("depth", () => Enumerable.Range(from, 15).Select(i => new Measurement<int>(1, new KeyValuePair<string, object?>("queue", i))));
        Assert.Equal(15, Points("depth").Count);
        from = 100;
        _registry.Collect();
        from = 200;
        _registry.Collect();

        Assert.Equal(15, Points("depth").Count);
    }

    [Fact]
    public void Another_kind_of_instrument_of_the_same_name_is_refused()
    {
        _meter.CreateGauge<int>("calls.total").Record(7);
        _meter.CreateCounter<int>("calls").Add(1);

        Assert.Equal([("calls_total", 7)], Points("calls_total"));
        Assert.Equal([(MeterRegistry.RefusedMetric, 1)], Points(MeterRegistry.RefusedMetric));
    }

    [Fact]
    public void Two_meters_of_one_name_add_to_one_series_and_what_a_disposed_one_counted_goes_with_the_last()
    {
        using (var second = new Meter(_name))
        {
            _meter.CreateCounter<int>("calls").Add(1);
            second.CreateCounter<int>("calls").Add(2);
            Assert.Equal([("calls_total", 3)], Points("calls_total"));
        }
        Assert.Equal([("calls_total", 3)], Points("calls_total"));

        _meter.Dispose();

        Assert.DoesNotContain(_registry.Collect(), f => f.Name == "calls_total");
    }

    [Fact]
    public void Known_tags_cost_no_memory()
    {
        var counter = _meter.CreateCounter<long>("calls");
        var tag = new KeyValuePair<string, object?>("source", "host");
        for (var i = 0; i < 100; i++)
            counter.Add(1, tag);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            counter.Add(1, tag);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Many_threads_lose_no_measurement()
    {
        var counter = _meter.CreateCounter<int>("calls");
        var histogram = _meter.CreateHistogram("wait", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1] });
        Parallel.For(0, 10_000, i =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("k", i % 5));
            histogram.Record(1);
        });

        Assert.Equal(10_000, Points("calls_total").Sum(p => p.Value));
        Assert.Equal(("wait_count", 10_000), Points("wait")[^1]);
    }

    [Theory]
    [InlineData("network_telemetry_processing_duration_seconds", "s", MetricFamilyType.Histogram, "network_telemetry_processing_duration_seconds")]
    [InlineData("http.server.request.duration", "s", MetricFamilyType.Histogram, "http_server_request_duration_seconds")]
    [InlineData("http.server.active_requests", "{request}", MetricFamilyType.Gauge, "http_server_active_requests")]
    [InlineData("dotnet.gc.pause.time", "s", MetricFamilyType.Counter, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("sent_bytes_total", "By", MetricFamilyType.Counter, "sent_bytes_total")]
    [InlineData("records", null, MetricFamilyType.Counter, "records_total")]
    [InlineData("5g.users-seen", "1", MetricFamilyType.Gauge, "_5g_users_seen")]
    public void Names_follow_the_conventions_of_prometheus(string instrument, string? unit, MetricFamilyType type, string name) =>
        Assert.Equal(name, PrometheusNames.Metric(instrument, unit, type));

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    private MetricFamily Family(string name) => _registry.Collect().Single(f => f.Name == name);

    private List<(string Series, double Value)> Points(string name) => [.. Family(name).Points.Select(p => (p.Labels.ToString(), p.Value))];
}
