using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources;

/// <summary>A source at one moment, as the Sources page shows it.</summary>
public sealed record SourceStatus
{
    public required SourceDescription Description { get; init; }

    public required SourceState State { get; init; }

    /// <summary>Why it is in that state, where that needs a word; otherwise empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it is inactive because it cannot or shall not run, and not because nothing has come yet.</summary>
    public required bool IsSwitchedOff { get; init; }

    /// <summary>When it last delivered; null before the first time.</summary>
    public required DateTimeOffset? LastContact { get; init; }

    /// <summary>Records stored since the start.</summary>
    public required long Records { get; init; }

    /// <summary>Records a second over the last ten seconds.</summary>
    public required double RecordsPerSecond { get; init; }

    /// <summary>Octets decoded since the start.</summary>
    public required long Bytes { get; init; }

    /// <summary>Failures to read or decode since the start.</summary>
    public required long Errors { get; init; }

    /// <summary>Records that were not stored since the start, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>Deliveries that had to wait: for room in the queue of the pipeline.</summary>
    public required long Waits { get; init; }

    /// <summary>The slowest way from decoded to stored within the last ten seconds.</summary>
    public required TimeSpan ProcessingLatency { get; init; }

    /// <summary>The last errors, newest first.</summary>
    public required IReadOnlyList<SourceError> LastErrors { get; init; }

    /// <summary>What it holds in the cache, and what it had to do without there.</summary>
    public required SourceStatistics Held { get; init; }
}

/// <summary>Something that went wrong at a source, as a sentence.</summary>
public sealed record SourceError(DateTimeOffset At, string Text, long Times);
