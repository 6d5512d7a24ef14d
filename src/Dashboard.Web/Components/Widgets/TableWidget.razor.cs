using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Web.Components.Widgets;

/// <summary>
/// A table that each viewer sorts and filters as they like; the worst state first to begin with. Rows are drawn a page at
/// a time as the viewer scrolls (Virtualize would need inline styles, which the page's policy forbids).
/// </summary>
public sealed partial class TableWidget
{
    // Rows that are drawn at first, and with each further step.
    private const int Page = 100;

    protected override bool Redraws => true;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string Filter { get; set; } = "";

    private int Drawn { get; set; } = Page;

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
        SortedBy = column;
    }

    // The first column that names the row leads where the row does.
    private int LinkColumn => Definition.RowLink.Length == 0 ? -1 : Math.Max(0, Definition.Columns.ToList().FindIndex(c => c.Query.Length == 0));

    private void FilterBy(string? text) => (Filter, Drawn) = (text?.Trim() ?? "", Page);

    private async Task Save() => await Script.InvokeVoidAsync("noc.save", $"{DashboardRules.SlugOf(Definition.Title)}.csv", TableText.Csv(Definition, Shown()));

    // What the viewer has filtered and sorted.
    private IReadOnlyList<TableRow> Shown()
    {
        var rows = Filter.Length == 0 ? View!.Rows : View!.Rows.Where(r => r.Cells.Any(c => c.Text.Contains(Filter, StringComparison.OrdinalIgnoreCase)));
        // Ties are settled by name, so that rows do not jump about.
        var sorted = Descending
            ? rows.OrderByDescending(r => Rank(r.Cells[SortedBy])).ThenByDescending(r => r.Cells[SortedBy].Text, StringComparer.Ordinal)
            : rows.OrderBy(r => Rank(r.Cells[SortedBy])).ThenBy(r => r.Cells[SortedBy].Text, StringComparer.Ordinal);
        return [.. sorted.ThenBy(r => r.Key.ToString(), StringComparer.Ordinal)];
    }

    // What has no value comes last in either direction.
    private double Rank(TableCell cell) => double.IsNaN(cell.Value) ? (Descending ? double.MinValue : double.MaxValue) : cell.Value;

    private static string Class(TableColumn column) =>
        $"{(column.Query.Length > 0 && column.States.Count == 0 ? "n" : "")}{(column.WideOnly ? " wide" : "")}";

    private static string BarWidth(TableColumn column, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(column.Unit == Unit.Ratio ? value * 100 : value, 0, 100):0.#}%");
}
