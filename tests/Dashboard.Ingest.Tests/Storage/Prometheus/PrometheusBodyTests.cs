using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.RemoteWrite;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Remote;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Storage.Prometheus;

public sealed class PrometheusBodyTests
{
    [Fact]
    public void What_is_packed_unpacks_to_the_same_whatever_it_is()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var text = new byte[random.Next(round < 290 ? 2000 : 300_000)];
            var letters = random.Next(1, 257);
            for (var i = 0; i < text.Length; i++)
                text[i] = (byte)random.Next(letters);
            if (text.Length > 100)
                text.AsSpan(0, text.Length / 3).CopyTo(text.AsSpan(text.Length / 2));
            var packed = SnappyPacking.Pack(text);
            Assert.True(SnappyBlock.TryReadLength(packed, out var length, out var start));
            var unpacked = new byte[length];
            Assert.True(SnappyBlock.TryUnpack(packed.AsSpan(start), unpacked));
            Assert.Equal(text, unpacked);
        }
    }

    [Fact]
    public void What_repeats_is_packed_small()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(static i => $"node_network_receive_bytes_total{{device=\"eth{i % 8}\"}}")));
        Assert.InRange(SnappyPacking.Pack(text).Length, 1, text.Length / 10);
    }

    [Fact]
    public void A_body_reads_as_the_specification_has_it()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), new FakeClock());
        var first = cache.Resolve("test", Labels.Of("up", ("instance", "r1"), ("job", "ü")));
        var second = cache.Resolve("test", Labels.Of("down"));
        var encoding = new SampleEncoding(cache, new RemoteWriteEncoder(maxSamples: 3));
        var encoded = encoding.Encode(
        [
            new(second, 7, double.NaN), new(first, 2000, 2), new(first, 1000, 1), new(SeriesRef.None, 1, 1), new(new SeriesRef(1L << 40), 1, 1), new(first, 2000, 3), new(first, -5, StaleMarker.Value),
        ]);
        Assert.Equal((1, 0, 2), (encoded.Unknown, encoded.Unwritable, encoded.Bodies.Count));
        Assert.Equal([3, 1], encoded.Bodies.Select(static b => b.Samples));
        var read = encoded.Bodies.SelectMany(static b => Read(b.Octets.Span)).ToArray();
        Assert.Equal(["__name__=up,instance=r1,job=ü: -5 1000 2000", "__name__=down: 7"], read.Select(static r => r.Text));
        Assert.Equal([BitConverter.DoubleToInt64Bits(StaleMarker.Value), BitConverter.DoubleToInt64Bits(1), BitConverter.DoubleToInt64Bits(3), BitConverter.DoubleToInt64Bits(double.NaN)], read.SelectMany(static r => r.Bits));
    }

    [Fact]
    public void A_body_is_cut_until_each_sample_stands_alone_and_none_is_lost_or_changed()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), new FakeClock());
        var samples = Enumerable.Range(0, 5).SelectMany(s => Enumerable.Range(1, 3).Select(t => new MetricSample(cache.Resolve("test", Labels.Of("m", ("s", $"{s}"))), t, s + (t / 10.0)))).ToArray();
        var whole = Assert.Single(new SampleEncoding(cache, new RemoteWriteEncoder(1000)).Encode(samples).Bodies);
        var pieces = new List<(string Text, long[] Bits)>();
        Cut(whole);
        Assert.Equal(samples.Select(static s => BitConverter.DoubleToInt64Bits(s.Value)), pieces.SelectMany(static p => p.Bits));
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(s => Enumerable.Range(1, 3).Select(t => $"__name__=m,s={s}: {t}")), pieces.Select(static p => p.Text));
        Assert.Null(RemoteWriteSplitting.Split(ReadOnlyMemory<byte>.Empty));
        Assert.Null(RemoteWriteSplitting.Split(new byte[] { 200, 1, 2, 3 }));

        void Cut(OutgoingBody body)
        {
            if (RemoteWriteSplitting.Split(body.Octets) is var (first, second))
            {
                Assert.Equal(body.Samples, first.Samples + second.Samples);
                Cut(first);
                Cut(second);
                return;
            }
            Assert.Equal(1, body.Samples);
            pieces.AddRange(Read(body.Octets.Span));
        }
    }

    [Fact]
    public void A_body_ends_at_a_megabyte_too()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), new FakeClock());
        var samples = Enumerable.Range(0, 3000).Select(i => new MetricSample(cache.Resolve("test", Labels.Of("m", ("long", new string('x', 1000) + i))), 1, i)).ToArray();
        var encoded = new SampleEncoding(cache, new RemoteWriteEncoder(maxSamples: 10_000)).Encode(samples);
        Assert.Equal(3, encoded.Bodies.Count);
        Assert.Equal(3000, encoded.Bodies.Sum(static b => Read(b.Octets.Span).Count));
    }

    private static List<(string Text, long[] Bits)> Read(ReadOnlySpan<byte> body)
    {
        Assert.True(SnappyBlock.TryReadLength(body, out var length, out var start));
        var octets = new byte[length];
        Assert.True(SnappyBlock.TryUnpack(body[start..], octets));
        var read = new List<(string, long[])>();
        var series = new RemoteWriteSeries();
        var reader = new ProtobufReader(octets, ..length);
        while (reader.Next())
        {
            Assert.Equal(1, reader.Field);
            Assert.True(RemoteWriteDecoder.ReadFirst(octets, reader.Chunk(), series));
            var labels = string.Join(',', series.Labels.Select(l => $"{Encoding.UTF8.GetString(octets[l.Name])}={Encoding.UTF8.GetString(octets[l.Value])}"));
            read.Add(($"{labels}: {string.Join(' ', series.Samples.Select(static s => s.Timestamp))}", [.. series.Samples.Select(static s => BitConverter.DoubleToInt64Bits(s.Value))]));
        }
        Assert.False(reader.IsBad);
        return read;
    }
}
