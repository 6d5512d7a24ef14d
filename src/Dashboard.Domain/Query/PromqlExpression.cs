using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Query;

/// <summary>
/// A PromQL expression that was parsed and whose types fit: immutable, to be evaluated as often as wanted
/// (Prometheus, https://prometheus.io/docs/prometheus/latest/querying/basics/).
/// </summary>
public sealed class PromqlExpression
{
    private PromqlExpression(string text, QueryNode root) => (Text, Root) = (text, root);

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>The outermost node.</summary>
    public QueryNode Root { get; }

    /// <exception cref="PromqlSyntaxException">The text is not PromQL, or its types do not fit.</exception>
    public static PromqlExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = new Parser(text).Parse();
        new TypeChecker(text).Check(root);
        return new PromqlExpression(text, root);
    }

    /// <summary>The expression in canonical form, on one line.</summary>
    public override string ToString() => Root.ToString();
}
