using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A table at one moment. Its component draws itself anew, since each viewer sorts it as they like.</summary>
public sealed record TableView : WidgetView
{
    public IReadOnlyList<TableRow> Rows { get; init; } = [];

    /// <summary>Rows that were left out because of <see cref="TableDefinition.MaxRows"/>.</summary>
    public int LeftOut { get; init; }

    /// <summary>The table from the answers to its columns' queries; columns without a query have null.</summary>
    public static TableView From(TableDefinition definition, IReadOnlyList<LiveSnapshot?> answers, long version)
    {
        var asked = answers.OfType<LiveSnapshot>().ToArray();
        var freshest = asked.MaxBy(static a => a.NewestSample)!;
        var failed = asked.FirstOrDefault(a => a.Error is not null);
        var byKey = answers.Select(a => a is null ? null : Index(definition, a)).ToArray();
        var keys = byKey.First(i => i is not null)!.Keys;
        var rows = keys.Take(definition.MaxRows).Select(key => new TableRow(
            key,
            [.. definition.Columns.Select((column, i) => Cell(column, key, byKey[i] is { } index ? index.GetValueOrDefault(key, double.NaN) : double.NaN))])).ToArray();
        return new TableView
        {
            Version = version,
            NewestSample = freshest.NewestSample,
            Spacing = freshest.Spacing,
            State = failed is not null ? ViewState.Error : asked[0].Version == 0 ? ViewState.Loading : rows.Length == 0 ? ViewState.Empty : ViewState.Ready,
            Message = failed?.Error ?? (rows.Length > 0 ? "" : definition.NoRows.Length > 0 ? definition.NoRows : "No data. See Sources for what delivers."),
            Rows = rows,
            LeftOut = keys.Count - rows.Length,
        };
    }

    private static Dictionary<Labels, double> Index(TableDefinition definition, LiveSnapshot answer)
    {
        var index = new Dictionary<Labels, double>(); // bound: elements of the answer
        foreach (var sample in answer.Vector)
            index[Labels.From([.. definition.Key.Select(name => new Label(name, sample.Labels.Get(name)))])] = sample.Value;
        return index;
    }

    private static TableCell Cell(TableColumn column, Labels key, double value)
    {
        if (column.Query.Length == 0)
            return new TableCell(key.Get(column.Label), double.NaN, null);
        if (column.States.Count > 0)
        {
            return value >= 0 && value < column.States.Count && column.States[(int)value] is var state
                ? new TableCell(state.Text, state.Severity is { } severity ? (double)severity : -1, state.Severity)
                : new TableCell("–", -2, null);
        }
        return new TableCell(column.Unit.Format(value).ToString(), value, column.Thresholds.Count > 0 ? Threshold.Judge(column.Thresholds, value) : null);
    }
}

/// <summary>A row and the labels it stands for.</summary>
public sealed record TableRow(Labels Key, IReadOnlyList<TableCell> Cells);

/// <summary>A cell: its text, the number it is sorted by (NaN sorts by text or last) and how bad it is, null where that cannot be said.</summary>
public readonly record struct TableCell(string Text, double Value, PerceivedSeverity? Severity);
