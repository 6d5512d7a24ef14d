using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Timeline;

/// <summary>What one trace did otherwise than another, operation by operation.</summary>
public static class TraceComparison
{
    /// <summary>The operations of both, those whose own time differs most first.</summary>
    public static IReadOnlyList<OperationDifference> Of(TraceTimeline before, TraceTimeline after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (first, second) = (ByOperation(before), ByOperation(after));
        return
        [
            .. first.Keys.Union(second.Keys)
                .Select(k => new OperationDifference(k.Service, k.Operation, first.GetValueOrDefault(k), second.GetValueOrDefault(k)))
                .OrderByDescending(static d => Math.Abs(d.After.SelfTime - d.Before.SelfTime)).ThenBy(static d => d.Service, StringComparer.Ordinal).ThenBy(static d => d.Operation, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<(string Service, string Operation), OperationFigures> ByOperation(TraceTimeline timeline) =>
        timeline.Rows.GroupBy(static r => (r.Span.Service, r.Span.Operation))
            .ToDictionary(static g => g.Key, static g => new OperationFigures(g.Count(), g.Count(static r => r.Span.Status != SpanStatus.Ok), g.Sum(static r => r.SelfTime)));
}

/// <summary>An operation in two traces.</summary>
public sealed record OperationDifference(string Service, string Operation, OperationFigures Before, OperationFigures After);

/// <summary>What an operation comes to in a trace.</summary>
/// <param name="Spans">How often it was done.</param>
/// <param name="Errors">How often it did not end well.</param>
/// <param name="SelfTime">The time that was spent in it alone, in nanoseconds.</param>
public readonly record struct OperationFigures(int Spans, int Errors, long SelfTime);
