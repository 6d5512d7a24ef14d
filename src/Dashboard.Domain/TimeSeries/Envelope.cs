namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Makes fewer points of many without losing what stands out: peaks and dips of a span stay, wherever in it they are.
/// Spans are whole multiples of their length since 1970, so that a span's points stay as they are while time goes on.
/// </summary>
public static class Envelope
{
    /// <summary>Two points a span: its least and its greatest value, in the order in which they came. NaN where a span has none.</summary>
    /// <param name="timestamps">In milliseconds since 1970, ascending.</param>
    /// <param name="values">As many; what is not finite is left out.</param>
    /// <param name="first">The first span, in spans since 1970.</param>
    /// <param name="span">Its length in milliseconds.</param>
    /// <param name="spans">How many spans.</param>
    public static double[] Extremes(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long first, long span, int spans)
    {
        var points = new double[spans * 2];
        Array.Fill(points, double.NaN);
        for (var i = 0; i < values.Length; i++)
        {
            var at = (timestamps[i] / span) - first;
            if (at < 0 || at >= spans || !double.IsFinite(values[i]))
                continue;
            ref var earlier = ref points[at * 2];
            ref var later = ref points[(at * 2) + 1];
            if (double.IsNaN(earlier))
                (earlier, later) = (values[i], values[i]);
            else if (values[i] > Math.Max(earlier, later))
                (earlier, later) = (Math.Min(earlier, later), values[i]);
            else if (values[i] < Math.Min(earlier, later))
                (earlier, later) = (Math.Max(earlier, later), values[i]);
        }
        return points;
    }

    /// <summary>One point a span: the mean of its values, for what is added up and must stay a sum.</summary>
    public static double[] Means(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long first, long span, int spans)
    {
        var points = new double[spans];
        var counts = new int[spans];
        for (var i = 0; i < values.Length; i++)
        {
            var at = (timestamps[i] / span) - first;
            if (at < 0 || at >= spans || !double.IsFinite(values[i]))
                continue;
            points[at] += values[i];
            counts[at]++;
        }
        for (var i = 0; i < spans; i++)
            points[i] = counts[i] == 0 ? double.NaN : points[i] / counts[i];
        return points;
    }
}
