using System.Globalization;
using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query;

/// <summary>Asks a book of samples and writes the answer as text, so that a test can say on one line what it expects.</summary>
internal static class QueryAssert
{
    public static async Task<QueryResult> Ask(this ISeriesSource source, string query, long at = 0, QueryEngineOptions? options = null) =>
        await new QueryEngine(source, options ?? new(), TimeProvider.System).Instant(PromqlExpression.Parse(query), at, default);

    public static async Task<QueryResult> AskRange(this ISeriesSource source, string query, long from, long to, long step, QueryEngineOptions? options = null) =>
        await new QueryEngine(source, options ?? new(), TimeProvider.System).Range(PromqlExpression.Parse(query), from, to, step, default);

    /// <summary>The answer as <c>series value; series value</c>, or as a plain number or string.</summary>
    public static async Task<string> Tell(this ISeriesSource source, string query, long at = 0, QueryEngineOptions? options = null) =>
        Print((await source.Ask(query, at, options)).Value);

    /// <summary>The answer over time as <c>series value@seconds value@seconds; ...</c>.</summary>
    public static async Task<string> TellRange(this ISeriesSource source, string query, long from, long to, long step) =>
        Print((await source.AskRange(query, from, to, step)).Value);

    public static async Task<QueryException> Refuse(this ISeriesSource source, string query, long at = 0, QueryEngineOptions? options = null) =>
        await Assert.ThrowsAnyAsync<QueryException>(() => source.Ask(query, at, options));

    public static string Print(QueryValue value) => value switch
    {
        ScalarValue scalar => Number(scalar.Value),
        StringValue text => text.Value,
        VectorValue vector => string.Join("; ", vector.Samples.Select(s => $"{s.Labels} {Number(s.Value)}")),
        MatrixValue matrix => string.Join("; ", matrix.Series.Select(s => $"{s.Labels} {string.Join(' ', s.Timestamps.Zip(s.Values, (t, v) => $"{Number(v)}@{Number(t / 1000.0)}"))}")),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Twelve significant digits: what a hand-worked value is good for.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("G12", CultureInfo.InvariantCulture),
    };
}
