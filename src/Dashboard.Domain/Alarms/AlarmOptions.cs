using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.Alarms;

/// <summary>Bounds of the alarm list and its history, settings section <c>Noc:Alarms</c>.</summary>
public sealed class AlarmOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Alarms";

    /// <summary>
    /// Alarms of the active list. Where it is full a new one takes the place of the least severe and oldest one that is
    /// cleared, or acknowledged and no worse than it; where there is none it is refused and counted. Default 10,000; 100 to 100,000.
    /// </summary>
    [Range(100, 100_000)]
    public int MaxActive { get; init; } = 10_000;

    /// <summary>How long a cleared alarm that nobody acknowledged stays in the active list. Default 8 h, a shift; 1 min to 31 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan KeepCleared { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How often an alarm is raised again within <see cref="ToggleWindow"/> until it counts as toggling. Default 3; 2 to 20.</summary>
    [Range(2, 20)]
    public int ToggleCount { get; init; } = 3;

    /// <summary>The time that toggling is counted in, and that an alarm must keep still for to count no longer as toggling. Default 5 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan ToggleWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long alarms that left the active list are kept. Default 90 d; 1 h to 3650 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many alarms that left the active list are kept; of more the oldest leave. Default 200,000; 1,000 to 10 million.</summary>
    [Range(1_000, 10_000_000)]
    public int HistoryRows { get; init; } = 200_000;
}
