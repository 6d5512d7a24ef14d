using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Red;

/// <summary>What spans are counted by.</summary>
/// <param name="Service">Who did it.</param>
/// <param name="Operation">What was done; <see cref="Other"/> beyond the number that is told apart.</param>
/// <param name="Direction">On which side of a call.</param>
/// <param name="IsError">Whether it did not end well.</param>
public readonly record struct SpanKey(string Service, string Operation, SpanKind Direction, bool IsError)
{
    /// <summary>What stands for all that are too many to be told apart.</summary>
    public const string Other = "other";

    /// <summary>The kind as Tempo and the Collector name it: <c>SPAN_KIND_SERVER</c>.</summary>
    public string KindName => $"SPAN_KIND_{Direction.ToString().ToUpperInvariant()}";

    /// <summary>The status as they name it.</summary>
    public string StatusName => IsError ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET";
}

/// <summary>Rate, errors and duration of spans: how many there were of each service, operation, kind and status, and how long they took. Used by one thread at a time.</summary>
/// <param name="most">Combinations that are told apart.</param>
public sealed class SpanCounts(int most)
{
    private readonly Dictionary<SpanKey, Entry> _counts = []; // bound: most, as many again of operation "other", and those of service "other"

    /// <summary>Spans whose operation, or whose service too, is told as <see cref="SpanKey.Other"/>.</summary>
    public long Folded { get; private set; }

    /// <summary>What was counted.</summary>
    public IEnumerable<(SpanKey Key, LatencyCounts Counts)> All => _counts.Select(static c => (c.Key, c.Value.Counts));

    /// <param name="span">A span that comes for the first time.</param>
    /// <param name="now">When, in milliseconds since 1970-01-01 UTC.</param>
    public void Add(SpanRecord span, long now)
    {
        ArgumentNullException.ThrowIfNull(span);
        var key = new SpanKey(span.Service, span.Operation, span.Direction, span.Status != SpanStatus.Ok);
        if (!_counts.TryGetValue(key, out var entry))
        {
            if (_counts.Count >= most && key.Operation != SpanKey.Other)
            {
                Folded++;
                key = key with { Operation = SpanKey.Other, Service = _counts.Count < 2 * most ? key.Service : SpanKey.Other };
            }
            if (!_counts.TryGetValue(key, out entry))
                _counts[key] = entry = new Entry();
        }
        entry.Counts.Add(Math.Max(0, span.Duration), span.TraceId, span.SpanId, (span.Start + Math.Max(0, span.Duration)) / 1_000_000);
        entry.LastAt = now;
    }

    /// <summary>Forgets what had no span since a time, in milliseconds since 1970-01-01 UTC: who comes and goes is not told for ever.</summary>
    public void Forget(long since)
    {
        foreach (var (key, entry) in _counts)
        {
            if (entry.LastAt < since)
                _counts.Remove(key);
        }
    }

    private sealed class Entry
    {
        public LatencyCounts Counts { get; } = new(LatencyCounts.SpanNanoseconds);

        public long LastAt { get; set; }
    }
}
