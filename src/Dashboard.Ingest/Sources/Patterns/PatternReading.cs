using Dashboard.Domain.Analytics.Patterns;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Patterns;

/// <summary>Reads the series of a rule over a long time, a day at a time, so that what is in memory at once stays small.</summary>
internal static class PatternReading
{
    private static readonly TimeSpan Piece = TimeSpan.FromDays(1);

    /// <summary>The things of a rule, each with a value for every step.</summary>
    /// <param name="engine">What answers.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="until">The end, in milliseconds since 1970-01-01 UTC; it is moved to the step before.</param>
    /// <param name="window">How far back.</param>
    /// <param name="step">The time from one value to the next.</param>
    /// <param name="most">Things at most; the newest day says which there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The things, and how many were left out.</returns>
    /// <exception cref="QueryException">The query has no answer.</exception>
    public static async Task<(IReadOnlyList<MeasuredThing> Things, int LeftOut)> Read(QueryEngine engine, PatternRule rule, long until, TimeSpan window, TimeSpan step, int most, CancellationToken cancellationToken)
    {
        var expression = PromqlExpression.Parse(rule.QueryAt(step));
        var (width, piece) = ((long)step.TotalMilliseconds, (long)Piece.TotalMilliseconds);
        var last = until / width * width;
        var count = (int)((long)window.TotalMilliseconds / width);
        var first = last - ((count - 1) * width);
        var values = new Dictionary<Labels, double[]>(); // bound: most
        var leftOut = new HashSet<Labels>(); // bound: series of the query
        for (var to = last; to >= first; to -= piece)
        {
            var from = Math.Max(first, to - piece + width);
            var answer = (MatrixValue)(await engine.Range(expression, from, to, width, cancellationToken)).Value;
            foreach (var series in answer.Series)
            {
                if (!values.TryGetValue(series.Labels, out var all))
                {
                    if (values.Count >= most)
                    {
                        leftOut.Add(series.Labels);
                        continue;
                    }
                    values[series.Labels] = all = new double[count];
                    Array.Fill(all, double.NaN);
                }
                for (var i = 0; i < series.Values.Length; i++)
                    all[(int)((series.Timestamps[i] - first) / width)] = series.Values[i];
            }
        }
        return ([.. values.Select(v => new MeasuredThing(rule, v.Key, new SteppedSeries(first, width, v.Value)))], leftOut.Count);
    }
}
