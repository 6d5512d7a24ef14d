namespace Dashboard.Domain.Query.Syntax;

/// <summary>A call of a function.</summary>
public sealed class CallNode : QueryNode
{
    internal CallNode(TextSpan span, FunctionSignature function, IReadOnlyList<QueryNode> arguments)
        : base(span)
    {
        Signature = function;
        Arguments = arguments;
        IsStepInvariant = !function.DependsOnTime && arguments.All(static a => a.IsStepInvariant);
    }

    public string Function => Signature.Name;

    public IReadOnlyList<QueryNode> Arguments { get; }

    public override ExpressionType Type => Signature.Result;

    public override IEnumerable<QueryNode> Children => Arguments;

    internal FunctionSignature Signature { get; }

    internal override bool IsStepInvariant { get; }

    public override string ToString() => $"{Function}({string.Join(", ", Arguments)})";
}
