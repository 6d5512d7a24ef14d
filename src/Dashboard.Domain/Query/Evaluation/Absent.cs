using System.Runtime.CompilerServices;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// How a column says that a series has no value at a step: with the bits of the stale marker, which is a signalling
/// NaN, so that no arithmetic yields it and a marker that was read is an absence already.
/// </summary>
internal static class Absent
{
    public static readonly double Value = StaleMarker.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(double value) => StaleMarker.Is(value);

    public static bool All(ReadOnlySpan<double> column)
    {
        foreach (var value in column)
        {
            if (!Is(value))
                return false;
        }
        return true;
    }
}
