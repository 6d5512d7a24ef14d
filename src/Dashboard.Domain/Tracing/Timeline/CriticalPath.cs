using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>
/// What the duration of a trace hangs on: from the end of the root back in time, always in the span that ended last of
/// those that were waited for (as CRISP has it, Zhang et al. 2022). Messages are not waited for, nor what goes on after its cause.
/// </summary>
internal static class CriticalPath
{
    public static void Mark(TimelineRow[] rows, TimelineRow root, ILookup<int, int> children)
    {
        var at = Array.IndexOf(rows, root);
        // The spans that are waited for, each with the causes above it, and how far back each has been gone.
        var open = new Stack<Waiting>(); // bound: depth of the trace
        open.Push(new Waiting(at, root.End, AwaitedOf(rows, at, children)));
        var parts = new Dictionary<int, List<(long From, long To)>>(); // bound: spans of the trace
        while (open.TryPop(out var waiting))
        {
            while (waiting.Awaited.TryPeek(out var last) && Math.Min(rows[last].End, rows[waiting.Row].End) > waiting.Until)
                waiting.Awaited.Dequeue();
            if (!waiting.Awaited.TryDequeue(out var child))
            {
                Add(waiting.Row, rows[waiting.Row].Start, waiting.Until);
                continue;
            }
            var end = Math.Min(rows[child].End, rows[waiting.Row].End);
            Add(waiting.Row, end, waiting.Until);
            open.Push(waiting with { Until = Math.Max(rows[child].Start, rows[waiting.Row].Start) });
            open.Push(new Waiting(child, end, AwaitedOf(rows, child, children)));
        }
        foreach (var (row, found) in parts)
        {
            found.Reverse();
            rows[row].Critical = found;
        }

        void Add(int row, long from, long to)
        {
            if (to <= from)
                return;
            if (!parts.TryGetValue(row, out var list))
                parts[row] = list = [];
            list.Add((from, to));
        }
    }

    // Last to end first.
    private static Queue<int> AwaitedOf(TimelineRow[] rows, int at, ILookup<int, int> children) => new(children[at]
        .Where(c => rows[c].Span.Direction != SpanKind.Consumer && rows[c].Start < rows[at].End)
        .OrderByDescending(c => Math.Min(rows[c].End, rows[at].End)).ThenByDescending(c => rows[c].Start));

    private readonly record struct Waiting(int Row, long Until, Queue<int> Awaited);
}
