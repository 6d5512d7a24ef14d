using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Aggregations that keep some of a group's series as they are: <c>topk</c>, <c>bottomk</c>, <c>limitk</c>, <c>limit_ratio</c>.</summary>
internal sealed class SelectingAggregations(Evaluator evaluator)
{
    private readonly QueryRun _run = evaluator.Run;

    public void Stream(AggregationNode node, StepGrid grid, IColumnSink sink)
    {
        var parameters = evaluator.Scalars(node.Parameter!, grid);
        CheckParameters(node, parameters);
        using var columns = evaluator.Vector(node.Inner, grid);
        // Of equal values the first labels win, whatever order the source has.
        columns.SortByLabels();
        foreach (var group in columns.Columns.GroupBy(c => AggregationEvaluator.GroupOf(node, c.Labels)))
        {
            _run.Continue();
            var members = group.ToArray();
            var kept = new double[members.Length][];
            var order = node.Kind switch
            {
                AggregationKind.Limitk => First(members, kept, parameters),
                AggregationKind.LimitRatio => Share(members, kept, parameters),
                _ => Extremes(members, kept, parameters, node.Kind == AggregationKind.Topk),
            };
            foreach (var member in order)
            {
                if (kept[member] is { } values)
                    sink.Accept(members[member].Labels, values);
            }
        }
    }

    private void CheckParameters(AggregationNode node, double[] parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var value = parameters[i];
            if (node.Kind == AggregationKind.LimitRatio)
            {
                if (double.IsNaN(value))
                    throw new QueryException("Ratio value is NaN");
                if (Math.Abs(value) > 1)
                {
                    parameters[i] = Math.Sign(value);
                    _run.Warn(node.Parameter!.Span, $"ratio value should be between -1 and 1, got {GoText.Number(value)}, capping to {GoText.Number(parameters[i])}");
                }
                continue;
            }
            if (double.IsNaN(value))
                throw new QueryException("Parameter value is NaN");
            if (value <= long.MinValue)
                throw new QueryException($"Scalar value {GoText.Number(value)} underflows int64");
            if (value >= long.MaxValue)
                throw new QueryException($"Scalar value {GoText.Number(value)} overflows int64");
        }
    }

    private static void Keep(Column[] members, double[]?[] kept, int member, int step)
    {
        var values = kept[member] ??= Evaluator.Filled(Absent.Value, members[member].Values.Length);
        values[step] = members[member].Values[step];
    }

    private static IEnumerable<int> First(Column[] members, double[]?[] kept, double[] limits)
    {
        for (var step = 0; step < limits.Length; step++)
        {
            var left = (long)limits[step];
            for (var m = 0; m < members.Length && left > 0; m++)
            {
                if (Absent.Is(members[m].Values[step]))
                    continue;
                Keep(members, kept, m, step);
                left--;
            }
        }
        return Enumerable.Range(0, members.Length);
    }

    private static IEnumerable<int> Share(Column[] members, double[]?[] kept, double[] ratios)
    {
        for (var m = 0; m < members.Length; m++)
        {
            // Where a series lies between 0 and 1 depends on its labels alone, so that a ratio and its complement add up.
            var place = Place(members[m].Labels);
            for (var step = 0; step < ratios.Length; step++)
            {
                var ratio = ratios[step];
                if (!Absent.Is(members[m].Values[step]) && (ratio >= 0 ? place < ratio : place >= 1 + ratio))
                    Keep(members, kept, m, step);
            }
        }
        return Enumerable.Range(0, members.Length);
    }

    /// <summary>A number from 0 to 1 that follows from the labels (FNV-1a with a final mix), the same on every machine.</summary>
    private static double Place(Labels labels)
    {
        var hash = 14695981039346656037UL;
        foreach (var (name, value) in labels.AsSpan())
        {
            foreach (var c in name)
                hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ 0xff) * 1099511628211UL;
            foreach (var c in value)
                hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ 0xfe) * 1099511628211UL;
        }
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (hash ^ (hash >> 33)) / (double)ulong.MaxValue;
    }

    /// <summary>Keeps the k largest or smallest at each step; NaN is only kept where nothing else is left.</summary>
    private static IEnumerable<int> Extremes(Column[] members, double[]?[] kept, double[] limits, bool largest)
    {
        var chosen = new PriorityQueue<int, (double Value, int Member)>(Comparer<(double Value, int Member)>.Create((a, b) => WorstFirst(a, b, largest)));
        for (var step = 0; step < limits.Length; step++)
        {
            var limit = (int)Math.Min(limits[step], members.Length);
            if (limit < 1)
                continue;
            chosen.Clear();
            for (var m = 0; m < members.Length; m++)
            {
                var value = members[m].Values[step];
                if (Absent.Is(value))
                    continue;
                if (chosen.Count < limit)
                    chosen.Enqueue(m, (value, m));
                else
                    chosen.EnqueueDequeue(m, (value, m));
            }
            foreach (var (member, _) in chosen.UnorderedItems)
                Keep(members, kept, member, step);
        }
        // Meant for instant queries, whose answer is in this order; a range query's is in that of labels.
        return Enumerable.Range(0, members.Length).Where(m => kept[m] is not null)
            .OrderByDescending(m => (kept[m]![^1], m), Comparer<(double, int)>.Create((a, b) => WorstFirst(a, b, largest)));
    }

    private static int WorstFirst((double Value, int Member) a, (double Value, int Member) b, bool largest)
    {
        if (double.IsNaN(a.Value) || double.IsNaN(b.Value))
        {
            if (double.IsNaN(a.Value) != double.IsNaN(b.Value))
                return double.IsNaN(a.Value) ? -1 : 1;
        }
        else if (a.Value != b.Value)
        {
            return a.Value < b.Value == largest ? -1 : 1;
        }
        return b.Member.CompareTo(a.Member);
    }
}
