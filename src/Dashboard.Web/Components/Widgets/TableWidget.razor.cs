using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Web.Components.Widgets;

/// <summary>
/// A table that each viewer sorts and filters as they like; the worst state first to begin with. Only the rows about where
/// the viewer has scrolled to are drawn. Blazor's Virtualize would keep the others' room by inline styles, which the page's
/// policy forbids; here empty drawings do, by their height attribute (docs/decisions/0009).
/// </summary>
public sealed partial class TableWidget
{
    // Characters from which on a cell is a sentence, which may take several lines.
    private const int ProseLength = 60;

    // Rows that are drawn at a time: more than two screens of them.
    private const int Window = 150;

    // A row's height in a long table, in rem; TableWidget.razor.css says the same.
    private const int RowHeight = 2;

    private static readonly object Above = new(), Below = new();

    private (TableView View, string Filter, int SortedBy, bool Descending) _shownFor;
    private IReadOnlyList<TableRow> _shown = [];
    private int _first;

    protected override bool Redraws => true;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string Filter { get; set; } = "";

    private int SortedBy { get; set; }

    private bool Descending { get; set; }

    protected override Task OnInitializedAsync()
    {
        Descending = Definition.Columns[0].Query.Length > 0;
        return base.OnInitializedAsync();
    }

    private string Note
    {
        get
        {
            var count = View?.Rows.Count ?? 0;
            if (Filter.Length > 0)
                return $"{Shown().Count} of {count} {Definition.RowName}s";
            var leftOut = View is { LeftOut: > 0 } view ? $", {view.LeftOut} more not shown" : "";
            return $"{count} {Definition.RowName}{(count == 1 ? "" : "s")}{leftOut}";
        }
    }

    private void SortBy(int column)
    {
        // A second press on the same head turns the order round; numbers and states begin with the largest.
        Descending = column == SortedBy ? !Descending : Definition.Columns[column].Query.Length > 0;
        (SortedBy, _first) = (column, 0);
    }

    // The first column that names the row leads where the row does.
    private int LinkColumn => Definition.RowLink.Length == 0 ? -1 : Math.Max(0, Definition.Columns.ToList().FindIndex(c => c.Query.Length == 0));

    private void FilterBy(string? text) => (Filter, _first) = (text?.Trim() ?? "", 0);

    private void Move(ChangeEventArgs e)
    {
        if (int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var row))
            _first = row;
    }

    private static string Height(int rows) => string.Create(CultureInfo.InvariantCulture, $"{rows * RowHeight}rem");

    private async Task Save() => await Script.InvokeVoidAsync("noc.save", $"{DashboardRules.SlugOf(Definition.Title)}.csv", TableText.Csv(Definition, Shown()));

    // What the viewer has filtered and sorted.
    private IReadOnlyList<TableRow> Shown()
    {
        var wanted = (View!, Filter, SortedBy, Descending);
        if (ReferenceEquals(_shownFor.View, View) && _shownFor == wanted)
            return _shown;
        var rows = Filter.Length == 0 ? View!.Rows : View!.Rows.Where(r => r.Cells.Any(c => c.Text.Contains(Filter, StringComparison.OrdinalIgnoreCase)));
        // Ties are settled by name, so that rows do not jump about.
        var sorted = Descending
            ? rows.OrderByDescending(r => Rank(r.Cells[SortedBy])).ThenByDescending(r => r.Cells[SortedBy].Text, StringComparer.Ordinal)
            : rows.OrderBy(r => Rank(r.Cells[SortedBy])).ThenBy(r => r.Cells[SortedBy].Text, StringComparer.Ordinal);
        (_shownFor, _shown) = (wanted, [.. sorted.ThenBy(r => r.Key.ToString(), StringComparer.Ordinal)]);
        return _shown;
    }

    // What has no value comes last in either direction.
    private double Rank(TableCell cell) => double.IsNaN(cell.Value) ? (Descending ? double.MinValue : double.MaxValue) : cell.Value;

    private static string Class(TableColumn column) =>
        $"{(column.Query.Length > 0 && column.States.Count == 0 ? "n" : "")}{(column.WideOnly ? " wide" : "")}";

    private static string BarWidth(TableColumn column, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(column.Unit == Unit.Ratio ? value * 100 : value, 0, 100):0.#}%");
}
