using System.Runtime.InteropServices;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// What a sealed block says of its samples without being unpacked. Stale markers count nowhere; a NaN that is none makes
/// the sum NaN and is passed over by minimum and maximum, as PromQL's functions over time have it. Where there is no
/// such sample the minimum is positive and the maximum negative infinity.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct BlockSummary(double Min, double Max, double Sum, int Count)
{
    public static readonly BlockSummary None = new(double.PositiveInfinity, double.NegativeInfinity, 0, 0);

    /// <summary>Takes further samples into account.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        var (min, max, sum, count) = this;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                if (StaleMarker.Is(value))
                    continue;
            }
            else
            {
                min = value < min ? value : min;
                max = value > max ? value : max;
            }
            sum += value;
            count++;
        }
        this = new BlockSummary(min, max, sum, count);
    }
}
