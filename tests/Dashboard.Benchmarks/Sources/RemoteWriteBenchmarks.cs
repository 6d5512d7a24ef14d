using BenchmarkDotNet.Attributes;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.RemoteWrite;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>Remote write 1.0 of known series, one sample a series: what a sample costs; allocated bytes are the figure to hold.</summary>
[MemoryDiagnoser]
public class RemoteWriteBenchmarks
{
    private const int Series = 100_000;

    private TimeSeriesCache _cache = null!;
    private IngestPipeline _pipeline = null!;
    private RemoteWriteRows _rows = null!;
    private byte[] _message = [];
    private byte[] _packed = [];

    [GlobalSetup]
    public void Setup()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), TimeProvider.System);
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(cache, TimeProvider.System, metrics);
        _cache = cache;
        _pipeline = new IngestPipeline(cache, [], new Enricher([]), sources, new PipelineOptions(), TimeProvider.System, metrics, NullLogger<IngestPipeline>.Instance);
        _rows = new RemoteWriteRows(_pipeline, Series * 2);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var message = new MemoryStream();
        for (var i = 0; i < Series; i++)
            WriteLoad.WriteSeries(message, WriteLoad.LabelsOf(("__name__", "ifc_value"), ("cell", $"c{i / 100:d4}"), ("host", $"rtr-{i / 20:d5}"), ("iface", $"ge-0/0/{i % 20}")), [(now, i * 0.37)]);
        _message = message.ToArray();
        _packed = SnappyPacking.Pack(_message);
        for (var i = 0; i < 3; i++)
            Known();
    }

    [GlobalCleanup]
    public void Cleanup() => _pipeline.Dispose();

    /// <summary>Series in the order they had last time.</summary>
    [Benchmark(OperationsPerInvoke = Series)]
    public int Known()
    {
        using var batch = new TelemetryBatch<MetricSample>(RemoteWriteSource.Id, 0, Series);
        using var message = new RemoteWriteMessage(_pipeline, _cache, _rows, isSecond: false);
        return message.Read(_message, batch) ? batch.Count : throw new InvalidOperationException();
    }

    /// <summary>Unpacking alone.</summary>
    [Benchmark(OperationsPerInvoke = Series)]
    public bool Unpack() => SnappyBlock.TryReadLength(_packed, out _, out var start) && SnappyBlock.TryUnpack(_packed.AsSpan(start), _message);
}
