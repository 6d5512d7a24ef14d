using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.Tracing;

/// <summary>How much of traces is kept, in memory and on disk, settings section <c>Noc:Traces</c>.</summary>
public sealed class TracingOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Traces";

    /// <summary>
    /// Memory for spans, in bytes. Default 256 MiB; 16 MiB to 64 GiB. Full: the oldest go, of a service that holds more than
    /// an equal part; a service within its part loses none to the others.
    /// </summary>
    [Range(16L << 20, 64L << 30)]
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>Services that have a part of the memory of their own; further ones share one. Default 500; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int Services { get; init; } = 500;

    /// <summary>Bytes that spans may take on disk. Default 1 GiB; 16 MiB to 1 TiB. Over it the oldest go, a sixteenth at a time.</summary>
    [Range(16L << 20, 1L << 40)]
    public long DiskBytes { get; init; } = 1L << 30;

    /// <summary>How long spans are kept on disk. Default 2 d; 1 h to 366 d. A sixteenth of it goes at a time.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(2);

    /// <summary>
    /// Combinations of service, operation, kind and status that get series of their own, 16 series each. Default 4000; 10 to
    /// 100,000. The operations of further ones are named <c>other</c>, and counted.
    /// </summary>
    [Range(10, 100_000)]
    public int SeriesKeys { get; init; } = 4000;

    /// <summary>Pairs of services that get series of their own, 23 series each. Default 2000; 10 to 50,000. Further pairs are named <c>other</c>, and counted.</summary>
    [Range(10, 50_000)]
    public int Edges { get; init; } = 2000;

    /// <summary>How long one side of a call waits for the other. Default 30 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PairWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sides of calls that may wait for the other, some 200 bytes each. Default 100,000; 1000 to 10 million. Full: the oldest waits no longer, and is counted.</summary>
    [Range(1000, 10_000_000)]
    public int WaitingCalls { get; init; } = 100_000;
}
