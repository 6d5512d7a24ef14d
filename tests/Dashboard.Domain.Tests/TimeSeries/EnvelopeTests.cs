using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class EnvelopeTests
{
    [Fact]
    public void A_peak_and_a_dip_within_a_span_stay_in_their_order()
    {
        // Two spans of four seconds: a dip before a peak, then a peak before a dip.
        long[] times = [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000];
        Assert.Equal([1, 9, 8, 0], Envelope.Extremes(times, [5, 1, 9, 5, 3, 8, 0, 3], 0, 4000, 2));
    }

    [Fact]
    public void A_single_sample_of_a_day_is_still_seen()
    {
        var times = Enumerable.Range(0, 1200).Select(i => i * 75_000L).ToArray();
        var values = new double[times.Length];
        values[777] = 1e9;
        Assert.Contains(1e9, Envelope.Extremes(times, values, 0, 300_000, 300));
    }

    [Fact]
    public void A_span_without_values_is_a_gap() =>
        Assert.Equal([7, 7, double.NaN, double.NaN], Envelope.Extremes([0, 5000], [7, double.NaN], 0, 4000, 2));

    [Fact]
    public void Points_stay_as_they_are_while_time_goes_on()
    {
        long[] times = [0, 1000, 2000, 3000, 4000, 5000, 6000];
        double[] values = [5, 1, 9, 5, 3, 8, 0];
        Assert.Equal(Envelope.Extremes(times.AsSpan(0, 5), values.AsSpan(0, 5), 0, 4000, 1), Envelope.Extremes(times, values, 0, 4000, 1));
    }

    [Fact]
    public void What_is_added_up_is_reduced_to_means() =>
        Assert.Equal([2.5, 6], Envelope.Means([0, 1000, 4000, 5000], [2, 3, 6, double.NaN], 0, 4000, 2));
}
