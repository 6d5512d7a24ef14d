using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>What can be said of a vector's metric names before it is evaluated.</summary>
internal static class Naming
{
    /// <summary>Whether all series have the same metric name, or none: then dropping it cannot make two of them equal.</summary>
    public static bool AllAlike(QueryNode node) => node switch
    {
        SelectorNode selector => selector.OnlyName is not null,
        ParenthesesNode parentheses => AllAlike(parentheses.Inner),
        UnaryNode unary => unary.Negative || AllAlike(unary.Inner),
        AggregationNode { Kind: AggregationKind.Topk or AggregationKind.Bottomk or AggregationKind.Limitk or AggregationKind.LimitRatio } selection => AllAlike(selection.Inner),
        AggregationNode aggregation => aggregation.Without || !aggregation.Labels.Contains(Labels.MetricName),
        CallNode { Function: "label_replace" or "label_join" } => false,
        CallNode { Function: "last_over_time" or "first_over_time" or "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" } call =>
            call.Arguments[0].Unwrapped() switch
            {
                RangeSelectorNode range => range.Selector.OnlyName is not null,
                SubqueryNode subquery => AllAlike(subquery.Inner),
                var argument => AllAlike(argument),
            },
        CallNode => true,
        BinaryNode { IsSet: true } => false,
        BinaryNode binary when binary.Matching.Include.Contains(Labels.MetricName) => false,
        BinaryNode { IsComparison: true, ReturnsBool: false } filter =>
            AllAlike(filter.Left.Type != ExpressionType.Vector || filter.Matching.Cardinality == MatchCardinality.OneToMany ? filter.Right : filter.Left),
        BinaryNode => true,
        _ => false,
    };
}
