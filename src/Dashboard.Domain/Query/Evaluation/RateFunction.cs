using System.Runtime.Intrinsics;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// <c>rate</c>, <c>increase</c> and <c>delta</c>: the difference between a window's last and first sample, with counter
/// resets made good, extrapolated to the window's edges where the samples come close to them
/// (Prometheus, "Query functions", sections "rate", "increase", "delta").
/// </summary>
internal sealed class RateFunction(bool isCounter, bool perSecond) : WindowFunction
{
    /// <summary>An edge is close if it is within this many average distances between samples.</summary>
    private const double CloseToEdge = 1.1;

    private readonly List<int> _resets = []; // bound: samples of one series; the first samples after a reset

    public override RollUp RollUp => isCounter ? RollUp.Counter : RollUp.Last;

    public override bool GrowsWithWindow => !perSecond;

    public override void Run(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows, Span<double> result)
    {
        if (isCounter)
            FindResets(values);
        var (first, after, nextReset) = (0, 0, 0);
        var (firstStride, stride) = (0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            var end = windows.End(i);
            var start = end - windows.Length;
            after = Windows.Past(timestamps, after, end, ref stride);
            first = Windows.Past(timestamps[..after], first, start, ref firstStride);
            var last = after - 1;
            if (last - first < 1)
            {
                result[i] = Absent.Value;
                continue;
            }
            var difference = values[last] - values[first];
            if (isCounter)
            {
                while (nextReset < _resets.Count && _resets[nextReset] <= first)
                    nextReset++;
                for (var r = nextReset; r < _resets.Count && _resets[r] <= last; r++)
                    difference += values[_resets[r] - 1];
            }
            var sampled = (timestamps[last] - timestamps[first]) / 1000.0;
            var toStart = (timestamps[first] - start) / 1000.0;
            var toEnd = (end - timestamps[last]) / 1000.0;
            var average = sampled / (last - first);
            if (toStart >= average * CloseToEdge)
                toStart = average / 2;
            // A counter was never below zero: extrapolation to the left ends where it would have been born.
            if (isCounter && difference > 0 && values[first] >= 0)
                toStart = Math.Min(toStart, sampled * (values[first] / difference));
            if (toEnd >= average * CloseToEdge)
                toEnd = average / 2;
            var factor = (sampled + toStart + toEnd) / sampled;
            if (perSecond)
                factor /= windows.Length / 1000.0;
            result[i] = difference * factor;
        }
    }

    private void FindResets(ReadOnlySpan<double> values)
    {
        _resets.Clear();
        var i = 1;
        for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
        {
            // Resets are rare: four neighbours at a time are looked at, and each of them only where one of them fell.
            if (!Vector256.LessThanAny(Vector256.Create(values[i..]), Vector256.Create(values[(i - 1)..])))
                continue;
            for (var at = i; at < i + Vector256<double>.Count; at++)
            {
                if (values[at] < values[at - 1])
                    _resets.Add(at);
            }
        }
        for (; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
                _resets.Add(i);
        }
    }
}
