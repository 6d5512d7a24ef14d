using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.TimeSeries;

/// <summary>Bounds of the time-series cache, settings section <c>Noc:Cache</c>.</summary>
public sealed class TimeSeriesCacheOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Cache";

    /// <summary>How far back samples are kept. Default 26 h, so that a day can be compared with the one before; 1 min to 31 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(26);

    /// <summary>Memory for samples and index, in bytes. Default 1 GiB; 16 MiB to 1 TiB.</summary>
    [Range(16L << 20, 1L << 40)]
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Series one source may have at a time. Default 200,000; 1 to 50 million.</summary>
    [Range(1, 50_000_000)]
    public int SeriesPerSource { get; init; } = 200_000;

    /// <summary>
    /// Memory that the series of one source may take, in bytes, so that a noisy source cannot push the others out.
    /// Default half of <see cref="Bytes"/>; 1 MiB to 1 TiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long? BytesPerSource { get; init; }

    /// <summary>How long before the newest sample of its series a sample may come and still be taken. Default 2 h; 0 to 31 d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan OutOfOrderWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How far ahead of the server's clock a sample may be. Default 1 d, so that a clock in a wrong time zone shows and a
    /// broken one does no harm; 1 min to 31 d.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan FutureWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Exemplars that are held, some 200 bytes each. Default 100,000; 0 to 10 million. Full: the oldest leaves.</summary>
    [Range(0, 10_000_000)]
    public int Exemplars { get; init; } = 100_000;

    /// <summary>
    /// After how long without a sample a series counts as idle: its memory is packed, and at a limit it goes before any
    /// other. Default 1 h; 1 min to 31 d.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(1);
}
