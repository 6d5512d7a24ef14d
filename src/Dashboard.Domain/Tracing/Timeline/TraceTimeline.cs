using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>
/// A trace put together from its spans: each below the one that caused it, by one clock, with what the duration of the whole
/// hangs on. What was told badly is survived: causes that are missing, that go in a circle, ids that two spans share.
/// </summary>
public sealed class TraceTimeline
{
    private TraceTimeline(TimelineRow[] rows, long start, long duration)
    {
        (Rows, Start, Duration) = (rows, start, duration);
        Services = [.. rows.Select(static r => r.Span.Service).Distinct(StringComparer.Ordinal)];
        Errors = rows.Count(static r => r.Span.Status != SpanStatus.Ok);
    }

    /// <summary>The spans, each followed by those that it caused, in the order in which they start.</summary>
    public IReadOnlyList<TimelineRow> Rows { get; }

    /// <summary>When the first span starts, in nanoseconds since 1970-01-01 UTC.</summary>
    public long Start { get; }

    /// <summary>Nanoseconds from there to the end of the span that ends last.</summary>
    public long Duration { get; }

    /// <summary>The services that took part, in the order in which they come.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>Spans that did not end well.</summary>
    public int Errors { get; }

    /// <summary>The span that the trace is called by: the longest of those that nothing caused; none where there are no spans.</summary>
    public TimelineRow? Root => Rows.Where(static r => r.Parent < 0).OrderBy(static r => r.IsOrphan).ThenByDescending(static r => r.Span.Duration).FirstOrDefault();

    /// <summary>Puts the spans of a trace together, in any order.</summary>
    public static TraceTimeline Of(IReadOnlyList<SpanRecord> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        if (spans.Count == 0)
            return new TraceTimeline([], 0, 0);
        var tree = new SpanTree(spans);
        var skews = ClockSkew.Of(tree);
        var start = Enumerable.Range(0, spans.Count).Min(i => spans[i].Start + skews[i]);
        var rows = new TimelineRow[spans.Count];
        var rowOf = new int[spans.Count];
        var next = 0;
        foreach (var (span, depth) in tree.InOrder())
        {
            rowOf[span] = next;
            var parent = tree.Parents[span];
            rows[next++] = new TimelineRow(spans[span], parent < 0 ? -1 : rowOf[parent], depth, tree.IsOrphan(span), spans[span].Start + skews[span] - start, skews[span]);
        }
        CountBelow(rows);
        var children = rows.Index().Where(static r => r.Item.Parent >= 0).ToLookup(static r => r.Item.Parent, static r => r.Index);
        for (var i = 0; i < rows.Length; i++)
            rows[i].SelfTime = SelfTime(rows, i, children[i]);
        var timeline = new TraceTimeline(rows, start, rows.Max(static r => r.End));
        CriticalPath.Mark(rows, timeline.Root!, children);
        return timeline;
    }

    // Whatever is below comes after, so one way back is enough.
    private static void CountBelow(TimelineRow[] rows)
    {
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            var row = rows[i];
            row.Errors += row.Span.Status == SpanStatus.Ok ? 0 : 1;
            if (row.Parent < 0)
                continue;
            rows[row.Parent].Below += row.Below + 1;
            rows[row.Parent].Errors += row.Errors;
        }
    }

    // Rows of one cause are in the order of their starts.
    private static long SelfTime(TimelineRow[] rows, int at, IEnumerable<int> children)
    {
        var (row, covered, until) = (rows[at], 0L, rows[at].Start);
        foreach (var child in children)
        {
            var (from, to) = (Math.Max(rows[child].Start, until), Math.Min(rows[child].End, row.End));
            if (to <= from)
                continue;
            covered += to - from;
            until = to;
        }
        return row.Span.Duration - covered;
    }
}
