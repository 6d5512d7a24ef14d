using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>Which span of a trace caused which, by their places in a list.</summary>
internal sealed class SpanTree
{
    private readonly Dictionary<SpanId, List<int>> _byId = []; // bound: spans of the trace
    private readonly List<int>[] _children;
    private readonly List<int> _roots;

    public SpanTree(IReadOnlyList<SpanRecord> spans)
    {
        Spans = spans;
        for (var i = 0; i < spans.Count; i++)
        {
            if (!_byId.TryGetValue(spans[i].SpanId, out var same))
                _byId[spans[i].SpanId] = same = [];
            same.Add(i);
        }
        Parents = [.. Enumerable.Range(0, spans.Count).Select(CauseOf)];
        CutCircles();
        var byStart = Enumerable.Range(0, spans.Count).OrderBy(i => spans[i].Start).ThenByDescending(i => spans[i].Duration).ToList();
        _children = [.. Enumerable.Range(0, spans.Count).Select(static _ => new List<int>(0))];
        foreach (var i in byStart.Where(i => Parents[i] >= 0))
            _children[Parents[i]].Add(i);
        _roots = byStart.FindAll(i => Parents[i] < 0);
    }

    public IReadOnlyList<SpanRecord> Spans { get; }

    /// <summary>The cause of each span; -1 for none.</summary>
    public int[] Parents { get; }

    /// <summary>Whether a span names a cause and has none.</summary>
    public bool IsOrphan(int span) => Parents[span] < 0 && !Spans[span].ParentSpanId.IsEmpty;

    /// <summary>Every span after its cause and before the next of the same cause, with its depth.</summary>
    public IEnumerable<(int Span, int Depth)> InOrder()
    {
        // A trace may be as deep as it has spans.
        var open = new Stack<(int Span, int Depth)>(Enumerable.Reverse(_roots).Select(static r => (r, 0))); // bound: spans of the trace
        while (open.TryPop(out var next))
        {
            yield return next;
            for (var i = _children[next.Span].Count - 1; i >= 0; i--)
                open.Push((_children[next.Span][i], next.Depth + 1));
        }
    }

    private int CauseOf(int at)
    {
        var span = Spans[at];
        // Zipkin's way: both sides of a call have one id, and the one that was called is below the one that called.
        if (span.Direction == SpanKind.Server && _byId[span.SpanId].FindIndex(i => Spans[i].Direction == SpanKind.Client) is var caller and >= 0)
            return _byId[span.SpanId][caller];
        if (span.ParentSpanId.IsEmpty || !_byId.TryGetValue(span.ParentSpanId, out var causes))
            return -1;
        // Where two share the id of the cause, it is the one of the same service.
        foreach (var cause in causes)
        {
            if (cause != at && Spans[cause].Service == span.Service)
                return cause;
        }
        return causes[0] != at ? causes[0] : causes.Count > 1 ? causes[1] : -1;
    }

    // Of spans that cause each other in a circle the first to start has no cause.
    private void CutCircles()
    {
        var seenBy = new int[Spans.Count];
        for (var from = 0; from < Spans.Count; from++)
        {
            var at = from;
            while (at >= 0 && seenBy[at] == 0)
            {
                seenBy[at] = from + 1;
                at = Parents[at];
            }
            if (at < 0 || seenBy[at] != from + 1)
                continue;
            var first = at;
            for (var i = Parents[at]; i != at; i = Parents[i])
                first = Spans[i].Start < Spans[first].Start ? i : first;
            Parents[first] = -1;
        }
    }
}
