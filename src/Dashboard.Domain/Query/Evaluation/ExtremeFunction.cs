using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// <c>min_over_time</c> and <c>max_over_time</c>: a window's extreme, NaN only where there is nothing else. Samples that
/// can no longer become the extreme are forgotten as the window slides, so that each is looked at twice at most.
/// </summary>
internal sealed class ExtremeFunction(bool largest) : WindowFunction
{
    private int[] _candidates = []; // bound: samples of one series; indexes, the extreme first

    public override RollUp RollUp => largest ? RollUp.Max : RollUp.Min;

    public override void Run(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows, Span<double> result)
    {
        if (_candidates.Length < values.Length)
            _candidates = new int[values.Length];
        var candidates = _candidates.AsSpan();
        var (first, after, head, tail) = (0, 0, 0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            var end = windows.End(i);
            for (; after < timestamps.Length && timestamps[after] <= end; after++)
            {
                var value = values[after];
                if (double.IsNaN(value))
                    continue;
                while (tail > head && (largest ? values[candidates[tail - 1]] <= value : values[candidates[tail - 1]] >= value))
                    tail--;
                candidates[tail++] = after;
            }
            while (first < after && timestamps[first] <= end - windows.Length)
                first++;
            while (head < tail && candidates[head] < first)
                head++;
            result[i] = head < tail ? values[candidates[head]] : first < after ? double.NaN : Absent.Value;
        }
    }
}
