using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Lineage;

namespace Dashboard.Web.Dashboards;

/// <summary>What a query came to: as a table at the end of the range, and what there is to say about it.</summary>
public sealed record ExploreAnswer
{
    /// <summary>Rows shown at most.</summary>
    public const int MaxRows = 500;

    private const int MaxColumns = 12;

    /// <summary>Why there is no answer; null where there is one.</summary>
    public string? Error { get; private init; }

    /// <summary>How long it took, how many series there are, how many samples were read.</summary>
    public string Facts { get; private init; } = "";

    /// <summary>Warnings and infos of the query engine.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Whether it can be drawn over time.</summary>
    public bool HasGraph { get; private init; }

    /// <summary>The labels that are columns; none where there are too many, or none.</summary>
    public IReadOnlyList<string> Columns { get; private init; } = [];

    public IReadOnlyList<ExploreRow> Rows { get; private init; } = [];

    /// <summary>How many rows there are, beside the table's title.</summary>
    public string Note { get; private init; } = "";

    internal static ExploreAnswer Failed(string error) => new() { Error = error };

    /// <summary>Asks a query over a range, and at its end.</summary>
    /// <exception cref="QueryException">It has no answer.</exception>
    public static async Task<ExploreAnswer> Ask(QueryEngine engine, string query, WidgetBinding binding, TimeSpan step, TimeProvider time, CancellationToken cancellationToken)
    {
        var expression = PromqlExpression.Parse(query);
        var to = (binding.Until ?? time.GetUtcNow()).ToUnixTimeMilliseconds();
        var hasGraph = expression.Root.Type is ExpressionType.Scalar or ExpressionType.Vector;
        var started = time.GetTimestamp();
        var range = hasGraph ? await engine.Range(expression, to - (long)binding.Range.TotalMilliseconds, to, (long)step.TotalMilliseconds, cancellationToken) : null;
        var took = time.GetElapsedTime(started);
        var last = await engine.Instant(expression, to, cancellationToken);
        var rows = RowsOf(last.Value);
        string[] names = [.. rows.SelectMany(static r => r.Labels).Select(static l => l.Name).Distinct(StringComparer.Ordinal).OrderBy(static n => n != Labels.MetricName).ThenBy(static n => n, StringComparer.Ordinal)];
        var asText = names.Length > MaxColumns;
        return new()
        {
            HasGraph = hasGraph,
            Facts = Told(range ?? last, rows.Count, hasGraph ? took : time.GetElapsedTime(started)),
            Remarks = [.. (range ?? last).Warnings.Concat((range ?? last).Infos).Distinct(StringComparer.Ordinal)],
            Columns = asText ? ["Series"] : names,
            Rows = [.. rows.Take(MaxRows).Select(r => new ExploreRow(asText ? [r.Labels.ToString()] : [.. names.Select(n => r.Labels.Get(n))], r.Value, r.Labels.Name.Length > 0 ? LineageQuestion.Link(r.Labels.ToString(), to) : ""))],
            Note = rows.Count > MaxRows ? $"{MaxRows} of {rows.Count:N0} rows" : rows.Count == 1 ? "1 row" : $"{rows.Count:N0} rows",
        };
    }

    private static string Told(QueryResult result, int rows, TimeSpan took)
    {
        var series = result.Value is MatrixValue matrix ? matrix.Series.Count : rows;
        var points = result.Value is MatrixValue { Series: var all } ? all.Sum(static s => (long)s.Values.Length) : rows;
        return string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0.0} ms · {series:N0} series · {points:N0} points · {result.SamplesRead:N0} samples read");
    }

    private static List<(Labels Labels, string Value)> RowsOf(QueryValue value) => value switch
    {
        VectorValue vector => [.. vector.Samples.Select(static s => (s.Labels, Number(s.Value)))],
        MatrixValue matrix => [.. matrix.Series.Select(static s => (s.Labels, $"{s.Values.Length:N0} samples, the last {Number(s.Values[^1])}"))],
        ScalarValue scalar => [(Labels.Empty, Number(scalar.Value))],
        StringValue text => [(Labels.Empty, text.Value)],
        _ => [],
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A row: its labels' values in the order of the columns, and its value.</summary>
/// <param name="Cells">The labels' values.</param>
/// <param name="Value">The value.</param>
/// <param name="Lineage">Where it is looked up where the value came from; empty where the row is no series.</param>
public sealed record ExploreRow(IReadOnlyList<string> Cells, string Value, string Lineage);
