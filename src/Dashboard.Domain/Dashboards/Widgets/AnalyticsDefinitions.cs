using System.Text.Json.Serialization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>Where a value is going: its course, its forecast, and how sure that is.</summary>
public sealed record TrendDefinition : WidgetDefinition
{
    /// <summary>PromQL for the value; of several series the first counts.</summary>
    public required string Query { get; init; }

    /// <summary>PromQL for the forecast at the end of the horizon; empty for a straight line through the range (<c>predict_linear</c>).</summary>
    public string Forecast { get; init; } = "";

    /// <summary>PromQL for the lower bound of the forecast at the end of the horizon; empty for none.</summary>
    public string Lower { get; init; } = "";

    /// <summary>PromQL for the upper bound of the forecast at the end of the horizon; empty for none.</summary>
    public string Upper { get; init; } = "";

    public Unit Unit { get; init; }

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>How far back it looks; null follows the dashboard.</summary>
    public TimeSpan? Range { get; init; }

    /// <summary>From one point to the next, of a widget that is bound.</summary>
    [JsonIgnore]
    public TimeSpan Step => WidgetBinding.StepOf((Range ?? TimeSpan.FromHours(1)) * 2);

    /// <summary>How far ahead it looks.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The time it holds for, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() =>
        new[] { ("query", Query), ("forecast", Forecast), ("lower bound", Lower), ("upper bound", Upper) }.Where(static q => q.Item2.Length > 0);

    internal override IEnumerable<string> Problems()
    {
        if (Range is { } range && (range < TimeSpan.FromSeconds(10) || range > TimeSpan.FromDays(800)))
            yield return "the range is to be between 10s and 800d.";
        if (Horizon < TimeSpan.FromSeconds(10) || Horizon > TimeSpan.FromDays(800))
            yield return "the horizon is to be between 10s and 800d.";
        if (Lower.Length == 0 != (Upper.Length == 0))
            yield return "a forecast has both bounds or none.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding)
    {
        var bound = (TrendDefinition)base.Bind(binding) with
        {
            Query = binding.Fill(Query, binding.Step),
            Forecast = binding.Fill(Forecast, binding.Step),
            Lower = binding.Fill(Lower, binding.Step),
            Upper = binding.Fill(Upper, binding.Step),
            Range = Range ?? binding.Range,
            Until = binding.Until,
        };
        // It is new with every step, however often it is asked for.
        return bound with { Interval = bound.Interval > bound.Step ? bound.Interval : bound.Step };
    }
}

/// <summary>How unusual each entity behaves: a row an entity, a column a time, and a list of those that stand out.</summary>
public sealed record AnomalyDefinition : WidgetDefinition
{
    /// <summary>Columns of its heat.</summary>
    public const int Columns = 36;

    /// <summary>PromQL for the score of each entity, 0 (as ever) to 1.</summary>
    public string Query { get; init; } = "anomaly_score";

    /// <summary>How an entity is named: text with labels in double braces.</summary>
    public string Entity { get; init; } = "{{entity}}";

    /// <summary>From which score on an entity stands out.</summary>
    public double Limit { get; init; } = 0.9;

    /// <summary>How far back it reaches; null follows the dashboard.</summary>
    public TimeSpan? Range { get; init; }

    /// <summary>From one column to the next, of a widget that is bound; there are <see cref="Columns"/>.</summary>
    [JsonIgnore]
    public TimeSpan Step => TimeSpan.FromSeconds(Math.Max(1, Math.Round((Range ?? TimeSpan.FromHours(1)).TotalSeconds / Columns)));

    /// <summary>Entities shown at most, the most unusual first. 1 to 100.</summary>
    public int MaxEntities { get; init; } = 20;

    /// <summary>The time it holds for, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() => [("score", Query)];

    internal override IEnumerable<string> Problems()
    {
        if (MaxEntities is < 1 or > 100)
            yield return "maxEntities is to be 1 to 100.";
        if (Range is { } range && (range < TimeSpan.FromSeconds(10) || range > TimeSpan.FromDays(800)))
            yield return "the range is to be between 10s and 800d.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding)
    {
        var bound = (AnomalyDefinition)base.Bind(binding) with
        {
            Query = binding.Fill(Query, binding.Step),
            Range = Range ?? binding.Range,
            Until = binding.Until,
        };
        // It is new with every step, however often it is asked for.
        return bound with { Interval = bound.Interval > bound.Step ? bound.Interval : bound.Step };
    }
}

/// <summary>What the server has concluded, newest first.</summary>
public sealed record InsightDefinition : WidgetDefinition
{
    /// <summary>PromQL with one element an insight: the labels <c>severity</c>, <c>title</c> and <c>detail</c>, the value its time in seconds since 1970.</summary>
    public string Query { get; init; } = "insight";

    /// <summary>Insights shown at most. 1 to 100.</summary>
    public int MaxRows { get; init; } = 20;

    /// <summary>The time it holds for, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() => [("query", Query)];

    internal override IEnumerable<string> Problems()
    {
        if (MaxRows is < 1 or > 100)
            yield return "maxRows is to be 1 to 100.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding) => (InsightDefinition)base.Bind(binding) with
    {
        Query = binding.Fill(Query, binding.Step),
        Until = binding.Until,
    };
}
