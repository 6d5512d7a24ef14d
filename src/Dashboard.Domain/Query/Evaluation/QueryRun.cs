using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>One evaluation of an expression: its time range, its budget, and what it has to report besides its value.</summary>
internal sealed class QueryRun(PromqlExpression expression, StepGrid grid, QueryEngineOptions options, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<string> _warnings = []; // bound: nodes of the expression times metric names
    private readonly List<string> _infos = []; // bound: as _warnings
    private long _held;

    public StepGrid Grid { get; } = grid;

    public long LookBack { get; } = (long)options.LookBack.TotalMilliseconds;

    public Dictionary<SelectorNode, IReadOnlyList<ISeries>> Selected { get; } = []; // bound: selectors of the expression

    public IReadOnlyList<string> Warnings => _warnings;

    public IReadOnlyList<string> Infos => _infos;

    public long NewestSample { get; private set; } = long.MinValue;

    public long NewestSpacing { get; private set; }

    public long SamplesRead { get; private set; }

    public long PeakSamples { get; private set; }

    /// <summary>Counts values that are about to be kept in memory.</summary>
    /// <exception cref="QueryException">They are more than the query may hold.</exception>
    public void Hold(long values)
    {
        _held += values;
        PeakSamples = Math.Max(PeakSamples, _held);
        if (_held > options.MaxSamples)
            throw TooManySamples();
    }

    public void Release(long values) => _held -= values;

    /// <summary>Called once for every series, so that a query ends soon after its time is over.</summary>
    /// <exception cref="QueryException">The query's time is over, or its caller has gone.</exception>
    public void Continue()
    {
        if (time.GetElapsedTime(_started) > options.Timeout)
            throw TimedOut();
        if (cancellationToken.IsCancellationRequested)
            throw Canceled();
    }

    public static QueryException TooManySamples() => new("query processing would load too many samples into memory in query execution");

    public static QueryException TimedOut() => new(QueryErrorKind.Timeout, "query timed out in expression evaluation");

    public static QueryException Canceled() => new(QueryErrorKind.Canceled, "query was canceled in expression evaluation");

    public void CountRead(int samples) => SamplesRead += samples;

    /// <summary>Notes the newest sample that was read of a series, and how long after the one before it came.</summary>
    public void Observe(long timestamp, long spacing)
    {
        if (timestamp > NewestSample)
            (NewestSample, NewestSpacing) = (timestamp, spacing);
    }

    public void Warn(TextSpan span, string text) => Note(_warnings, $"PromQL warning: {text} ({span.LineAndColumn(expression.Text)})");

    public void Inform(TextSpan span, string text) => Note(_infos, $"PromQL info: {text} ({span.LineAndColumn(expression.Text)})");

    /// <summary>The time that an <c>@</c> stands for, or null without one.</summary>
    public long? FixedTime(TimeShift shift) => shift.At switch
    {
        AtKind.Timestamp => shift.Timestamp,
        AtKind.Start => Grid.Start,
        AtKind.End => Grid.End,
        _ => null,
    };

    private static void Note(List<string> notes, string note)
    {
        if (!notes.Contains(note))
            notes.Add(note);
    }
}
