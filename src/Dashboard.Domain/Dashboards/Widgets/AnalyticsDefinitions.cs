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

    /// <summary>How far ahead it looks.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromHours(6);

    public override IEnumerable<(string Name, string Query)> Queries() =>
        new[] { ("query", Query), ("forecast", Forecast), ("lower bound", Lower), ("upper bound", Upper) }.Where(static q => q.Item2.Length > 0);

    public override WidgetDefinition Bind(WidgetBinding binding) => (TrendDefinition)base.Bind(binding) with
    {
        Query = binding.Fill(Query, binding.Step),
        Forecast = binding.Fill(Forecast, binding.Step),
        Lower = binding.Fill(Lower, binding.Step),
        Upper = binding.Fill(Upper, binding.Step),
        Range = Range ?? binding.Range,
    };
}

/// <summary>How unusual each entity behaves: a row an entity, a column a time, and a list of those that stand out.</summary>
public sealed record AnomalyDefinition : WidgetDefinition
{
    /// <summary>PromQL for the score of each entity, 0 (as ever) to 1.</summary>
    public string Query { get; init; } = "noc_anomaly_score";

    /// <summary>How an entity is named: text with labels in double braces.</summary>
    public string Entity { get; init; } = "{{entity}}";

    /// <summary>From which score on an entity stands out.</summary>
    public double Limit { get; init; } = 0.9;

    /// <summary>How far back it reaches; null follows the dashboard.</summary>
    public TimeSpan? Range { get; init; }

    /// <summary>Entities shown at most, the most unusual first. 1 to 100.</summary>
    public int MaxEntities { get; init; } = 20;

    public override IEnumerable<(string Name, string Query)> Queries() => [("score", Query)];

    public override WidgetDefinition Bind(WidgetBinding binding) => (AnomalyDefinition)base.Bind(binding) with
    {
        Query = binding.Fill(Query, binding.Step),
        Range = Range ?? binding.Range,
    };
}

/// <summary>What the server has concluded, newest first.</summary>
public sealed record InsightDefinition : WidgetDefinition
{
    /// <summary>PromQL with one element an insight: the labels <c>severity</c>, <c>title</c> and <c>detail</c>, the value its time in seconds since 1970.</summary>
    public string Query { get; init; } = "noc_insight";

    /// <summary>Insights shown at most. 1 to 100.</summary>
    public int MaxRows { get; init; } = 20;

    public override IEnumerable<(string Name, string Query)> Queries() => [("query", Query)];

    public override WidgetDefinition Bind(WidgetBinding binding) => (InsightDefinition)base.Bind(binding) with { Query = binding.Fill(Query, binding.Step) };
}
