using System.Text;
using BenchmarkDotNet.Attributes;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Influx;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>Line protocol of known series, 81 octets and one field a line: what one line costs; allocated bytes are the figure to hold.</summary>
[MemoryDiagnoser]
public class InfluxLineBenchmarks
{
    private const int Lines = 100_000;
    private TimeSeriesCache _cache = null!;
    private InfluxRows _rows = null!;
    private byte[] _ordered = [];
    private byte[] _shuffled = [];

    [GlobalSetup]
    public void Setup()
    {
        _cache = new TimeSeriesCache(new TimeSeriesCacheOptions { OutOfOrderWindow = TimeSpan.Zero }, TimeProvider.System);
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(_cache, TimeProvider.System, metrics);
        using var pipeline = new IngestPipeline(_cache, [], new Enricher([]), sources, new PipelineOptions(), TimeProvider.System, metrics, NullLogger<IngestPipeline>.Instance);
        _rows = new InfluxRows(pipeline, "influx", new Label("", ""), Lines * 2);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var lines = Enumerable.Range(0, Lines).Select(i => $"node_net,cell=c{i % 1000:d4},host=rtr-{i / 10:d5},iface=ge-0/0/{i % 10} value={i * 0.37:F2} {now}000000\n").ToArray();
        _ordered = Encoding.ASCII.GetBytes(string.Concat(lines));
        new Random(1).Shuffle(lines);
        _shuffled = Encoding.ASCII.GetBytes(string.Concat(lines));
        for (var i = 0; i < 3; i++)
            Take(_ordered);
    }

    /// <summary>Lines in the order they had last time: each is predicted.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public long Ordered() => Take(_ordered);

    /// <summary>The same, then into the cache: the newest timestamp is written again.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public int OrderedIntoCache()
    {
        using var batch = new TelemetryBatch<MetricSample>("influx", 0, Lines);
        using var body = NewBody();
        body.Take(_ordered, isLast: true, batch);
        return _cache.Append(batch.Records).Stored;
    }

    /// <summary>Two orders in turn: none is predicted.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Lines)]
    public long Shuffled() => Take(_shuffled) + Take(_ordered);

    private long Take(byte[] text)
    {
        using var batch = new TelemetryBatch<MetricSample>("influx", 0, Lines);
        using var body = NewBody();
        body.Take(text, isLast: true, batch);
        return batch.Count;
    }

    private InfluxLines NewBody() => new(_rows, InfluxPrecision.Nanoseconds, 0, new InfluxOptions(), new InfluxReport());
}
