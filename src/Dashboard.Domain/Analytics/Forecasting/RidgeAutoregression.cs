using System.Buffers;

namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// A linear autoregression whose weights are held small: it minimises Σ(zₜ − Σᵢ aᵢ·zₜ₋ᵢ)² + λ·Σ aᵢ², where z is the series less its
/// mean, over its standard deviation (Hoerl and Kennard, "Ridge regression", 1970). Further steps are made from the steps before.
/// Positive values are taken by their logarithms, as what carries traffic swings by parts and not by amounts.
/// </summary>
/// <remarks>
/// Where two lags follow two others, the sum of their products is that of the two before, moved by one value (the covariance method
/// of linear prediction). So sums cost lags·values and not lags²·values; what is left is the decomposition, which is a sixth of lags³
/// multiplications.
/// </remarks>
/// <param name="lags">How many values back it looks, each and in rising order.</param>
internal sealed class RidgeAutoregression(int[] lags) : IForecastModel
{
    /// <summary>λ, in values of unit variance: as much as if each weight had been seen to be nothing once.</summary>
    public const double Penalty = 1;

    /// <summary>How many times the smallest value the largest may be for logarithms; further apart, noise near nothing would weigh most.</summary>
    private const double WidestLogarithm = 1000;

    public string Name => $"autoregression over {lags.Length} lags";

    /// <summary>As many equations as weights.</summary>
    public int Least => lags[^1] + lags.Length;

    public void Forecast(ReadOnlySpan<double> history, Span<double> point)
    {
        double low = double.MaxValue, high = double.MinValue;
        foreach (var value in history)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low == high)
        {
            point.Fill(low);
            return;
        }
        var isLogarithmic = low > 0 && high <= low * WidestLogarithm;
        var series = ArrayPool<double>.Shared.Rent(history.Length + point.Length);
        try
        {
            var z = series.AsSpan(0, history.Length + point.Length);
            for (var at = 0; at < history.Length; at++)
                z[at] = isLogarithmic ? Math.Log(history[at]) : history[at];
            var (mean, deviation) = Spread(z[..history.Length]);
            for (var at = 0; at < history.Length; at++)
                z[at] = (z[at] - mean) / deviation;
            Span<double> weights = stackalloc double[lags.Length];
            Fit(z[..history.Length], lags, weights);
            // Weights fitted to growth can grow for ever: a step stays within a whole range of the values' own range.
            var (least, most) = isLogarithmic ? (Math.Log(low * low / high), Math.Log(high + high - low)) : (low + low - high, high + high - low);
            for (var step = 0; step < point.Length; step++)
            {
                var at = history.Length + step;
                var sum = 0.0;
                for (var lag = 0; lag < lags.Length; lag++)
                    sum += weights[lag] * z[at - lags[lag]];
                var said = Math.Clamp(mean + (sum * deviation), least, most);
                z[at] = (said - mean) / deviation;
                point[step] = isLogarithmic ? Math.Exp(said) : said;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(series);
        }
    }

    /// <summary>The weights of the lags of a series of mean 0 and variance 1.</summary>
    internal static void Fit(ReadOnlySpan<double> z, ReadOnlySpan<int> lags, Span<double> weights)
    {
        var (count, furthest, rows) = (lags.Length, lags[^1], z.Length - lags[^1]);
        var rented = ArrayPool<double>.Shared.Rent(count * count);
        try
        {
            var products = rented.AsSpan(0, count * count);
            for (var row = 0; row < count; row++)
            {
                var back = z.Slice(furthest - lags[row], rows);
                weights[row] = Cholesky.Dot(z[furthest..], back);
                for (var column = 0; column <= row; column++)
                {
                    products[(row * count) + column] = column > 0 && lags[row] == lags[row - 1] + 1 && lags[column] == lags[column - 1] + 1
                        ? products[((row - 1) * count) + column - 1] + (z[furthest - lags[row]] * z[furthest - lags[column]]) - (z[^lags[row]] * z[^lags[column]])
                        : Cholesky.Dot(back, z.Slice(furthest - lags[column], rows));
                }
            }
            for (var at = 0; at < count; at++)
                products[(at * count) + at] += Penalty;
            Cholesky.Solve(products, weights);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private static (double Mean, double Deviation) Spread(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        for (var at = 0; at < values.Length; at++)
            mean += (values[at] - mean) / (at + 1);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
