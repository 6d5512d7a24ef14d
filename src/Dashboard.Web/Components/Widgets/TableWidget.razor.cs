using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Live;

namespace Dashboard.Web.Components.Widgets;

/// <summary>A table that each viewer sorts as they like; the worst state first to begin with.</summary>
public sealed partial class TableWidget
{
    protected override bool Redraws => true;

    private int SortedBy { get; set; }

    private bool Descending { get; set; } = true;

    private string Note
    {
        get
        {
            var count = View?.Rows.Count ?? 0;
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

    private IEnumerable<TableRow> Sorted()
    {
        // Ties are settled by name, so that rows do not jump about.
        var sorted = Descending
            ? View!.Rows.OrderByDescending(r => Rank(r.Cells[SortedBy])).ThenByDescending(r => r.Cells[SortedBy].Text, StringComparer.Ordinal)
            : View!.Rows.OrderBy(r => Rank(r.Cells[SortedBy])).ThenBy(r => r.Cells[SortedBy].Text, StringComparer.Ordinal);
        return sorted.ThenBy(r => r.Key.ToString(), StringComparer.Ordinal);
    }

    // What has no value comes last in either direction.
    private double Rank(TableCell cell) => double.IsNaN(cell.Value) ? (Descending ? double.MinValue : double.MaxValue) : cell.Value;

    private static string Class(TableColumn column) =>
        $"{(column.Query.Length > 0 && column.States.Count == 0 ? "n" : "")}{(column.WideOnly ? " wide" : "")}";

    private static string BarWidth(double percent) => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(percent, 0, 100):0.#}%");
}
