namespace Dashboard.Domain.Dashboards;

/// <summary>What a widget shows, as data: the same definition drives a desk, a wall and a report.</summary>
public abstract record WidgetDefinition
{
    /// <summary>Unique on its dashboard, in lower case with hyphens.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What it means and how it is computed, for whoever asks.</summary>
    public string Description { get; init; } = "";

    /// <summary>How often its data is expected to be new. Twice this is late, five times is stale.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);
}
