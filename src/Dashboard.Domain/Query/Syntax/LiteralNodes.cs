namespace Dashboard.Domain.Query.Syntax;

/// <summary>A number, perhaps written as a duration (then in seconds).</summary>
public sealed class NumberNode(TextSpan span, double value, bool isDuration = false) : QueryNode(span)
{
    public double Value { get; } = value;

    public bool IsDuration { get; } = isDuration;

    public override ExpressionType Type => ExpressionType.Scalar;

    internal override bool IsStepInvariant => true;

    public override string ToString() => IsDuration ? DurationText.Format((long)Math.Round(Value * 1000)) : GoText.Number(Value);
}

/// <summary>A string.</summary>
public sealed class StringNode(TextSpan span, string value) : QueryNode(span)
{
    public string Value { get; } = value;

    public override ExpressionType Type => ExpressionType.String;

    internal override bool IsStepInvariant => true;

    public override string ToString() => GoText.Quote(Value);
}

/// <summary>An expression in parentheses.</summary>
public sealed class ParenthesesNode(TextSpan span, QueryNode inner) : QueryNode(span)
{
    public QueryNode Inner { get; } = inner;

    public override ExpressionType Type => Inner.Type;

    public override IEnumerable<QueryNode> Children => [Inner];

    internal override bool IsStepInvariant => Inner.IsStepInvariant;

    public override string ToString() => $"({Inner})";
}

/// <summary>A sign before an expression.</summary>
public sealed class UnaryNode(TextSpan span, bool negative, QueryNode inner) : QueryNode(span)
{
    public bool Negative { get; } = negative;

    public QueryNode Inner { get; } = inner;

    public override ExpressionType Type => Inner.Type;

    public override IEnumerable<QueryNode> Children => [Inner];

    internal override bool IsStepInvariant => Inner.IsStepInvariant;

    public override string ToString() => $"{(Negative ? '-' : '+')}{Inner}";
}
