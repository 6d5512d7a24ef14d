using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>How much the embedded history keeps, settings section <c>Noc:SqliteHistory</c>.</summary>
public sealed class SqliteHistoryOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:SqliteHistory";

    /// <summary>How long every sample is kept. Default 7 d; 2 h to 10 years.</summary>
    [Range(typeof(TimeSpan), "02:00:00", "3660.00:00:00")]
    public TimeSpan Raw { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long roll-ups of 1 min are kept. Default 30 d; 2 d to 10 years.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3660.00:00:00")]
    public TimeSpan Minutes { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long roll-ups of 15 min are kept. Default 180 d; 2 d to 10 years.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3660.00:00:00")]
    public TimeSpan Quarters { get; init; } = TimeSpan.FromDays(180);

    /// <summary>
    /// How long roll-ups of 1 h are kept, and how old a sample may be to be taken at all. Default 2 years; 2 d to 10 years.
    /// </summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3660.00:00:00")]
    public TimeSpan Hours { get; init; } = TimeSpan.FromDays(731);

    /// <summary>
    /// Bytes of the file that may be in use. Default 20 GiB; 16 MiB to 16 TiB. Over it the oldest samples go first, hour
    /// by hour, then the oldest roll-ups, the finest first; the newest of each stay.
    /// </summary>
    [Range(16L << 20, 16L << 40)]
    public long MaxBytes { get; init; } = 20L << 30;

    /// <summary>
    /// Series at a time. Default 1 million; 1 to 50 million. At the limit those make room that had no sample for longest,
    /// but not within an hour; where there are none, new series are refused and counted.
    /// </summary>
    [Range(1, 50_000_000)]
    public int MaxSeries { get; init; } = 1_000_000;
}
