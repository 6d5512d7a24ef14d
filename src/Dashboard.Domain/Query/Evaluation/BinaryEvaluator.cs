using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Evaluates operators between scalars, and between a scalar and a vector; those between vectors are matched first.</summary>
internal sealed class BinaryEvaluator(Evaluator evaluator)
{
    private readonly VectorMatcher _matcher = new(evaluator);
    private readonly SetOperators _sets = new(evaluator);

    public double[] Scalars(BinaryNode node, StepGrid grid)
    {
        var left = evaluator.Scalars(node.Left, grid);
        var right = evaluator.Scalars(node.Right, grid);
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = !node.IsComparison ? Operators.Calculate(node.Operator, left[i], right[i])
                : Operators.Holds(node.Operator, left[i], right[i]) ? 1 : 0;
        }
        return left;
    }

    public void Stream(BinaryNode node, StepGrid grid, IColumnSink sink)
    {
        if (node.IsSet)
            _sets.Stream(node, grid, sink);
        else if (node.Left.Type == ExpressionType.Vector && node.Right.Type == ExpressionType.Vector)
            _matcher.Stream(node, grid, sink);
        else
            WithScalar(node, grid, sink);
    }

    private void WithScalar(BinaryNode node, StepGrid grid, IColumnSink sink)
    {
        var op = node.Operator;
        var scalarLeft = node.Left.Type == ExpressionType.Scalar;
        var scalars = evaluator.Scalars(scalarLeft ? node.Left : node.Right, grid);
        var vector = scalarLeft ? node.Right : node.Left;
        Func<double, int, double> map = (node.IsComparison, scalarLeft) switch
        {
            (false, true) => (value, i) => Operators.Calculate(op, scalars[i], value),
            (false, false) => (value, i) => Operators.Calculate(op, value, scalars[i]),
            _ when node.ReturnsBool => (value, i) => (scalarLeft ? Operators.Holds(op, scalars[i], value) : Operators.Holds(op, value, scalars[i])) ? 1 : 0,
            // The vector's value is kept on whichever side it stands.
            _ => (value, i) => (scalarLeft ? Operators.Holds(op, scalars[i], value) : Operators.Holds(op, value, scalars[i])) ? value : Absent.Value,
        };
        evaluator.Map(vector, grid, sink, map, dropName: !node.IsComparison || node.ReturnsBool);
    }
}
