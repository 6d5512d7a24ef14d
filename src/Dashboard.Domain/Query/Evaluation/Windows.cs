using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// The stretches of time that a selector looks at, one for each step: from <c>End(i) - Length</c>, which is outside, to
/// <c>End(i)</c>, which is inside, in milliseconds. With <c>@</c> all are the same.
/// </summary>
internal readonly record struct Windows(long FirstEnd, long Step, int Count, long Length)
{
    public long LastEnd => End(Count - 1);

    /// <summary>The first millisecond inside of any window.</summary>
    public long From => FirstEnd - Length + 1;

    public long End(int index) => FirstEnd + (index * Step);

    public static Windows Of(StepGrid grid, TimeShift shift, long? fixedTime, long length) =>
        fixedTime is { } time ? new(time - shift.Offset, 0, grid.Count, length) : new(grid.Start - shift.Offset, grid.Step, grid.Count, length);

    /// <summary>
    /// The first place from <paramref name="at"/> on whose timestamp is past <paramref name="end"/>. Samples mostly come
    /// at one interval, so the step of last time is tried first.
    /// </summary>
    public static int Past(ReadOnlySpan<long> timestamps, int at, long end, ref int stride)
    {
        var guess = at + stride;
        if (guess <= timestamps.Length && (stride == 0 || timestamps[guess - 1] <= end) && (guess == timestamps.Length || timestamps[guess] > end))
            return guess;
        var from = at;
        while (at < timestamps.Length && timestamps[at] <= end)
            at++;
        stride = at - from;
        return at;
    }

    /// <summary>The steps at which a subquery with these windows evaluates what is inside of it: multiples of its own step.</summary>
    /// <exception cref="QueryException">They are more than any memory holds.</exception>
    public StepGrid Inside(long step)
    {
        var before = From - 1;
        var first = before / step * step;
        if (first <= before)
            first += step;
        var steps = LastEnd < first ? 0 : ((LastEnd - first) / step) + 1;
        return steps <= Array.MaxLength ? new StepGrid(first, step, (int)steps) : throw QueryRun.TooManySamples();
    }
}
