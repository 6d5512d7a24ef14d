using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.RemoteWrite;
using Dashboard.Ingest.Wire;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.RemoteWrite;

public sealed class RemoteWriteSourceTests
{
    private const long Now = 1767225600000;

    [Fact]
    public async Task A_message_of_version_1_becomes_samples_and_metadata()
    {
        using var bench = new IngestBench();

        var report = await Source(bench).Take(new MemoryStream(First()), isSecond: false, default);
        await bench.Drain();

        Assert.Equal(new RemoteWriteReport(3, 1, null), report);
        await bench.Holds([1.5, StaleMarker.Value], "up", ("job", "é"));
        await bench.Holds([7], "http_requests_total");
        Assert.Equal(new MetricMetadata(MetricType.Counter, "Requests.", "requests"), bench.Cache.Metrics.Find("http_requests_total"));
        var exemplar = Assert.Single(bench.Cache.Exemplars.Find([[]], 0, long.MaxValue));
        Assert.Equal(("up{job=\"é\"}", "{trace_id=\"4bf9\"}", 0.25, Now - 7), (exemplar.Series.ToString(), exemplar.Labels.ToString(), exemplar.Value, exemplar.Timestamp));
    }

    [Fact]
    public async Task A_message_of_version_2_becomes_samples_and_metadata()
    {
        using var bench = new IngestBench();

        var report = await Source(bench).Take(new MemoryStream(Second()), isSecond: true, default);
        await bench.Drain();

        Assert.Equal(new RemoteWriteReport(2, 1, null), report);
        // The counter began at zero, which is put in where the message says that it was.
        await bench.Holds([0, 3], "latency_bucket", ("le", "0.5"));
        Assert.Equal("{le=\"seconds\"}", Assert.Single(bench.Cache.Exemplars.Find([[]], 0, long.MaxValue)).Labels.ToString());
        Assert.Equal(new MetricMetadata(MetricType.Histogram, "How long.", "seconds"), bench.Cache.Metrics.Find("latency"));
    }

    [Fact]
    public async Task A_stale_marker_keeps_its_bits()
    {
        using var bench = new IngestBench();
        await Source(bench).Take(new MemoryStream(First()), isSecond: false, default);
        await bench.Drain();

        Assert.True(StaleMarker.Is((await bench.Values("up"))[1]));
    }

    [Fact]
    public async Task Samples_without_a_name_or_beyond_the_limit_are_reported()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { SeriesPerSource = 1 });
        var source = Source(bench);

        var nameless = await source.Take(new MemoryStream(Packed(Chunk(1, Label("job", "a"), Sample(1, Now)))), isSecond: false, default);
        var beyond = await source.Take(new MemoryStream(First()), isSecond: false, default);

        Assert.Equal("1 samples are of series without the label __name__", nameless.Problem);
        Assert.Equal(2, beyond.Samples);
        Assert.StartsWith("1 samples are of new series", beyond.Problem);
    }

    [Fact]
    public async Task A_message_that_unpacks_to_more_than_allowed_is_refused_before_it_is_unpacked()
    {
        using var bench = new IngestBench();
        byte[] bomb = [.. Varint(200_000), .. Enumerable.Repeat((byte)0xfe, 100_000)];

        var report = await Source(bench, new RemoteWriteOptions { MaxBodyBytes = 150_000 }).Take(new MemoryStream(bomb), isSecond: false, default);

        Assert.True(report.IsTooLarge);
    }

    [Fact]
    public void Copies_that_overlap_themselves_are_unpacked()
    {
        // "ab", then eight octets from two back, then "ab" again from ten back by a copy with four octets of offset.
        byte[] packed = [12, 1 << 2, (byte)'a', (byte)'b', ((8 - 4) << 2) | 1, 2, (1 << 2) | 3, 10, 0, 0, 0];
        Assert.True(SnappyBlock.TryReadLength(packed, out var length, out var start));
        var text = new byte[length];

        Assert.True(SnappyBlock.TryUnpack(packed.AsSpan(start), text));
        Assert.Equal("abababababab", Encoding.ASCII.GetString(text));
    }

    [Fact]
    public async Task Messages_that_are_damaged_in_every_way_break_nothing()
    {
        var options = new TimeSeriesCacheOptions { SeriesPerSource = 500 };
        using var bench = new IngestBench(cacheOptions: options);
        await bench.Pipeline.StartAsync(default);
        var source = Source(bench);
        var random = new Random(20261122);
        var taken = 0L;
        for (var i = 0; i < 10_000; i++)
        {
            var isSecond = random.Next(2) == 0;
            var octets = (isSecond ? Second() : First()).ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(octets.Count);
                if (random.Next(4) == 0)
                    octets.RemoveRange(at, random.Next(Math.Min(8, octets.Count - at)));
                else
                    octets[at] = (byte)random.Next(256);
            }
            taken += (await source.Take(new MemoryStream([.. octets]), isSecond, default)).Samples;
        }
        await bench.Drain();

        Assert.True(taken > 500);
        Assert.True(bench.Cache.Statistics().Series <= 500);
    }

    [Fact]
    public async Task A_counters_beginning_is_put_in_once()
    {
        using var bench = new IngestBench();
        var source = Source(bench);
        Assert.Equal(2, (await source.Take(new MemoryStream(Second()), isSecond: true, default)).Samples);
        Assert.Equal(1, (await source.Take(new MemoryStream(Second()), isSecond: true, default)).Samples);
    }

    internal static byte[] First() => Packed(FirstMessage());

    internal static byte[] Second() => Packed(SecondMessage());

    internal static byte[] FirstMessage() =>
    [
        .. Chunk(1, Label("__name__", "up"), Label("job", "é"), Sample(1.5, Now - 1000), Sample(StaleMarker.Value, Now), Exemplar(3, Label("trace_id", "4bf9"), 0.25, Now - 7)),
        .. Chunk(1, Label("__name__", "http_requests_total"), Sample(7, Now)),
        .. Chunk(3, Number(1, 1), Text(2, "http_requests_total"), Text(4, "Requests."), Text(5, "requests")),
    ];

    internal static byte[] SecondMessage() =>
    [
        .. new[] { "", "__name__", "latency_bucket", "le", "0.5", "How long.", "seconds" }.SelectMany(s => Text(4, s)),
        .. Chunk(5, Chunk(1, [1, 2, 3, 4]), Sample(3, Now), Chunk(5, Number(1, 3), Number(3, 5), Number(4, 6)), Exemplar(4, Chunk(1, [3, 6]), 0.4, Now), Number(6, (ulong)Now - 60_000)),
    ];

    internal static RemoteWriteSource Source(IngestBench bench, RemoteWriteOptions? options = null, TimeSeriesCacheOptions? cache = null) =>
        new(options ?? new RemoteWriteOptions(), cache ?? new TimeSeriesCacheOptions(), bench.Cache, bench.Pipeline, bench.Sources, bench.Clock);
}
