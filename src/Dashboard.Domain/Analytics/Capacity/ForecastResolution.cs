using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>
/// How fine the values are that a forecast rests on: the next hours from values of 5 minutes, the next days from those of
/// an hour, the next weeks from those of a day.
/// </summary>
public sealed record ForecastResolution
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private ForecastResolution(TimeSpan step, TimeSpan history, params ForecastHorizon[] horizons) => (Step, History, Horizons) = (step, history, horizons);

    /// <summary>From one value to the next; a rule's own step where that is longer.</summary>
    public TimeSpan Step { get; }

    /// <summary>How much of the past is looked at.</summary>
    public TimeSpan History { get; }

    /// <summary>For which horizons, the shortest first.</summary>
    public IReadOnlyList<ForecastHorizon> Horizons { get; }

    /// <summary>All, the finest first.</summary>
    public static IReadOnlyList<ForecastResolution> All { get; } =
    [
        new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(6), ForecastHorizon.Hour, ForecastHorizon.SixHours),
        new(TimeSpan.FromHours(1), TimeSpan.FromDays(42), ForecastHorizon.Day, ForecastHorizon.Week),
        new(Day, TimeSpan.FromDays(180), ForecastHorizon.Month),
    ];

    /// <summary>From one value to the next, of a rule.</summary>
    public TimeSpan StepOf(ForecastRule rule) => rule.Step > Step ? rule.Step : Step;

    /// <summary>The horizons of a rule that it serves, the shortest first; those are left out that are no longer than a step.</summary>
    public IReadOnlyList<ForecastHorizon> HorizonsOf(ForecastRule rule) => [.. Horizons.Where(h => rule.Horizons.Contains(h) && h.Length() >= StepOf(rule))];

    /// <summary>
    /// After how many values a rule's series comes round again: after a day and a week. What runs full, and whatever lies weeks
    /// ahead, follows its damped trend alone.
    /// </summary>
    public Seasons SeasonsOf(ForecastRule rule) => rule.Kind == ForecastKind.Performance && StepOf(rule) is var step && step < Day ? Seasons.Of((int)(Day / step)) : Seasons.None;

    /// <summary>How much of the past a forecast needs: see <see cref="ForecastKind"/>.</summary>
    public static TimeSpan Needed(ForecastKind kind, ForecastHorizon horizon) => kind switch
    {
        ForecastKind.Capacity => horizon.Length(),
        _ when horizon is ForecastHorizon.SixHours or ForecastHorizon.Day => 4 * Day,
        _ => 2 * horizon.Length(),
    };
}
