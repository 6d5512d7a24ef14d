namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>One data point of a metric as it was read. Meant to be used again for the next.</summary>
internal sealed class OtlpPoint
{
    /// <summary>Bounds and buckets that a point may have; one with more is refused.</summary>
    public const int MaxBuckets = 1024;

    /// <summary>The flag of a point that says that there is none (DataPointFlags: no recorded value).</summary>
    private const ulong NoValue = 1;

    /// <summary>Where its attributes stand.</summary>
    public List<Range> Attributes { get; } = []; // bound: the message

    /// <summary>Where its exemplars stand.</summary>
    public List<Range> Exemplars { get; } = []; // bound: the message

    /// <summary>When it began to count, in nanoseconds since 1970-01-01 UTC; 0 where it does not say.</summary>
    public ulong Start { get; set; }

    /// <summary>When it was so, in nanoseconds since 1970-01-01 UTC; 0 where it does not say.</summary>
    public ulong Time { get; set; }

    public ulong Flags { get; set; }

    public bool HasNoValue => (Flags & NoValue) != 0;

    /// <summary>The value of a number, the sum of a distribution.</summary>
    public double Value { get; set; }

    /// <summary>Whether <see cref="Value"/> was said.</summary>
    public bool HasValue { get; set; }

    /// <summary>Measurements of a distribution.</summary>
    public ulong Count { get; set; }

    /// <summary>Upper bounds of a histogram's buckets, or quantiles of a summary, as the bits of floating-point numbers.</summary>
    public List<ulong> Bounds { get; } = []; // bound: the message

    /// <summary>Measurements in each bucket of a histogram, one more than bounds; values of a summary's quantiles by their bits.</summary>
    public List<ulong> Counts { get; } = []; // bound: the message

    /// <summary>The scale of an exponential histogram: each bucket's bound is 2^(2^-scale) times the one before.</summary>
    public long Scale { get; set; }

    /// <summary>Measurements of an exponential histogram that are as good as zero.</summary>
    public ulong Zeros { get; set; }

    /// <summary>Measurements of an exponential histogram that are below zero.</summary>
    public ulong Negatives { get; set; }

    /// <summary>The number of the first of the <see cref="Counts"/> of an exponential histogram.</summary>
    public long Offset { get; set; }

    public void Clear()
    {
        Attributes.Clear();
        Exemplars.Clear();
        Bounds.Clear();
        Counts.Clear();
        (Start, Time, Flags, Value, HasValue, Count, Scale, Zeros, Negatives, Offset) = (0, 0, 0, 0, false, 0, 0, 0, 0, 0);
    }
}
