using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Receives a range's samples, one series after the other, without stale markers.</summary>
internal interface IRangeSink
{
    void Accept(Labels labels, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows);

    /// <summary>Receives a series that is held as roll-ups, to read of it what it needs.</summary>
    /// <param name="series">The series.</param>
    /// <param name="reader">What reads it.</param>
    /// <param name="windows">The windows, widened where they were too short to hold two roll-ups.</param>
    /// <param name="share">What part of such a window was asked for; 1 where it was not widened.</param>
    void AcceptRollUps(ISeries series, SeriesReader reader, in Windows windows, double share)
    {
        reader.ReadRange(series, RollUp.Last, windows);
        if (reader.Timestamps.Length > 0)
            Accept(series.Labels, reader.Timestamps, reader.Values, windows);
    }
}

/// <summary>Evaluates selectors, ranges and subqueries.</summary>
/// <remarks>
/// Where a series is held as roll-ups a window may be too short for what is left of it: it is widened to two roll-ups,
/// which is said in the answer's infos, and what grows with the window is scaled back.
/// </remarks>
internal sealed class SelectorEvaluator(Evaluator evaluator)
{
    private readonly QueryRun _run = evaluator.Run;
    private int _shifted; // how many subqueries around have an offset or an @

    /// <summary>Each series' newest sample within the look-back of each step, or that sample's own time in seconds.</summary>
    public void Stream(SelectorNode selector, StepGrid grid, IColumnSink sink, bool timestamps)
    {
        var windows = Windows.Of(grid, selector.Shift, _run.FixedTime(selector.Shift), _run.LookBack);
        using var reader = new SeriesReader(_run, selector.Shift.IsNone && _shifted == 0);
        var column = new double[grid.Count];
        foreach (var series in SeriesOf(selector))
        {
            var widened = series.Resolution == 0 ? windows : Widened(windows, series, selector, null);
            reader.Read(series, widened);
            if (Newest(reader.Timestamps, reader.Values, widened, column, timestamps) && sink.Accept(series.Labels, column))
                column = new double[grid.Count];
        }
    }

    /// <summary>The samples that a range function's argument stands for.</summary>
    public void Stream(QueryNode range, StepGrid grid, IRangeSink sink)
    {
        if (grid.Count == 0)
            return;
        switch (range.Unwrapped())
        {
            case RangeSelectorNode { Selector: var selector } node:
                Stream(selector, node, Windows.Of(grid, selector.Shift, _run.FixedTime(selector.Shift), node.Range), sink);
                break;
            case SubqueryNode subquery:
                Stream(subquery, grid, sink);
                break;
            default:
                throw new InvalidOperationException($"{range.GetType().Name} is not a range");
        }
    }

    private void Stream(SelectorNode selector, RangeSelectorNode range, in Windows windows, IRangeSink sink)
    {
        using var reader = new SeriesReader(_run, selector.Shift.IsNone && _shifted == 0);
        foreach (var series in SeriesOf(selector))
        {
            if (series.Resolution > 0)
            {
                var widened = Widened(windows, series, selector, range);
                sink.AcceptRollUps(series, reader, widened, (double)windows.Length / widened.Length);
                continue;
            }
            reader.ReadRange(series, RollUp.Last, windows);
            if (reader.Timestamps.Length > 0)
                sink.Accept(series.Labels, reader.Timestamps, reader.Values, windows);
        }
    }

    /// <summary>Windows that hold two roll-ups at least; says what was done.</summary>
    private Windows Widened(in Windows windows, ISeries series, SelectorNode selector, RangeSelectorNode? range)
    {
        var least = 2 * series.Resolution;
        var kept = DurationText.Format(series.Resolution);
        if (range is null || windows.Length >= least)
            _run.Inform(selector.Span, $"what is no longer in memory was read as roll-ups of {kept}");
        else
            _run.Inform(range.Span, $"what is no longer in memory was read as roll-ups of {kept}; the range was widened from {DurationText.Format(range.Range)} to {DurationText.Format(least)}");
        return windows.Length >= least ? windows : windows with { Length = least };
    }

    private static bool Newest(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows, double[] column, bool wantTimestamps)
    {
        var (after, stride) = (0, 0);
        var any = false;
        for (var i = 0; i < column.Length; i++)
        {
            var end = windows.End(i);
            after = Windows.Past(timestamps, after, end, ref stride);
            // A stale marker is an absence by its bits.
            if (after == 0 || timestamps[after - 1] <= end - windows.Length || StaleMarker.Is(values[after - 1]))
            {
                column[i] = Absent.Value;
                continue;
            }
            column[i] = wantTimestamps ? timestamps[after - 1] / 1000.0 : values[after - 1];
            any = true;
        }
        return any;
    }

    private void Stream(SubqueryNode subquery, StepGrid grid, IRangeSink sink)
    {
        var windows = Windows.Of(grid, subquery.Shift, _run.FixedTime(subquery.Shift), subquery.Range);
        var inside = windows.Inside(subquery.Step == 0 ? SubqueryNode.DefaultStep : subquery.Step);
        _run.Hold(inside.Count);
        if (!subquery.Shift.IsNone)
            _shifted++;
        evaluator.Stream(subquery.Inner, inside, new SamplingSink(sink, inside, windows));
        if (!subquery.Shift.IsNone)
            _shifted--;
        _run.Release(inside.Count);
    }

    private IReadOnlyList<ISeries> SeriesOf(SelectorNode selector) => _run.Selected.GetValueOrDefault(selector) ?? [];

    /// <summary>Turns a subquery's columns back into samples.</summary>
    private sealed class SamplingSink(IRangeSink target, StepGrid grid, Windows windows) : IColumnSink
    {
        private readonly SampleColumns _samples = new(grid.Count);

        public bool Accept(Labels labels, double[] values)
        {
            _samples.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                if (!Absent.Is(values[i]))
                    _samples.Add(grid.At(i), values[i]);
            }
            target.Accept(labels, _samples.Timestamps, _samples.Values, windows);
            return false;
        }
    }
}
