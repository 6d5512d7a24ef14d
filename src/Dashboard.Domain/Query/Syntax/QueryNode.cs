namespace Dashboard.Domain.Query.Syntax;

/// <summary>A node of a parsed expression: immutable, and printed as canonical PromQL by <see cref="ToString"/>.</summary>
public abstract class QueryNode(TextSpan span)
{
    /// <summary>Where the node stands in the text.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>The type that the node evaluates to.</summary>
    public abstract ExpressionType Type { get; }

    /// <summary>The nodes below, in the order of the text.</summary>
    public virtual IEnumerable<QueryNode> Children => [];

    /// <summary>Whether the value is the same at every step, as with <c>@</c>: such a node needs evaluating only once.</summary>
    internal abstract bool IsStepInvariant { get; }

    public abstract override string ToString();

    /// <summary>The node without the parentheses around it.</summary>
    internal QueryNode Unwrapped()
    {
        var node = this;
        while (node is ParenthesesNode parentheses)
            node = parentheses.Inner;
        return node;
    }
}
