namespace Dashboard.Domain.Query.Syntax;

/// <summary>How series are brought together into one for each group.</summary>
public enum AggregationKind
{
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    Quantile,
    CountValues,
    Limitk,
    LimitRatio,
}

/// <summary>An aggregation over series, as in <c>sum by (job) (up)</c>.</summary>
public sealed class AggregationNode : QueryNode
{
    internal AggregationNode(TextSpan span, AggregationKind kind, bool without, bool grouped, IReadOnlyList<string> labels, QueryNode? parameter, QueryNode inner)
        : base(span)
    {
        (Kind, Without, Labels, Parameter, Inner) = (kind, without, labels, parameter, inner);
        Grouped = grouped;
        IsStepInvariant = inner.IsStepInvariant && (parameter?.IsStepInvariant ?? true);
    }

    public AggregationKind Kind { get; }

    /// <summary>Whether <see cref="Labels"/> are those that are left out, rather than those that are kept.</summary>
    public bool Without { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>What <c>topk</c>, <c>bottomk</c>, <c>limitk</c>, <c>limit_ratio</c>, <c>quantile</c> and <c>count_values</c> take before the series.</summary>
    public QueryNode? Parameter { get; }

    public QueryNode Inner { get; }

    public override ExpressionType Type => ExpressionType.Vector;

    public override IEnumerable<QueryNode> Children => Parameter is null ? [Inner] : [Parameter, Inner];

    internal bool Grouped { get; }

    internal override bool IsStepInvariant { get; }

    internal static AggregationKind KindOf(string word) => word.ToLowerInvariant() switch
    {
        "sum" => AggregationKind.Sum,
        "avg" => AggregationKind.Avg,
        "min" => AggregationKind.Min,
        "max" => AggregationKind.Max,
        "count" => AggregationKind.Count,
        "group" => AggregationKind.Group,
        "stddev" => AggregationKind.Stddev,
        "stdvar" => AggregationKind.Stdvar,
        "topk" => AggregationKind.Topk,
        "bottomk" => AggregationKind.Bottomk,
        "quantile" => AggregationKind.Quantile,
        "count_values" => AggregationKind.CountValues,
        "limitk" => AggregationKind.Limitk,
        _ => AggregationKind.LimitRatio,
    };

    internal static bool TakesParameter(AggregationKind kind) => kind is >= AggregationKind.Topk;

    private string Word => Kind switch
    {
        AggregationKind.CountValues => "count_values",
        AggregationKind.LimitRatio => "limit_ratio",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    public override string ToString()
    {
        var grouping = Without ? $" without ({LabelNames.Print(Labels)}) " : Labels.Count > 0 || Grouped ? $" by ({LabelNames.Print(Labels)}) " : "";
        return $"{Word}{grouping}({(Parameter is null ? "" : $"{Parameter}, ")}{Inner})";
    }
}
