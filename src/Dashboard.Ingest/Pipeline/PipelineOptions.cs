using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Bounds of the way from a source to the stores, settings section <c>Noc:Pipeline</c>.</summary>
public sealed class PipelineOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Pipeline";

    /// <summary>Records that may wait for their store. Default 65,536; 1 to 16,777,216. Full: sources that can wait do, others drop, both counted.</summary>
    [Range(1, 16_777_216)]
    public int QueueRecords { get; init; } = 65_536;

    /// <summary>Batches that may wait for their store, however few their records. Default 1,024; 1 to 65,536.</summary>
    [Range(1, 65_536)]
    public int QueueBatches { get; init; } = 1024;

    /// <summary>How far ahead of this machine's clock a record's time may be. Default 10 min; 1 s to 1 d. What is further ahead is refused.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(10);
}
