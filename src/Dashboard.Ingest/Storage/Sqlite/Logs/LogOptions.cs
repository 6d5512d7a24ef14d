using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>How much of log lines is kept, settings section <c>Noc:Logs</c>.</summary>
public sealed class LogOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Logs";

    /// <summary>How long lines are kept. Default 7 d; 1 h to 10 years. A sixteenth of it goes at a time.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Bytes that lines and their index may take on disk. Default 4 GiB; 64 MiB to 256 GiB. Over it the oldest go, a
    /// sixteenth at a time. A GiB takes some 5 MiB of memory to be found in.
    /// </summary>
    [Range(64L << 20, 256L << 30)]
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Bytes of lines that may wait for being written. Default 64 MiB; 4 MiB to 4 GiB. Full: sources are held back; while
    /// the disk fails, further lines are dropped and counted.
    /// </summary>
    [Range(4L << 20, 4L << 30)]
    public long WaitingBytes { get; init; } = 64L << 20;
}
