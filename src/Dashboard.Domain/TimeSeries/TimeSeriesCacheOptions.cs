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
}
