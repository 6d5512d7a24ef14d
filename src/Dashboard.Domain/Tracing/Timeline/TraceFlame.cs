using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>
/// Where a trace spent its time, as a flame graph: what was done in the same way by the same causes is one bar, as wide as
/// the time spent in it and below it. What ran at the same time counts each for itself.
/// </summary>
public static class TraceFlame
{
    /// <summary>The bars, each followed by those below it, widest first.</summary>
    public static IReadOnlyList<FlameBar> Of(TraceTimeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        var rows = timeline.Rows;
        var nodeOf = new Node[rows.Count];
        var top = new Node("", "");
        for (var i = 0; i < rows.Count; i++)
        {
            var above = rows[i].Parent < 0 ? top : nodeOf[rows[i].Parent];
            var node = nodeOf[i] = above.Child(rows[i].Span.Service, rows[i].Span.Operation);
            node.Spans++;
            node.Errors += rows[i].Span.Status == SpanStatus.Ok ? 0 : 1;
            node.SelfTime += rows[i].SelfTime;
        }
        top.AddUp();
        var bars = new List<FlameBar>(); // bound: spans of the trace
        var open = new Stack<(Node Node, int Depth, long From)>([(top, -1, 0L)]); // bound: spans of the trace
        while (open.TryPop(out var next))
        {
            if (next.Depth >= 0)
                bars.Add(new FlameBar(next.Node.Service, next.Node.Operation, next.Depth, next.From, next.Node.Time, next.Node.SelfTime, next.Node.Spans, next.Node.Errors));
            var from = next.From;
            var below = next.Node.Below.OrderByDescending(static n => n.Time).ThenBy(static n => n.Service, StringComparer.Ordinal).ThenBy(static n => n.Operation, StringComparer.Ordinal)
                .Select(n => (n, next.Depth + 1, (from += n.Time) - n.Time)).ToList();
            for (var i = below.Count - 1; i >= 0; i--)
                open.Push(below[i]);
        }
        return bars;
    }

    private sealed class Node(string service, string operation)
    {
        private readonly Dictionary<(string, string), Node> _below = []; // bound: spans of the trace

        public string Service { get; } = service;

        public string Operation { get; } = operation;

        public int Spans { get; set; }

        public int Errors { get; set; }

        public long SelfTime { get; set; }

        public long Time { get; private set; }

        public IReadOnlyCollection<Node> Below => _below.Values;

        public Node Child(string service, string operation)
        {
            if (!_below.TryGetValue((service, operation), out var child))
                _below[(service, operation)] = child = new Node(service, operation);
            return child;
        }

        /// <summary>Adds the times below to its own, without recursion: a trace may be as deep as it has spans.</summary>
        public void AddUp()
        {
            var all = new List<Node> { this }; // bound: spans of the trace
            for (var i = 0; i < all.Count; i++)
                all.AddRange(all[i].Below);
            for (var i = all.Count - 1; i >= 0; i--)
                all[i].Time = all[i].SelfTime + all[i].Below.Sum(static n => n.Time);
        }
    }
}

/// <summary>A bar of a flame graph.</summary>
/// <param name="Service">Who did it.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Depth">Bars above it.</param>
/// <param name="From">Where it begins, in nanoseconds from the left.</param>
/// <param name="Time">Time spent in it and below it, in nanoseconds.</param>
/// <param name="SelfTime">The part of it that was spent in it alone.</param>
/// <param name="Spans">Spans that it stands for.</param>
/// <param name="Errors">Those of them that did not end well.</param>
public sealed record FlameBar(string Service, string Operation, int Depth, long From, long Time, long SelfTime, int Spans, int Errors);
