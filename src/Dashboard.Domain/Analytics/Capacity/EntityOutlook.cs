using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>Everything that is forecast of one series. Immutable.</summary>
public sealed record EntityOutlook
{
    /// <summary>The rule that it belongs to.</summary>
    public required ForecastRule Rule { get; init; }

    /// <summary>What it is called; unique within its rule.</summary>
    public required string Entity { get; init; }

    /// <summary>The series' labels, as the rule's query gives them.</summary>
    public required Labels Labels { get; init; }

    /// <summary>Its courses, the finest first.</summary>
    public required IReadOnlyList<SeriesCourse> Courses { get; init; }

    /// <summary>What is forecast for each of the rule's horizons, the shortest first.</summary>
    public required IReadOnlyList<HorizonOutlook> Horizons { get; init; }

    /// <summary>When each of the rule's limits is passed.</summary>
    public required IReadOnlyList<LimitOutlook> Limits { get; init; }

    /// <summary>The last value that is known, of the finest course; NaN where there is none.</summary>
    public double Last => Courses is [{ Past: [.., var last] }, ..] ? last : double.NaN;

    /// <summary>Its time, in milliseconds since 1970-01-01 UTC.</summary>
    public long LastAt => Courses is [var finest, ..] ? finest.LastAt : 0;

    /// <summary>How much the value grows a day by the longest forecast there is for a day or more; NaN where there is none: what hours bring is no growth.</summary>
    public double GrowthPerDay =>
        Horizons.LastOrDefault(static h => h.End is not null && h.Horizon >= ForecastHorizon.Day) is { End: { } end } outlook ? (end.Point - outlook.Course.Forecast.Last) / outlook.Horizon.Length().TotalDays : double.NaN;

    /// <summary>When the first limit is passed, in milliseconds since 1970-01-01 UTC; null where none is.</summary>
    public long? FirstPassed => Limits.Select(static l => l.Point).Min();

    /// <summary>The most probable breach of a limit within any horizon, 0 to 1.</summary>
    public double MostProbableBreach => Horizons.SelectMany(static h => h.BreachProbabilities).DefaultIfEmpty().Max();

    /// <summary>Whether it is what somebody looks for: its name, its rule's or a label's value holds the text.</summary>
    public bool Holds(string text) =>
        Entity.Contains(text, StringComparison.OrdinalIgnoreCase) || Rule.Title.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Rule.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || Labels.Any(l => l.Value.Contains(text, StringComparison.OrdinalIgnoreCase));
}
