using Dashboard.Domain.TimeSeries;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.RemoteWrite;

[Trait("Kind", "fuzz")]
public sealed class RemoteWriteFuzzTests
{
    private const int Limit = 500;

    private static readonly byte[] Tokens = [0x00, 0x01, 0x08, 0x0a, 0x10, 0x12, 0x1a, 0x22, 0x7f, 0x80, 0xff];

    [Fact]
    public async Task Messages_that_are_damaged_in_every_way_break_nothing_and_stay_small() =>
        Assert.InRange(await Run([RemoteWriteSourceTests.FirstMessage(), RemoteWriteSourceTests.SecondMessage()], static input => Packed(input)), 200, long.MaxValue);

    [Fact]
    public async Task Packing_that_is_damaged_in_every_way_breaks_nothing() =>
        Assert.InRange(await Run([RemoteWriteSourceTests.First(), RemoteWriteSourceTests.Second()], static input => input), 1, long.MaxValue);

    private static async Task<long> Run(byte[][] seeds, Func<byte[], byte[]> pack)
    {
        var cacheOptions = new TimeSeriesCacheOptions { SeriesPerSource = Limit };
        using var bench = new IngestBench(cacheOptions: cacheOptions);
        await bench.Pipeline.StartAsync(default);
        var source = RemoteWriteSourceTests.Source(bench, cache: cacheOptions);
        var read = 0L;
        await Fuzz.Run(seeds, Tokens, async (input, _) =>
        {
            read += (await source.Take(new MemoryStream(pack(input)), isSecond: false, default)).Samples;
            read += (await source.Take(new MemoryStream(pack(input)), isSecond: true, default)).Samples;
        });
        await bench.Drain();
        Assert.True(bench.Cache.Statistics().Series <= Limit);
        return read;
    }
}
