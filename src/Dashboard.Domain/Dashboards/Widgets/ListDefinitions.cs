namespace Dashboard.Domain.Dashboards;

/// <summary>The active alarms, worst first.</summary>
public sealed record AlarmsDefinition : WidgetDefinition
{
    /// <summary>Alarms shown at most; the note beside the title says how many there are.</summary>
    public int MaxRows { get; init; } = 50;
}

/// <summary>The latest events, newest first.</summary>
public sealed record EventsDefinition : WidgetDefinition
{
    /// <summary>Events shown at most.</summary>
    public int MaxRows { get; init; } = 20;
}

/// <summary>Every source and how it is doing.</summary>
public sealed record SourcesDefinition : WidgetDefinition;
