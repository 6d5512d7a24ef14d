using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>One row for each set of labels, one column for each query.</summary>
public sealed record TableDefinition : WidgetDefinition
{
    /// <summary>The labels that make a row; the first column's query says which rows there are.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>Rows shown at most; the note beside the title says how many more there are.</summary>
    public int MaxRows { get; init; } = 500;

    /// <summary>What a row is called: "interface".</summary>
    public string RowName { get; init; } = "row";

    /// <summary>What it says where there is no row; empty for that there are no data.</summary>
    public string NoRows { get; init; } = "";

    /// <summary>Where a row leads: an address with labels in double braces, <c>/d/interfaces?var-device={{device}}</c>. Empty for nowhere.</summary>
    public string RowLink { get; init; } = "";

    /// <summary>The time it holds for, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() => Columns.Where(static c => c.Query.Length > 0).Select(static c => ($"column {c.Title}", c.Query));

    internal override IEnumerable<string> Problems()
    {
        if (Columns.Count is 0 or > 30)
            yield return "a table has 1 to 30 columns.";
        else if (Columns.All(static c => c.Query.Length == 0))
            yield return "no column has a query.";
        if (Key.Count is 0 or > 10)
            yield return "a table's key has 1 to 10 labels.";
        if (MaxRows is < 1 or > 10_000)
            yield return "maxRows is to be 1 to 10,000.";
        if (RowLink.Length > 0 && (RowLink[0] != '/' || RowLink.StartsWith("//", StringComparison.Ordinal) || RowLink.Contains('\\', StringComparison.Ordinal)))
            yield return "the rows' link is to be an address on this server that begins with '/'.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding) => (TableDefinition)base.Bind(binding) with
    {
        Columns = [.. Columns.Select(c => c with { Query = binding.Fill(c.Query, binding.Step), Interval = binding.Pace(c.Interval) })],
        Until = binding.Until,
    };
}

/// <summary>A column of a table.</summary>
public sealed record TableColumn
{
    public required string Title { get; init; }

    /// <summary>PromQL whose vector carries the table's key labels. Empty for a column that shows a key label itself.</summary>
    public string Query { get; init; } = "";

    /// <summary>The key label that it shows, where it has no query.</summary>
    public string Label { get; init; } = "";

    public Unit Unit { get; init; }

    /// <summary>A bar beside the number; the value is a percentage.</summary>
    public bool Bar { get; init; }

    /// <summary>What the values 0, 1, 2 … stand for, where they are states and not amounts.</summary>
    public IReadOnlyList<CellState> States { get; init; } = [];

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>How often the query is evaluated.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Left out on narrow screens.</summary>
    public bool WideOnly { get; init; }
}

/// <summary>A state that a cell can show.</summary>
/// <param name="Text">The word for it.</param>
/// <param name="Severity">How bad it is; null where it is neither good nor bad, such as being switched off.</param>
public sealed record CellState(string Text, PerceivedSeverity? Severity);
