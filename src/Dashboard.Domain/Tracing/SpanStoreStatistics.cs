namespace Dashboard.Domain.Tracing;

/// <summary>What a <see cref="SpanStore"/> holds, and what became of the rest.</summary>
public sealed record SpanStoreStatistics
{
    /// <summary>Spans that are held.</summary>
    public required long Spans { get; init; }

    /// <summary>Traces that spans are held of.</summary>
    public required int Traces { get; init; }

    /// <summary>Memory that they take, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Memory that they may take.</summary>
    public required long Budget { get; init; }

    /// <summary>When the oldest span that is held starts, in nanoseconds since 1970-01-01 UTC; null where none is held.</summary>
    public required long? Oldest { get; init; }

    /// <summary>Spans that were held already when they came again.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Spans that came without a trace's or their own id.</summary>
    public required long Nameless { get; init; }

    /// <summary>Spans that went to make room.</summary>
    public required long Evicted { get; init; }

    /// <summary>Attributes, events and links beyond what one span may have.</summary>
    public required long Cut { get; init; }

    /// <summary>The same of each service, by name. Those beyond <see cref="TracingOptions.Services"/> are one, without a name.</summary>
    public required IReadOnlyList<ServiceShare> Services { get; init; }
}

/// <summary>What is held of one service.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Spans">Spans that are held.</param>
/// <param name="Bytes">Memory that they take.</param>
/// <param name="Evicted">Spans that went to make room.</param>
public sealed record ServiceShare(string Service, long Spans, long Bytes, long Evicted);
