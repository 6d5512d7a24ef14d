using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// Arithmetic and comparison between two vectors: series are paired by their matching labels once, then each pair is
/// calculated over all steps (Prometheus, "Operators", section "Vector matching").
/// </summary>
internal sealed class VectorMatcher(Evaluator evaluator)
{
    private readonly QueryRun _run = evaluator.Run;

    public void Stream(BinaryNode node, StepGrid grid, IColumnSink sink)
    {
        using var left = evaluator.Vector(node.Left, grid);
        using var right = evaluator.Vector(node.Right, grid);
        if (left.Columns.Count == 0 || right.Columns.Count == 0)
            return;
        var swapped = node.Matching.Cardinality == MatchCardinality.OneToMany;
        var (many, one) = swapped ? (right.Columns, left.Columns) : (left.Columns, right.Columns);
        var merger = new ColumnMerger(_run, sink);
        var ones = new Dictionary<Labels, List<Column>>(); // bound: series of one side
        foreach (var column in one)
        {
            var signature = SetOperators.Signature(node.Matching, column.Labels);
            if (!ones.TryGetValue(signature, out var sharing))
                ones.Add(signature, sharing = []);
            sharing.Add(column);
        }
        CheckOneSide(ones, many, grid.Count, swapped ? "left" : "right");
        var matched = new Dictionary<Labels, MatchedSteps>(); // bound: as ones
        foreach (var column in many)
        {
            _run.Continue();
            var signature = SetOperators.Signature(node.Matching, column.Labels);
            if (!ones.TryGetValue(signature, out var partners))
                continue;
            if (!matched.TryGetValue(signature, out var steps))
                matched.Add(signature, steps = new MatchedSteps(node.Matching.Cardinality == MatchCardinality.OneToOne, grid.Count));
            foreach (var partner in partners)
            {
                var values = Calculate(node, column.Values, partner.Values, swapped, out var any);
                if (!any)
                    continue;
                var labels = ResultLabels(node, column.Labels, partner.Labels);
                steps.Add(labels, values);
                merger.Accept(labels, values);
            }
        }
        merger.Flush();
    }

    /// <summary>At no step may two series of the "one" side have the same matching labels, unless the other side is empty.</summary>
    private static void CheckOneSide(Dictionary<Labels, List<Column>> ones, List<Column> many, int steps, string side)
    {
        bool[]? manyPresent = null;
        foreach (var (signature, sharing) in ones)
        {
            if (sharing.Count == 1)
                continue;
            if (manyPresent is null)
            {
                manyPresent = new bool[steps];
                foreach (var column in many)
                {
                    for (var i = 0; i < steps; i++)
                        manyPresent[i] |= !Absent.Is(column.Values[i]);
                }
            }
            for (var i = 0; i < steps; i++)
            {
                Column? first = null;
                foreach (var column in sharing)
                {
                    if (!manyPresent[i] || Absent.Is(column.Values[i]))
                        continue;
                    if (first is not null)
                    {
                        throw new QueryException($"found duplicate series for the match group {Print(signature)} on the {side} hand-side of the operation: [{Print(column.Labels)}, {Print(first.Labels)}]"
                            + ";many-to-many matching not allowed: matching labels must be unique on one side");
                    }
                    first = column;
                }
            }
        }
    }

    private static string Print(Labels labels) => $"{{{string.Join(", ", labels.Select(static l => $"{LabelNames.Print(l.Name)}={GoText.Quote(l.Value)}"))}}}";

    private static double[] Calculate(BinaryNode node, double[] many, double[] one, bool swapped, out bool any)
    {
        var (left, right) = swapped ? (one, many) : (many, one);
        var result = new double[left.Length];
        any = false;
        for (var i = 0; i < result.Length; i++)
        {
            if (Absent.Is(left[i]) || Absent.Is(right[i]))
                result[i] = Absent.Value;
            else if (!node.IsComparison)
                result[i] = Operators.Calculate(node.Operator, left[i], right[i]);
            else if (node.ReturnsBool)
                result[i] = Operators.Holds(node.Operator, left[i], right[i]) ? 1 : 0;
            else
                result[i] = Operators.Holds(node.Operator, left[i], right[i]) ? left[i] : Absent.Value;
            any |= !Absent.Is(result[i]);
        }
        return result;
    }

    private static Labels ResultLabels(BinaryNode node, Labels many, Labels one)
    {
        var matching = node.Matching;
        var labels = many;
        if (!node.IsComparison || node.ReturnsBool)
            labels = labels.WithoutName();
        if (matching.Cardinality == MatchCardinality.OneToOne)
        {
            if (matching.On)
                labels = labels.Only(matching.Labels);
            else if (matching.Labels.Count > 0)
                labels = labels.Name.Length == 0 ? labels.Except(matching.Labels) : labels.Except(matching.Labels).With(Labels.MetricName, matching.Labels.Contains(Labels.MetricName) ? "" : labels.Name);
        }
        foreach (var included in matching.Include)
            labels = labels.With(included, one.Get(included));
        return labels;
    }

    /// <summary>Which result series a group already has at each step.</summary>
    private sealed class MatchedSteps(bool oneToOne, int steps)
    {
        private readonly Dictionary<Labels, bool[]> _seen = []; // bound: series of one group

        public void Add(Labels labels, double[] values)
        {
            var key = oneToOne ? Labels.Empty : labels;
            if (!_seen.TryGetValue(key, out var seen))
                _seen.Add(key, seen = new bool[steps]);
            for (var i = 0; i < values.Length; i++)
            {
                if (Absent.Is(values[i]))
                    continue;
                if (seen[i])
                {
                    throw new QueryException(oneToOne
                        ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                        : "multiple matches for labels: grouping labels must ensure unique matches");
                }
                seen[i] = true;
            }
        }
    }
}
