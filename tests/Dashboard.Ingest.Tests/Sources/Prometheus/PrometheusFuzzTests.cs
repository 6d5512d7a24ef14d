using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Prometheus;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.Prometheus;

[Trait("Kind", "fuzz")]
public sealed class PrometheusFuzzTests
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes("""
        # HELP http_requests_total Requests by "code" \\ and method.
        # TYPE http_requests_total counter
        http_requests_total{code="200",method="post"} 1027 1395066363000
        http_requests_total{code="400",method="a\"b\\c\nd"} 3
        # TYPE rpc_seconds histogram
        rpc_seconds_bucket{le="0.1"} 5 # {trace_id="abc"} 0.05 1520879607.789
        rpc_seconds_bucket{le="+Inf"} 9
        rpc_seconds_sum 4.5e-3
        {"quoted.name","label.ü"="x"} NaN
        # UNIT rpc_seconds seconds
        # EOF

        """);

    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""[{"targets": ["a:1", "[2001:db8::1]:2"], "labels": {"site": "x", "__scheme__": "https"}}, {"targets": []}]""");

    private static readonly byte[] Yaml = Encoding.UTF8.GetBytes("- targets:\n  - a:1\n  - 'b:2'\n  labels: {site: \"x\", rack: &r 7}\n- targets: [c:3]\n  labels:\n    rack: *r\n");

    [Fact]
    public async Task Pages_that_are_damaged_in_every_way_break_nothing_and_stay_small()
    {
        var store = new TrialStore();
        var options = new ScrapeJobOptions { Job = "fuzz", SampleLimit = 1000 };
        var reading = new PrometheusReading(options, new ScrapeTarget("a:1", "http", "/metrics", new Dictionary<string, string>()).LabelsIn(options), store);
        var read = 0L;
        var inputs = await Fuzz.Run([Page], " {},=\\\"\n#_:.e+-\r\t"u8.ToArray(), (input, random) =>
        {
            using var batch = new TelemetryBatch<MetricSample>(ScrapeSource.Id);
            PullOutcome outcome;
            lock (reading)
                outcome = reading.Read(input, random.Next(2) == 0 ? PrometheusTextDecoder.OpenMetrics : "text/plain", 1, batch);
            Assert.True(outcome.Complaint is null or { Length: < 300 });
            read += outcome.Samples;
            return Task.CompletedTask;
        }, 10_000);

        Assert.True(read > inputs, "hardly anything was understood: the damage is too great to test anything");
        Assert.True(reading.KnownRows < 2000);
    }

    [Fact]
    public async Task Files_of_targets_that_are_damaged_in_every_way_break_nothing()
    {
        var read = 0L;
        foreach (var (name, seed) in new[] { ("t.json", Json), ("t.yml", Yaml) })
        {
            await Fuzz.Run([seed], "[]{}:,\"'-&*!|>\n\t #"u8.ToArray(), (input, _) =>
            {
                var targets = TargetFile.Read(name, input, "http", "/metrics", out var problem);
                Assert.True(problem is null || targets.Count == 0);
                read += targets.Count;
                return Task.CompletedTask;
            }, 10_000);
        }

        Assert.True(read > 1000, "hardly anything was understood: the damage is too great to test anything");
    }
}
