using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>A span in its place within a trace.</summary>
public sealed class TimelineRow
{
    internal TimelineRow(SpanRecord span, int parent, int depth, bool isOrphan, long start, long skew) =>
        (Span, Parent, Depth, IsOrphan, Start, Skew) = (span, parent, depth, isOrphan, start, skew);

    public SpanRecord Span { get; }

    /// <summary>The row of the span that caused it; -1 for none.</summary>
    public int Parent { get; }

    /// <summary>How many spans are above it.</summary>
    public int Depth { get; }

    /// <summary>Whether it names a cause that is not held, or one that it caused itself.</summary>
    public bool IsOrphan { get; }

    /// <summary>When it starts, in nanoseconds from the start of the trace.</summary>
    public long Start { get; }

    /// <summary>When it ends, likewise.</summary>
    public long End => Start + Span.Duration;

    /// <summary>Nanoseconds that were added to its start because the clock of its process went otherwise than that of its caller.</summary>
    public long Skew { get; }

    /// <summary>Rows that follow it and are below it.</summary>
    public int Below { get; internal set; }

    /// <summary>Spans that did not end well, among itself and what is below it.</summary>
    public int Errors { get; internal set; }

    /// <summary>Nanoseconds of its duration in which nothing ran that it caused.</summary>
    public long SelfTime { get; internal set; }

    /// <summary>The parts of it that the duration of the trace hangs on, in nanoseconds from the start of the trace, first to last.</summary>
    public IReadOnlyList<(long From, long To)> Critical { get; internal set; } = [];
}
