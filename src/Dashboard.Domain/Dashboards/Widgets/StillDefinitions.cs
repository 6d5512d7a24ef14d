namespace Dashboard.Domain.Dashboards;

/// <summary>Text that somebody wrote.</summary>
public sealed record TextDefinition : WidgetDefinition
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Markdown; raw HTML in it is shown as text.</summary>
    public required string Markdown { get; init; }

    internal override IEnumerable<string> Problems()
    {
        if (Markdown.Length > MaxLength)
            yield return $"the text has {Markdown.Length:N0} characters, {MaxLength:N0} at most are possible.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding) => (TextDefinition)base.Bind(binding) with { Markdown = binding.Caption(Markdown) };
}

/// <summary>The time somewhere.</summary>
public sealed record ClockDefinition : WidgetDefinition
{
    /// <summary>A zone of the IANA database, such as <c>Europe/Berlin</c>; empty for the viewer's own.</summary>
    public string Zone { get; init; } = "Etc/UTC";

    /// <summary>Whether the date stands below the time.</summary>
    public bool HasDate { get; init; } = true;

    internal override IEnumerable<string> Problems()
    {
        if (Zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
            yield return "the zone is not one of the IANA database, such as Europe/Berlin.";
    }
}
