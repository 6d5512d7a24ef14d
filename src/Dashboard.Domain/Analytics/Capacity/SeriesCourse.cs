using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>A series at one resolution: what it was, and what is forecast of it. Immutable.</summary>
public sealed class SeriesCourse
{
    /// <summary>How many of the last values are kept to be drawn.</summary>
    public const int Kept = 240;

    private SeriesCourse()
    {
    }

    /// <summary>From one value to the next.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>The time of the last value, in milliseconds since 1970-01-01 UTC.</summary>
    public required long LastAt { get; init; }

    /// <summary>The last values, oldest first; NaN where one is missing.</summary>
    public required IReadOnlyList<double> Past { get; init; }

    /// <summary>How much time the values span that there are.</summary>
    public required TimeSpan Span { get; init; }

    /// <summary>What is forecast, or why nothing is.</summary>
    public required Forecast Forecast { get; init; }

    /// <summary>Why a horizon has no forecast, in a sentence; null where it has one.</summary>
    public string? ReasonAgainst(ForecastKind kind, ForecastHorizon horizon)
    {
        var needed = ForecastResolution.Needed(kind, horizon);
        if (Span < needed)
            return $"{Words(Span)} of values; a forecast for {horizon.Words()} needs {Words(needed)}.";
        return Forecast.Reason ?? (StepsOf(horizon) > Forecast.Steps.Count ? $"The forecast does not reach {horizon.Words()}." : null);
    }

    /// <summary>How many steps lie within a horizon.</summary>
    public int StepsOf(ForecastHorizon horizon) => (int)(horizon.Length() / Step);

    /// <summary>
    /// The course of an answer's series, forecast as far as the horizons that its past is enough for.
    /// </summary>
    /// <param name="rule">The rule that was asked.</param>
    /// <param name="resolution">How fine its values are.</param>
    /// <param name="series">The values; they lie on multiples of the step.</param>
    public static SeriesCourse Of(ForecastRule rule, ForecastResolution resolution, RangeSeries series)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(resolution);
        ArgumentNullException.ThrowIfNull(series);
        var step = resolution.StepOf(rule);
        var values = OnGrid(series, (long)step.TotalMilliseconds, out var lastAt);
        var span = values.Length * step;
        var horizon = resolution.HorizonsOf(rule).Where(h => span >= ForecastResolution.Needed(rule.Kind, h)).Select(h => (int)(h.Length() / step)).DefaultIfEmpty().Max();
        return new SeriesCourse
        {
            Step = step,
            LastAt = lastAt,
            Past = values[Math.Max(0, values.Length - Kept)..],
            Span = span,
            Forecast = horizon > 0 ? Forecaster.Forecast(values, horizon, resolution.SeasonsOf(rule)).Below(Whole(rule.Unit, values)) : Forecast.None("The values do not reach far enough back."),
        };
    }

    // No more than all of it can be used; what has been above that is no share of a whole.
    private static double Whole(Unit unit, double[] values)
    {
        var whole = unit switch { Unit.Percent => 100, Unit.Ratio => 1, _ => double.PositiveInfinity };
        return Array.TrueForAll(values, v => !(v > whole)) ? whole : double.PositiveInfinity;
    }

    // From the first value that is a number to the last one.
    private static double[] OnGrid(RangeSeries series, long step, out long lastAt)
    {
        var (first, last) = (Array.FindIndex(series.Values, double.IsFinite), Array.FindLastIndex(series.Values, double.IsFinite));
        lastAt = last < 0 ? 0 : series.Timestamps[last];
        if (last < 0)
            return [];
        var values = new double[((lastAt - series.Timestamps[first]) / step) + 1];
        Array.Fill(values, double.NaN);
        for (var at = first; at <= last; at++)
            values[(series.Timestamps[at] - series.Timestamps[first]) / step] = series.Values[at];
        return values;
    }

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => $"{Math.Floor(time.TotalDays):0} days",
        { TotalHours: >= 2 } => $"{Math.Floor(time.TotalHours):0} hours",
        _ => $"{Math.Floor(time.TotalMinutes):0} minutes",
    };
}
