using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>What is forecast of a series for one horizon, or why nothing is. Immutable.</summary>
public sealed record HorizonOutlook
{
    /// <summary>How far ahead.</summary>
    public required ForecastHorizon Horizon { get; init; }

    /// <summary>The course that it is taken from.</summary>
    public required SeriesCourse Course { get; init; }

    /// <summary>Why there is no forecast, in a sentence; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>What is said of the end of the horizon; null where there is no forecast.</summary>
    public ForecastStep? End { get; init; }

    /// <summary>The time of that end, in milliseconds since 1970-01-01 UTC.</summary>
    public long EndAt => Course.LastAt + (Course.StepsOf(Horizon) * (long)Course.Step.TotalMilliseconds);

    /// <summary>How probable it is that each of the rule's limits is passed within the horizon, 0 to 1; none where there is no forecast.</summary>
    public IReadOnlyList<double> BreachProbabilities { get; init; } = [];

    /// <summary>How forecasts so far ahead did on the series' own past; null where its past is too short for that.</summary>
    public BacktestStep? Backtest { get; init; }

    /// <summary>How earlier forecasts for this horizon did against what came; a count of 0 where none has come true or false yet.</summary>
    public HorizonAccuracy Live { get; init; }

    /// <summary>What a course says of a horizon.</summary>
    /// <param name="rule">The rule of the series.</param>
    /// <param name="course">The course.</param>
    /// <param name="horizon">The horizon.</param>
    /// <param name="live">How earlier forecasts did.</param>
    public static HorizonOutlook Of(ForecastRule rule, SeriesCourse course, ForecastHorizon horizon, HorizonAccuracy live)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(course);
        var reason = course.ReasonAgainst(rule.Kind, horizon);
        var (steps, forecast) = (course.StepsOf(horizon), course.Forecast);
        if (reason is not null)
            return new HorizonOutlook { Horizon = horizon, Course = course, Reason = reason, Live = live };
        return new HorizonOutlook
        {
            Horizon = horizon,
            Course = course,
            End = forecast.Steps[steps - 1],
            BreachProbabilities = [.. rule.Limits.Select(l => BreachProbability.Within(forecast.Steps, steps, l))],
            Backtest = forecast.Backtests is [var median, ..] && steps <= median.Steps.Count ? median.Steps[steps - 1] : null,
            Live = live,
        };
    }
}
