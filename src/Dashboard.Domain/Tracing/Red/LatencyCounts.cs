using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Red;

/// <summary>
/// How often something took how long: counts by upper bound, as a Prometheus histogram has them, and for each bound the last
/// trace that was counted there. Sums are whole nanoseconds, so that their order does not matter. Used by one thread at a time.
/// </summary>
public sealed class LatencyCounts
{
    private readonly long[] _bounds;
    private readonly long[] _counts; // bound: one more than bounds
    private readonly LatencyExemplar?[] _exemplars; // bound: one more than bounds

    /// <param name="bounds">The upper bounds in nanoseconds, rising; what takes longer than the last is counted too.</param>
    public LatencyCounts(long[] bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        _bounds = bounds;
        (_counts, _exemplars) = (new long[bounds.Length + 1], new LatencyExemplar?[bounds.Length + 1]);
    }

    /// <summary>The bounds of spans, from 2 ms to 4.1 s, in nanoseconds: those of Tempo's span metrics.</summary>
    public static IReadOnlyList<long> SpanBounds => SpanNanoseconds;

    /// <summary>The bounds of calls between services, from 100 ms to 12.8 s, in nanoseconds: those of Tempo's service graph, and some that are shorter.</summary>
    public static IReadOnlyList<long> EdgeBounds => EdgeNanoseconds;

    internal static long[] SpanNanoseconds { get; } =
        [2_000_000, 4_000_000, 8_000_000, 16_000_000, 32_000_000, 64_000_000, 128_000_000, 256_000_000, 512_000_000, 1_020_000_000, 2_050_000_000, 4_100_000_000];

    internal static long[] EdgeNanoseconds { get; } =
        [5_000_000, 25_000_000, 100_000_000, 200_000_000, 400_000_000, 800_000_000, 1_600_000_000, 3_200_000_000, 6_400_000_000, 12_800_000_000];

    /// <summary>All that was counted.</summary>
    public long Count { get; private set; }

    /// <summary>Nanoseconds of all together.</summary>
    public long Sum { get; private set; }

    /// <summary>The upper bounds in nanoseconds.</summary>
    public IReadOnlyList<long> Bounds => _bounds;

    /// <summary>How many took no longer than a bound; those of all for the one past the last.</summary>
    public long UpTo(int bound)
    {
        long count = 0;
        for (var i = 0; i <= bound; i++)
            count += _counts[i];
        return count;
    }

    public void Add(long nanoseconds, TraceId trace, SpanId span, long time)
    {
        var at = 0;
        while (at < _bounds.Length && nanoseconds > _bounds[at])
            at++;
        _counts[at]++;
        Count++;
        Sum += nanoseconds;
        _exemplars[at] = new LatencyExemplar(trace, span, nanoseconds, time);
    }

    /// <summary>The trace that was counted last at a bound since this was asked before; none where none was.</summary>
    public LatencyExemplar? TakeExemplar(int bound)
    {
        var exemplar = _exemplars[bound];
        _exemplars[bound] = null;
        return exemplar;
    }
}

/// <summary>A span that was counted.</summary>
/// <param name="Trace">Its trace.</param>
/// <param name="Span">Its id.</param>
/// <param name="Nanoseconds">How long it took.</param>
/// <param name="Time">When it ended, in milliseconds since 1970-01-01 UTC.</param>
public readonly record struct LatencyExemplar(TraceId Trace, SpanId Span, long Nanoseconds, long Time);
