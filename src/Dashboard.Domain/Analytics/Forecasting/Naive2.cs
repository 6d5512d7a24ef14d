namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// The M4 competition's yardstick (Makridakis, Spiliotis and Assimakopoulos, 2018): the last value without its season, times the
/// season of the step. Seasons are told by classical multiplicative decomposition where the series passes the test of
/// seasonality: three seasons of values, and |rₘ| &gt; 1.645·√((1 + 2·Σᵢ₌₁..ₘ₋₁ rᵢ²)/n) for its autocorrelations r.
/// </summary>
/// <param name="season">m, the season's length in values.</param>
internal sealed class Naive2(int season) : IForecastModel
{
    public string Name => "Naive2";

    public int Least => 1;

    public void Forecast(ReadOnlySpan<double> history, Span<double> point)
    {
        var indices = IsSeasonal(history, season) ? Indices(history) : [1];
        var last = history[^1] / indices[(history.Length - 1) % indices.Length];
        for (var step = 0; step < point.Length; step++)
            point[step] = last * indices[(history.Length + step) % indices.Length];
    }

    internal static bool IsSeasonal(ReadOnlySpan<double> values, int season)
    {
        if (season <= 1 || values.Length < 3 * season)
            return false;
        double mean = 0, whole = 0, before = 0, last = 0;
        foreach (var value in values)
            mean += value / values.Length;
        foreach (var value in values)
            whole += (value - mean) * (value - mean);
        if (whole == 0)
            return false;
        for (var lag = 1; lag <= season; lag++)
        {
            before += last * last;
            last = 0;
            for (var at = lag; at < values.Length; at++)
                last += (values[at] - mean) * (values[at - lag] - mean) / whole;
        }
        return Math.Abs(last) > 1.645 * Math.Sqrt((1 + (2 * before)) / values.Length);
    }

    /// <summary>The mean ratio of each place of the season to the moving average around it, all together of mean 1.</summary>
    internal double[] Indices(ReadOnlySpan<double> values)
    {
        var (indices, counts) = (new double[season], new int[season]);
        var half = season / 2;
        for (var at = half; at < values.Length - half; at++)
        {
            // The average over an even season takes the two at its ends by half each.
            var around = 0.0;
            foreach (var value in values.Slice(at - half, (2 * half) + 1))
                around += value;
            if (season % 2 == 0)
                around -= (values[at - half] + values[at + half]) / 2;
            if (around == 0)
                continue;
            indices[at % season] += values[at] * season / around;
            counts[at % season]++;
        }
        var mean = 0.0;
        for (var place = 0; place < season; place++)
        {
            indices[place] = counts[place] > 0 ? indices[place] / counts[place] : 1;
            mean += indices[place] / season;
        }
        foreach (ref var index in indices.AsSpan())
            index = mean == 0 || index == 0 ? 1 : index / mean;
        return indices;
    }
}
