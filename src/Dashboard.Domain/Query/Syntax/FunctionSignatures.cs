using static Dashboard.Domain.Query.Syntax.ExpressionType;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>The functions of PromQL (Prometheus, "Query functions").</summary>
internal static class FunctionSignatures
{
    private static readonly Dictionary<string, FunctionSignature> Table = All().ToDictionary(static f => f.Name, StringComparer.Ordinal);

    public static IEnumerable<FunctionSignature> Every => Table.Values;

    public static FunctionSignature? Find(string name) => Table.GetValueOrDefault(name);

    private static IEnumerable<FunctionSignature> All()
    {
        foreach (var name in (string[])["abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sqrt", "tan", "tanh", "absent", "sort", "sort_desc"])
            yield return new(name, Vector, [Vector]);
        foreach (var name in (string[])["absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta", "increase", "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time"])
            yield return new(name, Vector, [Matrix]);
        foreach (var name in (string[])["mad_over_time", "first_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"])
            yield return new(name, Vector, [Matrix]) { Experimental = true };
        foreach (var name in (string[])["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"])
            yield return new(name, Vector, [Vector], 1) { DependsOnTime = true };
        foreach (var name in (string[])["histogram_avg", "histogram_count", "histogram_sum", "histogram_stddev", "histogram_stdvar"])
            yield return new(name, Vector, [Vector]) { NativeHistograms = true };
        yield return new("clamp", Vector, [Vector, Scalar, Scalar]);
        yield return new("clamp_max", Vector, [Vector, Scalar]);
        yield return new("clamp_min", Vector, [Vector, Scalar]);
        yield return new("double_exponential_smoothing", Vector, [Matrix, Scalar, Scalar]) { Experimental = true };
        yield return new("histogram_fraction", Vector, [Scalar, Scalar, Vector]);
        yield return new("histogram_quantile", Vector, [Scalar, Vector]);
        yield return new("info", Vector, [Vector, Vector], 1) { Experimental = true };
        yield return new("label_join", Vector, [Vector, ExpressionType.String, ExpressionType.String, ExpressionType.String], -1);
        yield return new("label_replace", Vector, [Vector, ExpressionType.String, ExpressionType.String, ExpressionType.String, ExpressionType.String]);
        yield return new("pi", Scalar, []);
        yield return new("predict_linear", Vector, [Matrix, Scalar]) { DependsOnTime = true };
        yield return new("quantile_over_time", Vector, [Scalar, Matrix]);
        yield return new("round", Vector, [Vector, Scalar], 1);
        yield return new("scalar", Scalar, [Vector]);
        yield return new("sort_by_label", Vector, [Vector, ExpressionType.String], -1) { Experimental = true };
        yield return new("sort_by_label_desc", Vector, [Vector, ExpressionType.String], -1) { Experimental = true };
        yield return new("time", Scalar, []) { DependsOnTime = true };
        yield return new("timestamp", Vector, [Vector]) { DependsOnTime = true };
        yield return new("vector", Vector, [Scalar]);
    }
}
