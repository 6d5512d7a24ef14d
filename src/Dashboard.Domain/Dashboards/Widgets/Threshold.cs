using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>A limit that a value should keep, and how bad it is when it does not.</summary>
/// <param name="Severity">The severity while the limit is passed.</param>
/// <param name="Limit">The limit in the unit of the value.</param>
/// <param name="Below">True where low values are the bad ones.</param>
public readonly record struct Threshold(PerceivedSeverity Severity, double Limit, bool Below = false)
{
    /// <summary>Whether the value is past the limit. A value that is not available (NaN) is not.</summary>
    public bool IsPassedBy(double value) => Below ? value < Limit : value > Limit;

    /// <summary>The worst severity among the thresholds that the value passes; cleared where it passes none.</summary>
    public static PerceivedSeverity Judge(IReadOnlyList<Threshold> thresholds, double value)
    {
        var worst = PerceivedSeverity.Cleared;
        foreach (var threshold in thresholds)
        {
            if (threshold.IsPassedBy(value) && threshold.Severity > worst)
                worst = threshold.Severity;
        }
        return worst;
    }
}
