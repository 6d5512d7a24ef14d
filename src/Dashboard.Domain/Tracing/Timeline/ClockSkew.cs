using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>
/// Sets right clocks that differ, as Jaeger does (its clock skew adjuster): what another process was called for lies within the call. Where it
/// does not and would fit, it is put into the middle, so that the way there takes as long as the way back; what took
/// longer than the call only begins no sooner. What follows in the same process moves along. Messages are not calls: who
/// takes one may do so at any time.
/// </summary>
internal static class ClockSkew
{
    /// <summary>What to add to the start of each span, in nanoseconds.</summary>
    public static long[] Of(SpanTree tree)
    {
        var skews = new long[tree.Spans.Count];
        foreach (var (at, _) in tree.InOrder())
        {
            if (tree.Parents[at] is var parent && parent < 0)
                continue;
            var (child, caller) = (tree.Spans[at], tree.Spans[parent]);
            skews[at] = child.Origin.Equals(caller.Origin) ? skews[parent]
                : child.Direction == SpanKind.Consumer || caller.Direction == SpanKind.Producer ? 0
                : Between(child, caller, caller.Start + skews[parent]);
        }
        return skews;
    }

    private static long Between(SpanRecord child, SpanRecord caller, long callerStart)
    {
        if (child.Duration > caller.Duration)
            return Math.Max(0, callerStart - child.Start);
        if (child.Start >= callerStart && child.Start + child.Duration <= callerStart + caller.Duration)
            return 0;
        return callerStart + ((caller.Duration - child.Duration) / 2) - child.Start;
    }
}
