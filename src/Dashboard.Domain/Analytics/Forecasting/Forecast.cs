namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>A forecast of one series, or why there is none. Immutable.</summary>
public sealed class Forecast
{
    /// <summary>Step by step, from the value after the last on; empty where no forecast was made.</summary>
    public required IReadOnlyList<ForecastStep> Steps { get; init; }

    /// <summary>Why there is no forecast, in a sentence; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>The models whose median this is.</summary>
    public IReadOnlyList<string> Models => [.. Backtests.Skip(1).Select(static b => b.Model)];

    /// <summary>How it did on the series' own past: first all together, then each model. Empty where no forecast was made.</summary>
    public IReadOnlyList<BacktestAccuracy> Backtests { get; init; } = [];

    /// <summary>From how many places of the past the backtests started.</summary>
    public int Origins { get; init; }

    /// <summary>How many missing values were filled.</summary>
    public int Filled { get; init; }

    /// <summary>Whether no value of the series is below zero; then nothing of the forecast is.</summary>
    public bool IsNeverNegative { get; init; }

    /// <summary>The series' last value.</summary>
    public double Last { get; init; }

    /// <summary>The mean absolute error of the seasonal naive model within the series, the unit of MASE and MSIS, in the series' unit.</summary>
    public double Scale { get; init; }

    /// <summary>What the median is called among the backtests.</summary>
    public const string Median = "median";

    /// <summary>
    /// When the series passes a limit from the side on which its last value lies; a value on the limit lies below it.
    /// </summary>
    /// <param name="limit">In the series' unit.</param>
    /// <param name="level">Of which interval the earliest and the latest step are: 80 or 95 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is another.</exception>
    public LimitCrossing Crosses(double limit, int level = 95)
    {
        if (level is not (80 or 95))
            throw new ArgumentOutOfRangeException(nameof(level), level, "Intervals are of 80 or 95 %.");
        var isRising = Last <= limit;
        int? point = null, earliest = null, latest = null;
        for (var step = 0; step < Steps.Count; step++)
        {
            var at = Steps[step];
            var (lower, upper) = level == 80 ? (at.Lower80, at.Upper80) : (at.Lower95, at.Upper95);
            if (Passes(at.Point))
                point ??= step + 1;
            if (Passes(isRising ? upper : lower))
                earliest ??= step + 1;
            if (Passes(isRising ? lower : upper))
                latest ??= step + 1;
        }
        return new LimitCrossing(point, earliest, latest);

        bool Passes(double value) => isRising ? value > limit : value < limit;
    }

    /// <summary>The same, with nothing of it above a bound that the series cannot pass.</summary>
    /// <param name="most">In the series' unit; infinite for no bound.</param>
    public Forecast Below(double most) => Steps.Count == 0 || double.IsPositiveInfinity(most) ? this : new()
    {
        Steps = [.. Steps.Select(s => new ForecastStep(Math.Min(s.Point, most), Math.Min(s.Lower80, most), Math.Min(s.Upper80, most), Math.Min(s.Lower95, most), Math.Min(s.Upper95, most)))],
        Reason = Reason,
        Backtests = Backtests,
        Origins = Origins,
        Filled = Filled,
        IsNeverNegative = IsNeverNegative,
        Last = Last,
        Scale = Scale,
    };

    internal static Forecast None(string reason, int filled = 0) => new() { Steps = [], Reason = reason, Filled = filled };
}
