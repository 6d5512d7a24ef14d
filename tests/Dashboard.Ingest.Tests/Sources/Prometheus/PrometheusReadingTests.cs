using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Prometheus;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.Prometheus;

public sealed class PrometheusReadingTests : IDisposable
{
    private readonly IngestBench _bench = new();

    public PrometheusReadingTests() => _bench.Register(ScrapeSource.Id);

    [Fact]
    public async Task A_page_becomes_series_with_job_and_instance_and_its_metrics_are_described()
    {
        var reading = Reading();
        var outcome = Take(reading, """
            # HELP http_requests_total Requests \\ by code.
            # TYPE http_requests_total counter
            http_requests_total{code="200"} 1027
            http_requests_total{code="400"} 3
            # TYPE rpc_seconds histogram
            rpc_seconds_bucket{le="0.1"} 5
            rpc_seconds_bucket{le="+Inf"} 9
            rpc_seconds_sum 4.5
            rpc_seconds_count 9

            """);

        Assert.Equal(new PullOutcome(6), outcome);
        await _bench.Holds([1027], "http_requests_total", ("code", "200"), ("job", "web"), ("instance", "a:1"));
        await _bench.Holds([9], "rpc_seconds_bucket", ("le", "+Inf"));
        Assert.Equal(new MetricMetadata(MetricType.Counter, "Requests \\ by code.", ""), _bench.Cache.Metrics.Find("http_requests_total"));
        Assert.Equal(MetricType.Histogram, _bench.Cache.Metrics.Find("rpc_seconds")?.Type);
    }

    [Fact]
    public async Task OpenMetrics_is_taken_with_exemplars_units_and_creation_times()
    {
        var outcome = Take(Reading(), """
            # TYPE foo_seconds counter
            # UNIT foo_seconds seconds
            # HELP foo_seconds Some.
            foo_seconds_total{a="b"} 17.5 # {trace_id="t1"} 0.5 1520879607.789
            foo_seconds_created{a="b"} 1520872607.123
            # TYPE build info
            build_info{v="1"} 1
            # EOF

            """, PrometheusTextDecoder.OpenMetrics);

        Assert.Equal(new PullOutcome(3), outcome);
        await _bench.Holds([17.5], "foo_seconds_total");
        await _bench.Holds([1520872607.123], "foo_seconds_created");
        Assert.Equal(new MetricMetadata(MetricType.Counter, "Some.", "seconds"), _bench.Cache.Metrics.Find("foo_seconds_total"));
        Assert.Equal(MetricType.Info, _bench.Cache.Metrics.Find("build_info")?.Type);
    }

    [Fact]
    public void OpenMetrics_that_breaks_off_is_a_failure_as_a_whole()
    {
        var outcome = Take(Reading(), "a 1\nb 2\n", PrometheusTextDecoder.OpenMetrics);

        Assert.Equal("sent a page that was cut off: it does not end with # EOF, as OpenMetrics must", outcome.Failure);
        Assert.Equal("line 3 comes after # EOF: 'b 2'", Take(Reading(), "a 1\n# EOF\nb 2\n", PrometheusTextDecoder.OpenMetrics).Complaint);
    }

    [Fact]
    public async Task A_bad_line_costs_that_line_and_is_told_with_its_number()
    {
        var outcome = Take(Reading(), "a 1\nb two\nc 3\n\nd{ 4\n");

        Assert.Equal(new PullOutcome(2, null, 2, "line 2 has a value that is no number: 'b two'"), outcome);
        await _bench.Holds([3], "c");
    }

    [Fact]
    public void A_page_that_is_something_else_altogether_is_a_failure()
    {
        var outcome = Take(Reading(), "<html>\n<body>Sign in</body></html>\n", "text/html");

        Assert.Equal("sent no metrics but text/html: line 1 does not begin with a metric: '<html>'", outcome.Failure);
    }

    [Fact]
    public async Task A_series_that_is_gone_from_the_page_gets_the_mark_of_its_end_once()
    {
        var reading = Reading();
        Take(reading, "a 1\nb{x=\"1\"} 1\nb{x=\"2\"} 1\n");
        Take(reading, "a 2\nb{x=\"2\"} 2\n");
        Take(reading, "a 3\nb{x=\"2\"} 3\n");
        Take(reading, "a 4\nb{x=\"1\"} 4\nb{x=\"2\"} 4\n");

        await _bench.Holds([1, 2, 3, 4], "a");
        await _bench.Holds([1, StaleMarker.Value, 4], "b", ("x", "1"));
        await _bench.Holds([1, 2, 3, 4], "b", ("x", "2"));
    }

    [Fact]
    public async Task Every_series_ends_when_the_target_is_gone_and_goes_on_when_it_is_back()
    {
        var reading = Reading();
        Take(reading, "a 1\nb 1\n");
        Take(reading, "a 2\nb 2\n# nothing\n");
        End(reading);
        End(reading);
        Take(reading, "a 3\nb 3\n");

        await _bench.Holds([1, 2, StaleMarker.Value, 3], "a");
        await _bench.Holds([1, 2, StaleMarker.Value, 3], "b");
    }

    [Fact]
    public async Task A_series_that_is_written_in_another_way_is_the_same_one()
    {
        var reading = Reading();
        Take(reading, "a{x=\"1\"} 1\n");
        Take(reading, "a{x=\"1\",} 2\n");
        Take(reading, "a{x=\"1\"} 3\n");
        var twice = Take(reading, "a{x=\"1\"} 4\na{x=\"1\",} 5\n");

        await _bench.Holds([1, 2, 3, 4], "a");
        Assert.Equal(new PullOutcome(2, null, 1, "line 2 has a series that came before"), twice);
    }

    [Fact]
    public async Task A_time_of_its_own_counts_unless_it_shall_not_and_such_a_series_does_not_end()
    {
        var (honoured, ignored) = (Reading(), Reading(new ScrapeJobOptions { Job = "other", HonorTimestamps = false }));
        var time = _bench.Now - 60_000;
        Take(honoured, $"a 1 {time}\na 2 {time + 1000}\n");
        Take(honoured, "b 1\n");
        Take(ignored, $"c 1 {time}\n");

        var columns = new SampleColumns();
        Assert.Single(await _bench.Series("a")).Read(0, long.MaxValue, columns);
        Assert.Equal([time, time + 1000], columns.Timestamps.ToArray());
        Assert.Single(await _bench.Series("c")).Read(0, long.MaxValue, columns);
        Assert.True(columns.Timestamps[^1] > time);
    }

    [Fact]
    public async Task Labels_of_the_target_win_unless_those_that_are_scraped_shall()
    {
        Take(Reading(), "a{job=\"x\",instance=\"y\",exported_job=\"z\"} 1\n");
        Take(Reading(new ScrapeJobOptions { Job = "other", HonorLabels = true }), "b{job=\"x\",instance=\"\"} 1\n");

        await _bench.Holds([1], "a", ("job", "web"), ("exported_exported_job", "x"), ("exported_job", "z"), ("exported_instance", "y"));
        await _bench.Holds([1], "b", ("job", "x"), ("instance", "a:1"));
    }

    [Fact]
    public void More_samples_than_allowed_are_a_failure_as_a_whole()
    {
        var outcome = Take(Reading(new ScrapeJobOptions { Job = "web", SampleLimit = 2 }), "a 1\nb 1\nc 1\nd 1\n");

        Assert.Equal("sent more than 2 samples (SampleLimit)", outcome.Failure);
    }

    [Fact]
    public void A_known_page_is_read_without_an_allocation()
    {
        var reading = Reading();
        var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"# HELP m{i} Help.\n# TYPE m{i} gauge\nm{i}{{device=\"eth{i}\",mode=\"idle\"}} {i * 0.25}\n")));
        long allocated = 0;
        for (var round = 0; round < 200; round++)
        {
            using var batch = new TelemetryBatch<MetricSample>(ScrapeSource.Id, page.Length, 1024);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = reading.Read(page, "text/plain", _bench.Now, batch);
            if (round >= 100)
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal((500, 500), (outcome.Samples, batch.Count));
        }

        Assert.Equal(0, allocated);
        Assert.Equal(1500, reading.KnownRows);
    }

    [Fact]
    public void Pages_whose_series_change_every_time_do_not_add_up()
    {
        var reading = Reading();
        for (var round = 0; round < 100; round++)
            Take(reading, string.Concat(Enumerable.Range(0, 500).Select(i => $"m{{id=\"{round}-{i}\"}} 1\n")));

        Assert.InRange(reading.KnownRows, 500, 1100);
    }

    [Fact]
    public async Task A_series_that_has_left_the_cache_is_found_anew()
    {
        var reading = Reading();
        Take(reading, "a 1\nb 1\n");
        _bench.Clock.Advance(TimeSpan.FromDays(30));
        _bench.Cache.Trim();
        Take(reading, "a 2\nb 2\n");
        Take(reading, "a 3\nb 3\n");
        Take(reading, "a 4\n");

        await _bench.Holds([3, 4], "a");
        await _bench.Holds([3, StaleMarker.Value], "b");
    }

    [Fact]
    public async Task This_servers_own_page_is_read_back_as_it_was_written()
    {
        var family = new Ingest.Sources.Self.MetricFamily("own_seconds", Ingest.Sources.Self.MetricFamilyType.Gauge, "Say \\ \"this\"\nand that.",
            [new(Labels.Of("own_seconds", ("a", "x\"y\\z\nü")), 0.1), new(Labels.Of("own_seconds", ("a", "inf")), double.PositiveInfinity)]);
        var page = new System.Buffers.ArrayBufferWriter<byte>();
        Ingest.Sources.Self.PrometheusText.Write([family], page);

        Assert.Equal(new PullOutcome(2), Take(Reading(), Encoding.UTF8.GetString(page.WrittenSpan)));
        await _bench.Holds([0.1], "own_seconds", ("a", "x\"y\\z\nü"));
        Assert.Equal("Say \\ \"this\"\nand that.", _bench.Cache.Metrics.Find("own_seconds")?.Help);
    }

    public void Dispose() => _bench.Dispose();

    private PrometheusReading Reading(ScrapeJobOptions? options = null)
    {
        options ??= new ScrapeJobOptions { Job = "web" };
        var target = new ScrapeTarget("a:1", "http", "/metrics", new Dictionary<string, string>());
        return new PrometheusReading(options, target.LabelsIn(options), new ScrapeStore(_bench.Pipeline, _bench.Cache));
    }

    /// <summary>Reads a page and stores what it holds, ten seconds after the one before.</summary>
    private PullOutcome Take(PrometheusReading reading, string page, string mediaType = "text/plain")
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        using var batch = new TelemetryBatch<MetricSample>(ScrapeSource.Id);
        var outcome = reading.Read(Encoding.UTF8.GetBytes(page), mediaType, _bench.Now, batch);
        if (outcome.Failure is null)
            Store(batch);
        return outcome;
    }

    private void End(PrometheusReading reading)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        using var batch = new TelemetryBatch<MetricSample>(ScrapeSource.Id);
        reading.EndAll(_bench.Now, batch);
        Store(batch);
    }

    private void Store(TelemetryBatch<MetricSample> batch)
    {
        if (_bench.Pipeline.ExecuteTask is null)
            _bench.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        var copy = new TelemetryBatch<MetricSample>(ScrapeSource.Id, 1, Math.Max(1, batch.Count));
        foreach (var sample in batch.Records)
            copy.Add(sample);
        _bench.Pipeline.Post(copy, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
