using Dashboard.Domain.Logs;

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

/// <summary>The latest lines of log that a search wants, newest first.</summary>
public sealed record LogsDefinition : WidgetDefinition
{
    /// <summary>Which lines, in the words of <see cref="LogQuery"/>; empty for all.</summary>
    public string Search { get; init; } = "";

    /// <summary>Lines shown at most.</summary>
    public int MaxRows { get; init; } = 50;

    internal override IEnumerable<string> Problems()
    {
        LogQuery.Parse(Search, out var problems);
        return problems;
    }
}

/// <summary>Every source and how it is doing.</summary>
public sealed record SourcesDefinition : WidgetDefinition;
