using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>Refuses expressions whose types do not fit, in the words of Prometheus.</summary>
internal sealed class TypeChecker(string text)
{
    /// <exception cref="PromqlSyntaxException">The types do not fit.</exception>
    public ExpressionType Check(QueryNode node)
    {
        switch (node)
        {
            case AggregationNode aggregation:
                Expect(aggregation.Inner, ExpressionType.Vector, "aggregation expression");
                if (aggregation.Parameter is { } parameter)
                    Expect(parameter, aggregation.Kind == AggregationKind.CountValues ? ExpressionType.String : ExpressionType.Scalar, "aggregation parameter");
                break;
            case BinaryNode binary:
                Check(binary);
                break;
            case CallNode call:
                Check(call);
                break;
            case UnaryNode unary:
                if (Check(unary.Inner) is var type && type is not (ExpressionType.Scalar or ExpressionType.Vector))
                    Fail(unary.Span, $"unary expression only allowed on expressions of type scalar or instant vector, got {GoText.Quote(type.Documented())}");
                break;
            case SubqueryNode subquery:
                if (Check(subquery.Inner) is var inner && inner != ExpressionType.Vector)
                    Fail(subquery.Span, $"subquery is only allowed on instant vector, got {ShortName(inner)} instead");
                break;
            case SelectorNode selector:
                if (selector.Name.Length == 0 && !selector.Matchers.Any(static m => !m.Matches("")))
                    Fail(selector.Span, "vector selector must contain at least one non-empty matcher");
                break;
            default:
                foreach (var child in node.Children)
                    Check(child);
                break;
        }
        return node.Type;
    }

    private static string ShortName(ExpressionType type) => type.ToString().ToLowerInvariant();

    private void Expect(QueryNode node, ExpressionType wanted, string context)
    {
        var type = Check(node);
        if (type != wanted)
            Fail(node.Span, $"expected type {wanted.Documented()} in {context}, got {type.Documented()}");
    }

    private void Check(BinaryNode node)
    {
        var left = Check(node.Left);
        var right = Check(node.Right);
        if (node.ReturnsBool && !node.IsComparison)
            Fail(node.OperatorSpan, "bool modifier can only be used on comparison operators");
        if (node.IsComparison && !node.ReturnsBool && left == ExpressionType.Scalar && right == ExpressionType.Scalar)
            Fail(node.OperatorSpan, "comparisons between scalars must use BOOL modifier");
        var matching = node.Matching;
        if (matching.On && matching.Labels.FirstOrDefault(matching.Include.Contains) is { } twice)
            Fail(node.OperatorSpan, $"label {GoText.Quote(twice)} must not occur in ON and GROUP clause at once");
        if (left is not (ExpressionType.Scalar or ExpressionType.Vector))
            Fail(node.Left.Span, "binary expression must contain only scalar and instant vector types");
        if (right is not (ExpressionType.Scalar or ExpressionType.Vector))
            Fail(node.Right.Span, "binary expression must contain only scalar and instant vector types");
        if (left == ExpressionType.Scalar || right == ExpressionType.Scalar)
        {
            if (matching.Labels.Count > 0)
                Fail(node.Span, "vector matching only allowed between instant vectors");
            if (node.IsSet)
                Fail(node.Span, $"set operator {GoText.Quote(node.Symbol)} not allowed in binary scalar expression");
        }
        else if (node.IsSet && matching.Cardinality != MatchCardinality.ManyToMany)
        {
            Fail(node.Span, $"no grouping allowed for {GoText.Quote(node.Symbol)} operation");
        }
    }

    private void Check(CallNode call)
    {
        var function = call.Signature;
        var declared = function.Arguments.Count;
        var given = call.Arguments.Count;
        if (function.Variadic == 0)
        {
            if (given != declared)
                Fail(call.Span, $"expected {declared} argument(s) in call to {GoText.Quote(function.Name)}, got {given}");
        }
        else if (given < declared - 1)
        {
            Fail(call.Span, $"expected at least {declared - 1} argument(s) in call to {GoText.Quote(function.Name)}, got {given}");
        }
        else if (function.Variadic > 0 && given > declared - 1 + function.Variadic)
        {
            Fail(call.Span, $"expected at most {declared - 1 + function.Variadic} argument(s) in call to {GoText.Quote(function.Name)}, got {given}");
        }
        for (var i = 0; i < given; i++)
        {
            var wanted = function.Arguments[Math.Min(i, declared - 1)];
            var type = Check(call.Arguments[i]);
            if (type != wanted)
                Fail(call.Arguments[i].Span, $"expected type {wanted.Documented()} in call to function {GoText.Quote(function.Name)}, got {type.Documented()}");
        }
        if (function.NativeHistograms)
            Fail(call.Span, $"{function.Name}() is for native histograms, which are not kept here: use the _sum, _count and _bucket series of a classic histogram");
    }

    [DoesNotReturn]
    private void Fail(TextSpan span, string problem) => throw new PromqlSyntaxException(text, span, problem);
}
