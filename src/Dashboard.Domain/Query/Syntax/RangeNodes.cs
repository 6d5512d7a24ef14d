namespace Dashboard.Domain.Query.Syntax;

/// <summary>A selector with a range, as in <c>up[5m]</c>: each series' samples of the last while, open on the left.</summary>
public sealed class RangeSelectorNode(TextSpan span, SelectorNode selector, long range) : QueryNode(span)
{
    public SelectorNode Selector { get; } = selector;

    /// <summary>The range in milliseconds.</summary>
    public long Range { get; } = range;

    public override ExpressionType Type => ExpressionType.Matrix;

    public override IEnumerable<QueryNode> Children => [Selector];

    internal override bool IsStepInvariant => Selector.IsStepInvariant;

    public override string ToString() => $"{Selector.Selection()}[{DurationText.Format(Range)}]{Selector.Shift}";
}

/// <summary>A subquery, as in <c>rate(up[5m])[1h:1m]</c>: an expression evaluated at every step of a range.</summary>
public sealed class SubqueryNode(TextSpan span, QueryNode inner, long range, long step, TimeShift shift) : QueryNode(span)
{
    /// <summary>The step in milliseconds of a subquery that states none: one minute, Prometheus' default evaluation interval.</summary>
    internal const long DefaultStep = 60_000;

    public QueryNode Inner { get; } = inner;

    /// <summary>The range in milliseconds.</summary>
    public long Range { get; } = range;

    /// <summary>The step in milliseconds, or 0 where none is stated.</summary>
    public long Step { get; } = step;

    public TimeShift Shift { get; } = shift;

    public override ExpressionType Type => ExpressionType.Matrix;

    public override IEnumerable<QueryNode> Children => [Inner];

    internal override bool IsStepInvariant => Shift.At != AtKind.None;

    public override string ToString() => $"{Inner}[{DurationText.Format(Range)}:{(Step == 0 ? "" : DurationText.Format(Step))}]{Shift}";
}
