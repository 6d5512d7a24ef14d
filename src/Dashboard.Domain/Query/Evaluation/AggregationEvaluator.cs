using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Evaluates aggregations; those that need nothing but a running total never hold their series in memory.</summary>
internal sealed class AggregationEvaluator(Evaluator evaluator)
{
    private readonly QueryRun _run = evaluator.Run;
    private readonly SelectingAggregations _selecting = new(evaluator);

    public void Stream(AggregationNode node, StepGrid grid, IColumnSink sink)
    {
        switch (node.Kind)
        {
            case AggregationKind.Topk or AggregationKind.Bottomk or AggregationKind.Limitk or AggregationKind.LimitRatio:
                _selecting.Stream(node, grid, sink);
                break;
            case AggregationKind.Quantile:
                Quantile(node, grid, sink);
                break;
            case AggregationKind.CountValues:
                CountValues(node, grid, sink);
                break;
            default:
                Accumulate(node, grid, sink);
                break;
        }
    }

    /// <summary>The labels of the group that a series belongs to.</summary>
    public static Labels GroupOf(AggregationNode node, Labels labels) => node.Without ? labels.Except(node.Labels) : labels.Only(node.Labels);

    private static GroupAccumulator NewAccumulator(AggregationKind kind, int steps) => kind switch
    {
        AggregationKind.Sum => new SumAccumulator(steps),
        AggregationKind.Avg => new MeanAccumulator(steps),
        AggregationKind.Min or AggregationKind.Max => new ExtremeAccumulator(steps, kind == AggregationKind.Max),
        AggregationKind.Count or AggregationKind.Group => new CountAccumulator(steps, kind == AggregationKind.Group),
        _ => new VarianceAccumulator(steps, kind == AggregationKind.Stddev),
    };

    private void Accumulate(AggregationNode node, StepGrid grid, IColumnSink sink)
    {
        var groups = new AccumulatingSink(_run, labels => GroupOf(node, labels), () => NewAccumulator(node.Kind, grid.Count), grid.Count);
        evaluator.Stream(node.Inner, grid, groups);
        groups.Flush(sink);
    }

    private void Quantile(AggregationNode node, StepGrid grid, IColumnSink sink)
    {
        var quantiles = evaluator.Scalars(node.Parameter!, grid);
        foreach (var quantile in quantiles)
        {
            if (!Quantiles.IsValid(quantile))
                _run.Warn(node.Parameter!.Span, Quantiles.Problem(quantile));
        }
        using var columns = evaluator.Vector(node.Inner, grid);
        foreach (var group in columns.Columns.GroupBy(c => GroupOf(node, c.Labels)))
        {
            _run.Continue();
            var members = group.ToArray();
            var present = new double[members.Length];
            var result = new double[grid.Count];
            for (var i = 0; i < result.Length; i++)
            {
                var count = 0;
                foreach (var member in members)
                {
                    if (!Absent.Is(member.Values[i]))
                        present[count++] = member.Values[i];
                }
                result[i] = count == 0 ? Absent.Value : Quantiles.Of(quantiles[i], present.AsSpan(0, count));
            }
            sink.Accept(group.Key, result);
        }
    }

    private void CountValues(AggregationNode node, StepGrid grid, IColumnSink sink)
    {
        var label = Evaluator.Text(node.Parameter!);
        if (label.Length == 0)
            throw new QueryException("invalid label name \"\"");
        string[] kept = [.. node.Labels, label];
        Labels GroupWith(Labels labels, double value)
        {
            var counted = labels.With(label, GoText.Plain(value));
            return node.Without ? counted.Except(node.Labels) : counted.Only(kept);
        }
        var groups = new Dictionary<Labels, double[]>(); // bound: the query's sample budget
        using var columns = evaluator.Vector(node.Inner, grid);
        var held = 0L;
        foreach (var (labels, values) in columns.Columns)
        {
            _run.Continue();
            double[]? counts = null;
            var last = double.NaN;
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                if (Absent.Is(value))
                    continue;
                if (counts is null || !value.Equals(last) || (value == 0 && double.IsNegative(value) != double.IsNegative(last)))
                {
                    last = value;
                    var group = GroupWith(labels, value);
                    if (!groups.TryGetValue(group, out counts))
                    {
                        _run.Hold(grid.Count);
                        held += grid.Count;
                        groups.Add(group, counts = new double[grid.Count]);
                    }
                }
                counts[i]++;
            }
        }
        _run.Release(held);
        foreach (var (group, counts) in groups)
            sink.Accept(group, Array.ConvertAll(counts, static count => count == 0 ? Absent.Value : count));
    }

    /// <summary>Adds each series to its group as it comes.</summary>
    private sealed class AccumulatingSink(QueryRun run, Func<Labels, Labels> groupOf, Func<GroupAccumulator> create, int steps) : IColumnSink
    {
        private readonly Dictionary<Labels, GroupAccumulator> _groups = []; // bound: the query's sample budget
        private long _held;

        public bool Accept(Labels labels, double[] values)
        {
            var group = groupOf(labels);
            if (!_groups.TryGetValue(group, out var accumulator))
            {
                accumulator = create();
                var size = (long)steps * accumulator.ValuesPerStep;
                run.Hold(size);
                _held += size;
                _groups.Add(group, accumulator);
            }
            accumulator.Add(values);
            return false;
        }

        public void Flush(IColumnSink target)
        {
            run.Release(_held);
            foreach (var (labels, accumulator) in _groups)
                target.Accept(labels, accumulator.Result());
        }
    }
}
