using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class PackedBlockTests
{
    private readonly byte[] _block = new byte[PackedBlock.MaxBytes];
    private readonly long[] _timestamps = new long[PackedBlock.MaxSamples + 4];
    private readonly double[] _values = new double[PackedBlock.MaxSamples + 4];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    [InlineData(512)]
    public void A_block_gives_back_every_bit_of_every_value(int count)
    {
        var random = new Random(count);
        for (var round = 0; round < 8; round++)
        {
            foreach (var values in Samples.OfEveryKind(count, random))
            {
                foreach (var timestamps in new[] { Samples.Regular(count), Samples.Jittered(count, random), Samples.Irregular(count, random) })
                    AssertRoundTrip(timestamps, values);
            }
        }
    }

    [Fact]
    public void A_random_mixture_of_nasty_values_survives_at_every_length()
    {
        var random = new Random(7);
        for (var round = 0; round < 800; round++)
        {
            var count = random.Next(1, PackedBlock.MaxSamples + 1);
            var kinds = Samples.OfEveryKind(count, random).ToArray();
            var (one, other) = (kinds[random.Next(kinds.Length)], kinds[random.Next(kinds.Length)]);
            var turn = random.Next(count);
            AssertRoundTrip(Samples.Irregular(count, random), [.. one[..turn], .. other[turn..]]);
        }
    }

    [Fact]
    public void A_block_that_grows_holds_the_same_samples_as_one_written_at_once()
    {
        var random = new Random(3);
        for (var round = 0; round < 30; round++)
        {
            foreach (var values in Samples.OfEveryKind(PackedBlock.MaxSamples, random))
            {
                var timestamps = Samples.Irregular(PackedBlock.MaxSamples, random);
                var held = random.Next(1, 64);
                var length = Write(timestamps[..held], values[..held]);
                while (held < timestamps.Length)
                {
                    var more = Math.Min(random.Next(1, 65), timestamps.Length - held);
                    length = Extend(_block.AsSpan(0, length).ToArray(), timestamps[0], timestamps.AsSpan(held, more), values.AsSpan(held, more));
                    held += more;
                }
                AssertHolds(_block.AsSpan(0, length), timestamps, values);
                Assert.Equal(PackedBlock.Samples(_block), timestamps.Length);
            }
        }
    }

    [Fact]
    public void Reading_a_range_gives_the_samples_within_it_and_no_other()
    {
        var random = new Random(5);
        for (var round = 0; round < 600; round++)
        {
            var count = random.Next(1, PackedBlock.MaxSamples + 1);
            var timestamps = Samples.Irregular(count, random);
            var values = Samples.Gauge(count, random);
            Write(timestamps, values);
            var from = timestamps[random.Next(count)] + random.Next(-1, 2);
            var to = random.Next(10) == 0 ? long.MaxValue : timestamps[random.Next(count)] + random.Next(-1, 2);
            var expected = timestamps.Zip(values).Where(s => s.First >= from && s.First <= to).ToArray();
            var taken = PackedBlock.Read(_block, timestamps[0], from, to, _timestamps, _values);
            Assert.Equal(expected.Select(static s => s.First), _timestamps[..taken]);
            Assert.Equal(expected.Select(static s => s.Second), _values[..taken]);
        }
    }

    [Fact]
    public void A_regular_gauge_takes_less_than_one_and_a_half_octets_a_sample_and_a_counter_less_than_two_and_a_half()
    {
        var random = new Random(1);
        var timestamps = Samples.Regular(PackedBlock.MaxSamples);
        Assert.InRange(Write(timestamps, Samples.Gauge(timestamps.Length, random)), 1, timestamps.Length * 3 / 2);
        Assert.InRange(Write(timestamps, Samples.Counter(timestamps.Length, random)), 1, timestamps.Length * 5 / 2);
        Assert.InRange(Write(timestamps, [.. Enumerable.Repeat(1.0, timestamps.Length)]), 1, timestamps.Length / 4);
    }

    [Fact]
    public void A_gap_of_missed_scrapes_costs_a_bit_a_sample_and_not_the_width_of_the_gap()
    {
        var timestamps = Samples.Regular(128);
        double[] values = [.. Enumerable.Repeat(1.0, timestamps.Length)];
        var regular = Write(timestamps, values);
        for (var i = 64; i < timestamps.Length; i++)
            timestamps[i] += 60_000;
        Assert.InRange(Write(timestamps, values), regular, regular + 16 + (4 * 32));
    }

    [Fact]
    public void A_stale_marker_among_decimals_does_not_make_the_block_raw()
    {
        var random = new Random(2);
        var values = Samples.Gauge(128, random);
        values[100] = StaleMarker.Value;
        Assert.InRange(Write(Samples.Regular(128), values), 1, 128 * 2);
        AssertRoundTrip(Samples.Regular(128), values);
    }

    [Fact]
    public void The_summary_leaves_stale_markers_out_and_keeps_up_as_the_block_grows()
    {
        var timestamps = Samples.Regular(200);
        double[] values = [.. Enumerable.Range(0, 200).Select(static i => i == 50 ? StaleMarker.Value : i - 20.5)];
        var length = Write(timestamps[..100], values[..100]);
        Extend(_block.AsSpan(0, length).ToArray(), timestamps[0], timestamps.AsSpan(100), values.AsSpan(100));
        var summary = PackedBlock.Summary(_block);
        Assert.Equal(199, summary.Count);
        Assert.Equal(-20.5, summary.Min);
        Assert.Equal(178.5, summary.Max);
        Assert.Equal(values.Where(static v => !StaleMarker.Is(v)).Sum(), summary.Sum);
    }

    [Fact]
    public void A_NaN_that_is_no_marker_makes_the_sum_NaN_and_spares_the_extremes()
    {
        Write(Samples.Regular(3), [1, double.NaN, 3]);
        var summary = PackedBlock.Summary(_block);
        Assert.Equal((1.0, 3.0, 3), (summary.Min, summary.Max, summary.Count));
        Assert.True(double.IsNaN(summary.Sum));
    }

    private int Write(long[] timestamps, double[] values) => PackedBlock.Write(timestamps, values, EncodeScratch.OfThread, _block);

    private int Extend(byte[] block, long origin, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        var times = new long[FrameCodec.MaxSamples + timestamps.Length];
        var numbers = new double[FrameCodec.MaxSamples + values.Length];
        timestamps.CopyTo(times.AsSpan(FrameCodec.MaxSamples));
        values.CopyTo(numbers.AsSpan(FrameCodec.MaxSamples));
        return PackedBlock.Extend(block, origin, times, numbers, EncodeScratch.OfThread, _block);
    }

    private void AssertRoundTrip(long[] timestamps, double[] values)
    {
        var length = Write(timestamps, values);
        Assert.Equal(length, PackedBlock.Bytes(_block));
        Assert.Equal(timestamps.Length, PackedBlock.Samples(_block));
        AssertHolds(_block.AsSpan(0, length), timestamps, values);
    }

    private void AssertHolds(ReadOnlySpan<byte> block, long[] timestamps, double[] values)
    {
        var taken = PackedBlock.Read(block, timestamps[0], long.MinValue, long.MaxValue, _timestamps, _values);
        Assert.True(timestamps.AsSpan().SequenceEqual(_timestamps.AsSpan(0, taken)));
        Assert.True(Samples.Bits(values).AsSpan().SequenceEqual(Samples.Bits(_values.AsSpan(0, taken))));
    }
}
