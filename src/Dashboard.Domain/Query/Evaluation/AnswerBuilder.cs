using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Evaluates an expression's outermost node and puts the answer into the form that callers see.</summary>
internal sealed class AnswerBuilder(QueryRun run)
{
    private readonly Evaluator _evaluator = new(run);

    public QueryValue Build(QueryNode root, bool isRange)
    {
        var grid = run.Grid;
        switch (root.Type)
        {
            case ExpressionType.Scalar:
                var scalars = _evaluator.Scalars(root, grid);
                return isRange ? new MatrixValue([Series(Labels.Empty, scalars)]) : new ScalarValue(grid.Start, scalars[0]);
            case ExpressionType.String:
                return new StringValue(grid.Start, Evaluator.Text(root));
            case ExpressionType.Matrix:
                var ranges = new RangeCollector(run);
                _evaluator.Selectors.Stream(root, grid, ranges);
                ranges.Series.Sort(static (a, b) => LabelOrder.Compare(a.Labels, b.Labels));
                return new MatrixValue(ranges.Series);
            default:
                using (var columns = _evaluator.Vector(root, grid))
                {
                    if (isRange || !KeepsOrder(root))
                        columns.SortByLabels();
                    return isRange
                        ? new MatrixValue(columns.Columns.ConvertAll(c => Series(c.Labels, c.Values)))
                        : new VectorValue(columns.Columns.ConvertAll(c => new VectorSample(c.Labels, grid.Start, c.Values[0])));
                }
        }
    }

    /// <summary>Whether the order of an instant vector was asked for.</summary>
    private static bool KeepsOrder(QueryNode node) =>
        node is CallNode { Function: "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" } or AggregationNode { Kind: AggregationKind.Topk or AggregationKind.Bottomk }
        || node.Children.Any(KeepsOrder);

    private RangeSeries Series(Labels labels, double[] values)
    {
        var count = 0;
        foreach (var value in values)
            count += Absent.Is(value) ? 0 : 1;
        var timestamps = new long[count];
        var present = count == values.Length ? values : new double[count];
        for (int i = 0, at = 0; i < values.Length; i++)
        {
            if (Absent.Is(values[i]))
                continue;
            timestamps[at] = run.Grid.At(i);
            present[at++] = values[i];
        }
        return new RangeSeries(labels, timestamps, present);
    }

    private sealed class RangeCollector(QueryRun run) : IRangeSink
    {
        public List<RangeSeries> Series { get; } = []; // bound: the query's sample budget

        public void Accept(Labels labels, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows)
        {
            run.Hold(values.Length);
            Series.Add(new RangeSeries(labels, timestamps.ToArray(), values.ToArray()));
        }
    }
}
