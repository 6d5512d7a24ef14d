using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>: at each step, series are kept or left out by whether the other side has one with the same labels.</summary>
internal sealed class SetOperators(Evaluator evaluator)
{
    public void Stream(BinaryNode node, StepGrid grid, IColumnSink sink)
    {
        if (node.Operator == BinaryOperator.Or)
        {
            Union(node, grid, sink);
            return;
        }
        var present = new PresenceSink(node.Matching, grid.Count);
        evaluator.Stream(node.Right, grid, present);
        evaluator.Stream(node.Left, grid, new FilteringSink(sink, present, keepMatched: node.Operator == BinaryOperator.And));
    }

    public static Labels Signature(VectorMatching matching, Labels labels) => matching.On ? labels.Only(matching.Labels) : labels.Except(matching.Labels);

    private void Union(BinaryNode node, StepGrid grid, IColumnSink sink)
    {
        // The same series may come from either side, at different steps.
        var merger = new ColumnMerger(evaluator.Run, sink);
        var present = new PresenceSink(node.Matching, grid.Count);
        using (var left = evaluator.Vector(node.Left, grid))
        {
            foreach (var (labels, values) in left.Columns)
            {
                present.Accept(labels, values);
                merger.Accept(labels, values);
            }
        }
        evaluator.Stream(node.Right, grid, new FilteringSink(merger, present, keepMatched: false));
        merger.Flush();
    }

    private sealed class PresenceSink(VectorMatching matching, int steps) : IColumnSink
    {
        private readonly Dictionary<Labels, bool[]> _present = []; // bound: series of one side

        public bool Accept(Labels labels, double[] values)
        {
            var signature = Signature(matching, labels);
            if (!_present.TryGetValue(signature, out var present))
                _present.Add(signature, present = new bool[steps]);
            for (var i = 0; i < values.Length; i++)
                present[i] |= !Absent.Is(values[i]);
            return false;
        }

        public bool[]? Find(Labels labels) => _present.GetValueOrDefault(Signature(matching, labels));
    }

    private sealed class FilteringSink(IColumnSink target, PresenceSink present, bool keepMatched) : IColumnSink
    {
        public bool Accept(Labels labels, double[] values)
        {
            var matched = present.Find(labels);
            if (matched is null)
                return !keepMatched && target.Accept(labels, values);
            for (var i = 0; i < values.Length; i++)
            {
                if (matched[i] != keepMatched)
                    values[i] = Absent.Value;
            }
            return !Absent.All(values) && target.Accept(labels, values);
        }
    }
}
