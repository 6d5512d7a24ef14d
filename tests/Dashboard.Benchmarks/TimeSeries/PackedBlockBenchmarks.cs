using BenchmarkDotNet.Attributes;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Benchmarks.TimeSeries;

/// <summary>Packing and unpacking of one full block, reported a sample.</summary>
[MemoryDiagnoser]
public class PackedBlockBenchmarks
{
    private readonly byte[] _block = new byte[PackedBlock.MaxBytes];
    private readonly long[] _timestamps = SampleKinds.Regular(PackedBlock.MaxSamples);
    private readonly long[] _readTimestamps = new long[PackedBlock.MaxSamples + 4];
    private readonly double[] _readValues = new double[PackedBlock.MaxSamples + 4];
    private double[] _values = [];

    [Params("gauge", "counter", "noise")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _values = Kind switch
        {
            "gauge" => SampleKinds.Gauge(PackedBlock.MaxSamples),
            "counter" => SampleKinds.Counter(PackedBlock.MaxSamples),
            _ => SampleKinds.Noise(PackedBlock.MaxSamples),
        };
        Pack();
    }

    [Benchmark(OperationsPerInvoke = PackedBlock.MaxSamples)]
    public int Pack() => PackedBlock.Write(_timestamps, _values, EncodeScratch.OfThread, _block);

    [Benchmark(OperationsPerInvoke = PackedBlock.MaxSamples)]
    public int Unpack() => PackedBlock.Read(_block, _timestamps[0], long.MinValue, long.MaxValue, _readTimestamps, _readValues);
}
