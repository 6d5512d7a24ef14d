namespace Dashboard.Domain.Analytics;

/// <summary>
/// A line through points by least squares, as <c>predict_linear</c> draws it, and how far points may lie from it: the
/// 95 % prediction interval of simple linear regression, value ± 1.96·s·√(1 + 1/n + (x − x̄)²/Sxx), for 30 points or more.
/// </summary>
public readonly record struct StraightLine
{
    private const double Normal95 = 1.96;

    private readonly double _slope, _meanX, _meanY, _spread, _sxx;
    private readonly int _count;

    private StraightLine(double slope, double meanX, double meanY, double spread, double sxx, int count) =>
        (_slope, _meanX, _meanY, _spread, _sxx, _count) = (slope, meanX, meanY, spread, sxx, count);

    /// <summary>The line through all finite values; null where there are fewer than three or all are of one time.</summary>
    public static StraightLine? Through(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        double sumX = 0, sumY = 0;
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                continue;
            // Against the first, so that no digits are lost to the years since 1970.
            sumX += timestamps[i] - timestamps[0];
            sumY += values[i];
            count++;
        }
        if (count < 3)
            return null;
        double meanX = sumX / count, meanY = sumY / count, sxx = 0, sxy = 0, syy = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                continue;
            var (x, y) = (timestamps[i] - timestamps[0] - meanX, values[i] - meanY);
            (sxx, sxy, syy) = (sxx + (x * x), sxy + (x * y), syy + (y * y));
        }
        if (sxx == 0)
            return null;
        var spread = Math.Sqrt(Math.Max(0, syy - (sxy * sxy / sxx)) / (count - 2));
        return new StraightLine(sxy / sxx, meanX + timestamps[0], meanY, spread, sxx, count);
    }

    /// <summary>The line's value at a time, in milliseconds since 1970.</summary>
    public double At(long time) => _meanY + (_slope * (time - _meanX));

    /// <summary>How far from the line 95 of 100 points at that time are expected at most.</summary>
    public double Margin(long time) => Normal95 * _spread * Math.Sqrt(1 + (1.0 / _count) + ((time - _meanX) * (time - _meanX) / _sxx));
}
