namespace Dashboard.Domain.Query.Syntax;

/// <summary>The types of PromQL.</summary>
public enum ExpressionType
{
    Scalar,
    String,

    /// <summary>One sample for each series: an instant vector.</summary>
    Vector,

    /// <summary>A range of samples for each series: a range vector.</summary>
    Matrix,
}

internal static class ExpressionTypeNames
{
    /// <summary>The type as the documentation calls it.</summary>
    public static string Documented(this ExpressionType type) => type switch
    {
        ExpressionType.Vector => "instant vector",
        ExpressionType.Matrix => "range vector",
        ExpressionType.Scalar => "scalar",
        _ => "string",
    };
}
