namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Quantiles of samples, interpolated between the two nearest ranks (Prometheus, "Operators", section "quantile").</summary>
internal static class Quantiles
{
    /// <summary>The quantile of values, which are sorted in place, NaN first; without values NaN, outside of 0 to 1 an infinity.</summary>
    public static double Of(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
            return double.NaN;
        if (quantile < 0)
            return double.NegativeInfinity;
        if (quantile > 1)
            return double.PositiveInfinity;
        values.Sort();
        var rank = quantile * (values.Length - 1);
        var lower = Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(values.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[(int)lower] * (1 - weight)) + (values[(int)upper] * weight);
    }

    public static bool IsValid(double quantile) => quantile is >= 0 and <= 1;

    public static string Problem(double quantile) => $"quantile value should be between 0 and 1, got {Syntax.GoText.Number(quantile)}";
}
