using Dashboard.Domain.Simulation;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>
/// Tells what comes back from what happens to lie over one another: the cycles of a series are turned against each other by
/// chance, each in itself unchanged, and what their mean profile shows then is what chance shows (a permutation test whose
/// null keeps how neighbouring values hang together). The same series always gives the same answer.
/// </summary>
internal static class CycleShuffle
{
    /// <summary>Turnings. Where none of them shows as much as there is, chance would show it in fewer than 1 of 200 cases.</summary>
    public const int Turnings = 199;

    private const long Seed = 20_060_101;

    /// <summary>The chance that what is seen is chance.</summary>
    public const double LeastChance = 1.0 / (Turnings + 1);

    /// <summary>The mean of all cycles at each place of one.</summary>
    public static double[] Profile(ReadOnlySpan<double> values, int period)
    {
        var cycles = values.Length / period;
        var profile = new double[period];
        for (var i = 0; i < cycles * period; i++)
            profile[i % period] += values[i] / cycles;
        return profile;
    }

    /// <summary>Whether a figure of the profile is larger than of every profile of turned cycles.</summary>
    /// <param name="values">Whole cycles.</param>
    /// <param name="period">Values of a cycle.</param>
    /// <param name="figure">The figure of a profile.</param>
    /// <param name="seen">The figure of the profile that there is.</param>
    public static bool IsBeyondChance(ReadOnlySpan<double> values, int period, Func<double[], double> figure, double seen) =>
        Largest(values, period, figure, until: seen) < seen;

    /// <summary>The largest figure of profiles of turned cycles; the first one that reaches a limit ends the search.</summary>
    public static double Largest(ReadOnlySpan<double> values, int period, Func<double[], double> figure, double until = double.PositiveInfinity)
    {
        var cycles = values.Length / period;
        var profile = new double[period];
        var largest = double.NegativeInfinity;
        for (var turning = 0; turning < Turnings && largest < until; turning++)
        {
            Array.Clear(profile);
            for (var cycle = 0; cycle < cycles; cycle++)
            {
                var turned = Noise.Pick(Seed, turning, cycle, period);
                var all = values.Slice(cycle * period, period);
                for (var i = 0; i < period; i++)
                    profile[i] += all[turned + i < period ? turned + i : turned + i - period] / cycles;
            }
            largest = Math.Max(largest, figure(profile));
        }
        return largest;
    }
}
