using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Storage;

/// <summary>Whether and how samples are kept beyond the process, settings section <c>Noc:History</c>.</summary>
public sealed class HistoryOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:History";

    /// <summary>Who keeps them. Default <see cref="HistoryEngine.Sqlite"/>, embedded.</summary>
    [EnumDataType(typeof(HistoryEngine))]
    public HistoryEngine Engine { get; init; } = HistoryEngine.Sqlite;

    /// <summary>After how long at most samples are written: what a killed process loses. Default 10 s; 0.1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Samples that may wait for being written, 24 bytes each; half of them are written before the interval is over.
    /// Default 524,288; 1,024 to 16 million. Full: sources are held back; while the store fails, samples go only to the
    /// cache and are counted.
    /// </summary>
    [Range(1024, 16 << 20)]
    public int WaitingSamples { get; init; } = 512 * 1024;
}
