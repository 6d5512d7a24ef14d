namespace Dashboard.Domain.Dashboards;

/// <summary>A dashboard as data: what is on it and where. Read and written by <see cref="DashboardJson"/>.</summary>
public sealed record DashboardDefinition
{
    /// <summary>The version of the form that this program writes; older ones are read, newer ones refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Widgets that a dashboard may have: what one screen can show and one connection can carry.</summary>
    public const int MaxWidgets = 100;

    /// <summary>Variables that a dashboard may have.</summary>
    public const int MaxVariables = 20;

    /// <summary>The version of the form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Its name in addresses: lower case letters, digits and hyphens, 1 to 64, unique.</summary>
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The folder it is listed in; empty for none.</summary>
    public string Folder { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What it shows where the address does not say.</summary>
    public TimeRange Time { get; init; } = TimeRange.LastHour;

    /// <summary>How often it is new where the address does not say; null as often as its widgets' data is.</summary>
    public TimeSpan? Refresh { get; init; }

    public IReadOnlyList<VariableDefinition> Variables { get; init; } = [];

    /// <summary>Its sections from top to bottom. One without a title has no head and cannot be folded.</summary>
    public required IReadOnlyList<SectionDefinition> Sections { get; init; }

    /// <summary>What to connect where nothing on it has data, as a sentence of Markdown.</summary>
    public string Needs { get; init; } = "";

    /// <summary>All its widgets, section after section.</summary>
    public IEnumerable<WidgetDefinition> Widgets() => Sections.SelectMany(static s => s.Widgets).Select(static p => p.Widget);
}

/// <summary>Widgets that belong together, under a title that folds them away.</summary>
public sealed record SectionDefinition
{
    public string Title { get; init; } = "";

    public bool IsFolded { get; init; }

    public required IReadOnlyList<PlacedWidget> Widgets { get; init; }
}

/// <summary>A widget and its place in its section's grid.</summary>
public sealed record PlacedWidget
{
    public required GridPlace Place { get; init; }

    public required WidgetDefinition Widget { get; init; }
}

/// <summary>A place in a grid of <see cref="Columns"/> columns; a row is 1.75 rem at a desk, and its share of the screen on a wall.</summary>
/// <param name="X">The first column, from 0.</param>
/// <param name="Y">The first row, from 0.</param>
/// <param name="Width">Columns taken, 1 to 24.</param>
/// <param name="Height">Rows taken, 1 to 100.</param>
public readonly record struct GridPlace(int X, int Y, int Width, int Height)
{
    /// <summary>Columns of a grid.</summary>
    public const int Columns = 24;

    /// <summary>Rows that a widget may take.</summary>
    public const int MaxHeight = 100;

    /// <summary>The last row that a widget may begin in.</summary>
    public const int MaxRow = 500;

    public bool Overlaps(in GridPlace other) =>
        X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
}
