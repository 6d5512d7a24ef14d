using System.Buffers;

namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// Exponential smoothing with one or two additive seasons and a first-order correction of the error (Taylor, "Triple seasonal
/// methods for short-term electricity demand forecasting", 2010, equations 1 to 5 without the third season): with
/// eₜ = yₜ − (l + d + w), the level moves by α·e, the short season by δ·e and the long one by ω·e, and k steps ahead the forecast is
/// l + d + w + φᵏ·e.
/// </summary>
/// <remarks>
/// α, δ and ω are the three of a fixed grid whose errors a season ahead are smallest: errors one step ahead would prefer what
/// follows the last value to what holds. φ follows from the errors one step ahead by least squares.
/// </remarks>
/// <param name="season">The short season's length in values.</param>
/// <param name="longSeason">The long one's, a multiple of it; 0 for a series of one season.</param>
internal sealed class HoltWinters(int season, int longSeason = 0) : IForecastModel
{
    private static readonly double[] Levels = [0.005, 0.02, 0.08, 0.3];
    private static readonly double[] Shorts = [0.01, 0.05, 0.15, 0.35];
    private static readonly double[] Longs = [0.02, 0.1, 0.25, 0.5];

    public string Name => longSeason > 0 ? "double-seasonal Holt-Winters" : "Holt-Winters";

    public int Least => 2 * Math.Max(season, longSeason);

    public void Forecast(ReadOnlySpan<double> history, Span<double> point)
    {
        var rented = ArrayPool<double>.Shared.Rent(2 * (season + longSeason));
        try
        {
            var first = rented.AsSpan(0, season + longSeason);
            var states = rented.AsSpan(first.Length, first.Length);
            var level = Begin(history, first);
            var (best, smallest) = (new Smoothing(Levels[0], Shorts[0], Longs[0]), double.MaxValue);
            foreach (var alpha in Levels)
            {
                foreach (var delta in Shorts)
                {
                    foreach (var omega in longSeason > 0 ? Longs : [0.0])
                    {
                        first.CopyTo(states);
                        var end = Run(history, states, level, new(alpha, delta, omega));
                        if (end.Squares < smallest)
                            (best, smallest) = (new(alpha, delta, omega), end.Squares);
                    }
                }
            }
            first.CopyTo(states);
            Carry(Run(history, states, level, best), states, history.Length, point);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>With smoothing that is given, and from seasons that begin as the first two of the series were.</summary>
    internal void Forecast(ReadOnlySpan<double> history, Smoothing by, Span<double> point)
    {
        var states = new double[season + longSeason];
        var level = Begin(history, states);
        Carry(Run(history, states, level, by), states, history.Length, point);
    }

    /// <summary>The level and the seasons as the means of the first two seasons, the long one's where there is one.</summary>
    private double Begin(ReadOnlySpan<double> history, Span<double> states)
    {
        var used = history[..Least];
        var level = 0.0;
        foreach (var value in used)
            level += value / used.Length;
        states.Clear();
        for (var at = 0; at < used.Length; at++)
            states[at % season] += (used[at] - level) * season / used.Length;
        for (var at = 0; at < used.Length && longSeason > 0; at++)
            states[season + (at % longSeason)] += (used[at] - level - states[at % season]) / 2;
        return level;
    }

    private End Run(ReadOnlySpan<double> history, Span<double> states, double level, Smoothing by)
    {
        var shorts = states[..season];
        var longs = states[season..];
        // The levels of the last season: what was said of a value a season before it differs from what is said now by them alone.
        Span<double> levels = stackalloc double[season];
        levels.Fill(level);
        double last = 0, squares = 0, products = 0, ahead = 0;
        int s = 0, w = 0;
        foreach (var value in history)
        {
            var error = value - level - shorts[s] - (longs.IsEmpty ? 0 : longs[w]);
            var early = error + level - levels[s];
            ahead += early * early;
            level += by.Alpha * error;
            levels[s] = level;
            shorts[s] += by.Delta * error;
            if (!longs.IsEmpty)
                longs[w] += by.Omega * error;
            s = s + 1 == season ? 0 : s + 1;
            w = w + 1 >= longSeason ? 0 : w + 1;
            squares += error * error;
            products += error * last;
            last = error;
        }
        // The errors but the last explain those but the first.
        var explaining = squares - (last * last);
        var phi = explaining > 0 ? Math.Clamp(products / explaining, -0.95, 0.95) : 0;
        return new End(level, phi, last, ahead);
    }

    private void Carry(End end, ReadOnlySpan<double> states, int count, Span<double> point)
    {
        var correction = end.Last;
        for (var step = 0; step < point.Length; step++)
        {
            correction *= end.Phi;
            point[step] = end.Level + correction + states[(count + step) % season]
                + (longSeason > 0 ? states[season + ((count + step) % longSeason)] : 0);
        }
    }

    /// <summary>How much of an error each part takes up, 0 to 1.</summary>
    internal readonly record struct Smoothing(double Alpha, double Delta, double Omega);

    private readonly record struct End(double Level, double Phi, double Last, double Squares);
}
