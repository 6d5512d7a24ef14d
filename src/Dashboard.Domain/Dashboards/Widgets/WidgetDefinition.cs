using System.Text.Json.Serialization;

namespace Dashboard.Domain.Dashboards;

/// <summary>What a widget shows, as data: the same definition drives a desk, a wall and a report.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(KpiDefinition), "kpi")]
[JsonDerivedType(typeof(ChartDefinition), "chart")]
[JsonDerivedType(typeof(TableDefinition), "table")]
[JsonDerivedType(typeof(AlarmsDefinition), "alarms")]
[JsonDerivedType(typeof(EventsDefinition), "events")]
[JsonDerivedType(typeof(LogsDefinition), "logs")]
[JsonDerivedType(typeof(SourcesDefinition), "sources")]
[JsonDerivedType(typeof(ServiceMapDefinition), "serviceMap")]
[JsonDerivedType(typeof(TrendDefinition), "trend")]
[JsonDerivedType(typeof(AnomalyDefinition), "anomaly")]
[JsonDerivedType(typeof(InsightDefinition), "insight")]
[JsonDerivedType(typeof(TextDefinition), "text")]
[JsonDerivedType(typeof(ClockDefinition), "clock")]
public abstract record WidgetDefinition
{
    /// <summary>Unique on its dashboard, in lower case with hyphens.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What it means and how it is computed, for whoever asks.</summary>
    public string Description { get; init; } = "";

    /// <summary>How often its data is expected to be new. Twice this is late, five times is stale.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where its title leads: an address on this server, such as <c>/d/interfaces</c>. Empty for nowhere.</summary>
    public string Link { get; init; } = "";

    /// <summary>Every PromQL query in it, with a name for whoever has to find it.</summary>
    public virtual IEnumerable<(string Name, string Query)> Queries() => [];

    /// <summary>What is wrong with it beside its queries, each a sentence without the widget's name.</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>The widget as one viewer sees it: variables put in, range and pace set.</summary>
    public virtual WidgetDefinition Bind(WidgetBinding binding) => this with
    {
        Title = binding.Caption(Title),
        Interval = binding.Pace(Interval),
    };
}
