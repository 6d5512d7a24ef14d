using System.Text;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>The operators between two expressions.</summary>
public enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Unless,
}

/// <summary>How many series of one side may match a series of the other.</summary>
public enum MatchCardinality
{
    OneToOne,

    /// <summary><c>group_left</c>.</summary>
    ManyToOne,

    /// <summary><c>group_right</c>.</summary>
    OneToMany,

    /// <summary>Set operators.</summary>
    ManyToMany,
}

/// <summary>Which series of the two sides of an operator belong together.</summary>
/// <param name="Cardinality">How many series may match.</param>
/// <param name="On">Whether <paramref name="Labels"/> are those that must agree (<c>on</c>), rather than those that need not (<c>ignoring</c>).</param>
/// <param name="Labels">The labels named by <c>on</c> or <c>ignoring</c>.</param>
/// <param name="Include">Labels taken over from the "one" side.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, bool On, IReadOnlyList<string> Labels, IReadOnlyList<string> Include);

/// <summary>An operator between two expressions.</summary>
public sealed class BinaryNode : QueryNode
{
    internal BinaryNode(TextSpan span, TextSpan operatorSpan, BinaryOperator op, bool returnsBool, VectorMatching matching, QueryNode left, QueryNode right)
        : base(span)
    {
        (OperatorSpan, Operator, ReturnsBool, Matching, Left, Right) = (operatorSpan, op, returnsBool, matching, left, right);
        IsStepInvariant = left.IsStepInvariant && right.IsStepInvariant;
    }

    public BinaryOperator Operator { get; }

    /// <summary>Whether a comparison gives 0 or 1 instead of filtering.</summary>
    public bool ReturnsBool { get; }

    public VectorMatching Matching { get; }

    public QueryNode Left { get; }

    public QueryNode Right { get; }

    public override ExpressionType Type => Left.Type == ExpressionType.Scalar && Right.Type == ExpressionType.Scalar ? ExpressionType.Scalar : ExpressionType.Vector;

    public override IEnumerable<QueryNode> Children => [Left, Right];

    internal TextSpan OperatorSpan { get; }

    internal bool IsComparison => Operator is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    internal bool IsSet => Operator >= BinaryOperator.And;

    internal override bool IsStepInvariant { get; }

    internal string Symbol => Operator switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.Power => "^",
        BinaryOperator.Atan2 => "atan2",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.And => "and",
        BinaryOperator.Or => "or",
        _ => "unless",
    };

    public override string ToString()
    {
        var text = new StringBuilder().Append(Left).Append(' ').Append(Symbol);
        if (ReturnsBool)
            text.Append(" bool");
        if (Matching.On || Matching.Labels.Count > 0)
            text.Append(Matching.On ? " on (" : " ignoring (").Append(LabelNames.Print(Matching.Labels)).Append(')');
        if (Matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany)
        {
            if (!Matching.On && Matching.Labels.Count == 0)
                text.Append(" ignoring ()");
            text.Append(Matching.Cardinality == MatchCardinality.ManyToOne ? " group_left (" : " group_right (").Append(LabelNames.Print(Matching.Include)).Append(')');
        }
        return text.Append(' ').Append(Right).ToString();
    }
}
