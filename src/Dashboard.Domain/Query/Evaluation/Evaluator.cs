using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// Evaluates nodes over all steps of a grid at once: a scalar is one column, a vector a stream of columns, one for each
/// series. What one node streams the next one takes up, so that <c>sum(rate(...))</c> holds one series at a time.
/// </summary>
internal sealed class Evaluator
{
    private readonly SelectorEvaluator _selectors;
    private readonly CallEvaluator _calls;
    private readonly BinaryEvaluator _binaries;
    private readonly AggregationEvaluator _aggregations;

    public Evaluator(QueryRun run)
    {
        Run = run;
        _selectors = new SelectorEvaluator(this);
        _calls = new CallEvaluator(this, _selectors);
        _binaries = new BinaryEvaluator(this);
        _aggregations = new AggregationEvaluator(this);
    }

    public QueryRun Run { get; }

    public SelectorEvaluator Selectors => _selectors;

    /// <summary>A scalar node's value at each step.</summary>
    public double[] Scalars(QueryNode node, StepGrid grid)
    {
        if (grid.Count > 1 && node is not NumberNode && node.IsStepInvariant)
            return Filled(Scalars(node, grid with { Count = 1 })[0], grid.Count);
        switch (node)
        {
            case NumberNode number:
                return Filled(number.Value, grid.Count);
            case ParenthesesNode parentheses:
                return Scalars(parentheses.Inner, grid);
            case UnaryNode unary:
                var values = Scalars(unary.Inner, grid);
                if (unary.Negative)
                {
                    for (var i = 0; i < values.Length; i++)
                        values[i] = -values[i];
                }
                return values;
            case BinaryNode binary:
                return _binaries.Scalars(binary, grid);
            case CallNode call:
                return _calls.Scalars(call, grid);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not a scalar");
        }
    }

    /// <summary>A string node's value.</summary>
    public static string Text(QueryNode node) => ((StringNode)node.Unwrapped()).Value;

    /// <summary>A vector node's series, all in memory.</summary>
    public ColumnSet Vector(QueryNode node, StepGrid grid)
    {
        var columns = new ColumnSet(Run);
        Stream(node, grid, columns);
        return columns;
    }

    /// <summary>A vector node's series, one after the other.</summary>
    public void Stream(QueryNode node, StepGrid grid, IColumnSink sink)
    {
        if (grid.Count == 0)
            return;
        if (grid.Count > 1 && node.IsStepInvariant)
        {
            Stream(node, grid with { Count = 1 }, new RepeatingSink(sink, grid.Count));
            return;
        }
        switch (node)
        {
            case SelectorNode selector:
                _selectors.Stream(selector, grid, sink, timestamps: false);
                break;
            case ParenthesesNode parentheses:
                Stream(parentheses.Inner, grid, sink);
                break;
            case UnaryNode unary:
                if (unary.Negative)
                    Map(unary.Inner, grid, sink, static (value, _) => -value);
                else
                    Stream(unary.Inner, grid, sink);
                break;
            case BinaryNode binary:
                _binaries.Stream(binary, grid, sink);
                break;
            case AggregationNode aggregation:
                _aggregations.Stream(aggregation, grid, sink);
                break;
            case CallNode call:
                _calls.Stream(call, grid, sink);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not a vector");
        }
    }

    /// <summary>Streams a vector with every value mapped (by value and step) and the metric names dropped.</summary>
    public void Map(QueryNode node, StepGrid grid, IColumnSink sink, Func<double, int, double> map, bool dropName = true)
    {
        if (!dropName || Naming.AllAlike(node))
        {
            Stream(node, grid, new MappingSink(sink, map, dropName));
            return;
        }
        var merger = new ColumnMerger(Run, sink);
        Stream(node, grid, new MappingSink(merger, map, dropName));
        merger.Flush();
    }

    public static double[] Filled(double value, int count)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }

    private sealed class RepeatingSink(IColumnSink target, int count) : IColumnSink
    {
        public bool Accept(Labels labels, double[] values)
        {
            target.Accept(labels, Filled(values[0], count));
            return false;
        }
    }

    private sealed class MappingSink(IColumnSink target, Func<double, int, double> map, bool dropName) : IColumnSink
    {
        public bool Accept(Labels labels, double[] values)
        {
            var any = false;
            for (var i = 0; i < values.Length; i++)
            {
                if (Absent.Is(values[i]))
                    continue;
                values[i] = map(values[i], i);
                any |= !Absent.Is(values[i]);
            }
            return any && target.Accept(dropName ? labels.WithoutName() : labels, values);
        }
    }
}
