using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>A function over the samples inside of each step's window.</summary>
internal abstract class WindowFunction
{
    /// <summary>Whether the result keeps the metric's name.</summary>
    public virtual bool KeepsName => false;

    /// <summary>
    /// Writes the function's value at each step to <paramref name="result"/>, <see cref="Absent"/> where it has none.
    /// The samples of all windows are given, ascending in time, without stale markers.
    /// </summary>
    public abstract void Run(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows, Span<double> result);

    /// <summary>What the function looks at where the series is held as roll-ups.</summary>
    public virtual RollUp RollUp => RollUp.Last;

    /// <summary>Whether twice the window gives twice the value, as for an increase.</summary>
    public virtual bool GrowsWithWindow => false;

    /// <summary>As <see cref="Run"/>, for a series that is held as roll-ups.</summary>
    public virtual void RunRollUps(ISeries series, SeriesReader reader, in Windows windows, Span<double> result)
    {
        reader.ReadRange(series, RollUp, windows);
        Run(reader.Timestamps, reader.Values, windows, result);
    }
}

/// <summary>A function that looks at each window afresh; not called for empty windows.</summary>
internal abstract class PerWindowFunction : WindowFunction
{
    public override void Run(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows, Span<double> result)
    {
        var (first, after) = (0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            var end = windows.End(i);
            while (after < timestamps.Length && timestamps[after] <= end)
                after++;
            while (first < after && timestamps[first] <= end - windows.Length)
                first++;
            result[i] = first == after ? Absent.Value : Apply(timestamps[first..after], values[first..after], i);
        }
    }

    protected abstract double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step);
}
