using System.Globalization;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Functions of classic histograms, whose buckets are series with the label <c>le</c>.</summary>
internal sealed class HistogramFunctions(Evaluator evaluator)
{
    private const string BucketLabel = "le";
    private static readonly string[] BucketLabels = [BucketLabel];

    private readonly QueryRun _run = evaluator.Run;

    public void Quantile(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var quantiles = evaluator.Scalars(call.Arguments[0], grid);
        foreach (var quantile in quantiles)
        {
            if (!Quantiles.IsValid(quantile))
                _run.Warn(call.Arguments[0].Span, Quantiles.Problem(quantile));
        }
        Calculate(call.Arguments[1], grid, sink, (buckets, i, name) =>
        {
            var value = buckets.Quantile(quantiles[i], out var forced);
            if (forced)
            {
                _run.Inform(call.Arguments[1].Span, "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                    + (name.Length > 0 ? $" for metric name {GoText.Quote(name)}" : ""));
            }
            return value;
        });
    }

    public void Fraction(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var lower = evaluator.Scalars(call.Arguments[0], grid);
        var upper = evaluator.Scalars(call.Arguments[1], grid);
        Calculate(call.Arguments[2], grid, sink, (buckets, i, _) => buckets.Fraction(lower[i], upper[i]));
    }

    private void Calculate(QueryNode argument, StepGrid grid, IColumnSink sink, Func<ClassicBuckets, int, string, double> calculate)
    {
        using var columns = evaluator.Vector(argument, grid);
        var histograms = new Dictionary<Labels, List<(double Bound, Column Column)>>(); // bound: columns
        foreach (var column in columns.Columns)
        {
            var bound = column.Labels.Get(BucketLabel);
            if (!TryParseBound(bound, out var value))
            {
                var name = column.Labels.Name;
                _run.Warn(argument.Span, $"bucket label \"le\" is missing or has a malformed value of {GoText.Quote(bound)}" + (name.Length > 0 ? $" for metric name {GoText.Quote(name)}" : ""));
                continue;
            }
            var labels = column.Labels.Except(BucketLabels);
            if (!histograms.TryGetValue(labels, out var buckets))
                histograms.Add(labels, buckets = []);
            buckets.Add((value, column));
        }
        var current = new ClassicBuckets();
        foreach (var (labels, buckets) in histograms)
        {
            _run.Continue();
            buckets.Sort(static (a, b) => a.Bound.CompareTo(b.Bound));
            var values = new double[grid.Count];
            var any = false;
            for (var i = 0; i < values.Length; i++)
            {
                current.Clear();
                foreach (var (bound, column) in buckets)
                {
                    if (!Absent.Is(column.Values[i]))
                        current.Add(bound, column.Values[i]);
                }
                values[i] = current.Count == 0 ? Absent.Value : calculate(current, i, buckets[0].Column.Labels.Name);
                any |= current.Count > 0;
            }
            if (any)
                sink.Accept(labels, values);
        }
    }

    private static bool TryParseBound(string text, out double bound)
    {
        bound = text.TrimStart('+').ToLowerInvariant() switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(bound) || double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out bound);
    }
}
