using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Patterns;

/// <summary>Looking for patterns in series, settings section <c>Noc:Patterns</c>.</summary>
public sealed class PatternOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Patterns";

    /// <summary>How often patterns are looked for. Default 30 min; 1 min to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How far back seasons, recurrences and trends are looked for. Default 22 d, which has the three whole weeks that a weekly season takes; 1 to 60 d.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "60.00:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(22);

    /// <summary>The time from one of their values to the next, of which a whole number makes a day. Default 15 min; 5 min to 2 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "02:00:00")]
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back changes of level and what moves together are looked for. Default 6 h; 1 to 24 h.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "1.00:00:00")]
    public TimeSpan RecentWindow { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The time from one of their values to the next. Default 1 min; 30 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:05:00")]
    public TimeSpan RecentStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much later one series may follow another. Default 10 min; 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MostLag { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Series of each query that are looked at; those after them are left out and counted. Default 200; 1 to 2,000.</summary>
    [Range(1, 2000)]
    public int MostSeries { get; init; } = 200;

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Complaint() =>
        TimeSpan.FromDays(1).Ticks % Step.Ticks != 0 ? $"{Section}:{nameof(Step)} = {Step} does not divide a day: write 00:15:00 or 00:10:00, say." : null;
}
