using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>
/// How probable it is that a value passes a limit, read off its intervals: half lies above the point, a tenth beyond an end
/// of the 80 % interval, a fortieth beyond one of the 95 % interval. From the point to the 80 % interval the probability
/// falls along a straight line, and beyond that along a straight line of its logarithm, on past the 95 % interval too.
/// </summary>
public static class BreachProbability
{
    private const double Beyond80 = 0.1;
    private const double Beyond95 = 0.025;

    /// <summary>The probability that a value at one step is past the limit, 0 to 1.</summary>
    public static double At(in ForecastStep step, ForecastLimit limit)
    {
        // Mirrored where the limit is one from above, so that what is looked for is always the upper tail.
        var sign = limit.Below ? -1 : 1;
        var (point, at) = (sign * step.Point, sign * limit.Value);
        return at >= point
            ? Tail(at - point, sign * ((limit.Below ? step.Lower80 : step.Upper80) - step.Point), sign * ((limit.Below ? step.Lower95 : step.Upper95) - step.Point))
            : 1 - Tail(point - at, sign * (step.Point - (limit.Below ? step.Upper80 : step.Lower80)), sign * (step.Point - (limit.Below ? step.Upper95 : step.Lower95)));
    }

    /// <summary>
    /// The probability that a value is past the limit within the next steps, 0 to 1: the largest of theirs, which is the least
    /// that it can be.
    /// </summary>
    public static double Within(IReadOnlyList<ForecastStep> steps, int count, ForecastLimit limit)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var most = 0.0;
        for (var step = 0; step < Math.Min(count, steps.Count); step++)
            most = Math.Max(most, At(steps[step], limit));
        return most;
    }

    // What lies further out than so much, of which a tenth lies past half80 and a fortieth past half95.
    private static double Tail(double distance, double half80, double half95)
    {
        if (distance <= half80)
            return half80 > 0 ? 0.5 - ((0.5 - Beyond80) * distance / half80) : distance > 0 ? 0 : 0.5;
        return half95 > half80 ? Beyond80 * Math.Pow(Beyond95 / Beyond80, (distance - half80) / (half95 - half80)) : 0;
    }
}
