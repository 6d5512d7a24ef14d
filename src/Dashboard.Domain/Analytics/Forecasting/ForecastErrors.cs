namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>What a forecast's error is counted as.</summary>
internal static class ForecastErrors
{
    /// <summary>200·|y − f| / (|y| + |f|), as M4 counts it; 0 where both are 0.</summary>
    public static double Smape(double came, double said) =>
        came == said ? 0 : 200 * Math.Abs(came - said) / (Math.Abs(came) + Math.Abs(said));

    /// <summary>
    /// An error in units of the naive model's own. No error is none in any unit; where the naive model never erred there is no
    /// unit, and an error counts as one of it.
    /// </summary>
    public static double Scaled(double error, double scale) => error == 0 ? 0 : scale > 0 ? error / scale : 1;

    /// <summary>
    /// The interval score of Gneiting and Raftery ("Strictly proper scoring rules, prediction, and estimation", 2007, section
    /// 6.2): the width, and 2/α times as much as what came lies outside.
    /// </summary>
    public static double Interval(double came, double lower, double upper, double alpha) =>
        upper - lower + (2 / alpha * (Math.Max(0, lower - came) + Math.Max(0, came - upper)));
}
