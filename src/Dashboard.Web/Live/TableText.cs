using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A table as text that leaves the page: a row's address, and all rows as CSV (RFC 4180).</summary>
internal static partial class TableText
{
    /// <summary>Where a row leads: labels stand in the address as they may in a query string.</summary>
    public static string Link(string template, Labels key) => Placeholder().Replace(template, match => Uri.EscapeDataString(key.Get(match.Groups["name"].Value)));

    /// <summary>
    /// The rows as CSV: numbers in full and without prefix, their unit in the head. A text that a spreadsheet would take
    /// for a formula has an apostrophe before it.
    /// </summary>
    public static string Csv(TableDefinition definition, IReadOnlyList<TableRow> rows)
    {
        // The mark tells spreadsheets that this is UTF-8.
        var text = new StringBuilder("\uFEFF");
        Line(text, definition.Columns.Select(c => Cell(IsNumber(c) && UnitOf(c.Unit) is { Length: > 0 } unit ? $"{c.Title} ({unit})" : c.Title)));
        foreach (var row in rows)
            Line(text, row.Cells.Zip(definition.Columns, (cell, column) => IsNumber(column) ? Number(cell.Value) : column.Unit == Unit.Date && double.IsNaN(cell.Value) ? "" : Cell(cell.Text)));
        return text.ToString();
    }

    // Dates are read by people and by spreadsheets as they are written.
    private static bool IsNumber(TableColumn column) => column.Query.Length > 0 && column.States.Count == 0 && column.Unit != Unit.Date;

    /// <summary>Adds a line of cells that are ready.</summary>
    public static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells).Append("\r\n");

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>A text as a cell.</summary>
    public static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    // The unit of the number itself: a share of one is not per cent in a file.
    private static string UnitOf(Unit unit) => unit == Unit.Ratio ? "" : unit == Unit.Seconds ? "s" : unit.Format(0).Unit;

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_][\w.]*)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
