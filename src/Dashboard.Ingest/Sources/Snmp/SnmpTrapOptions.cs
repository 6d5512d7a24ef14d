using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>How traps and informs are taken, settings section <c>Noc:Sources:SnmpTrap</c>. Where is <see cref="ListenOptions.SnmpTrap"/>.</summary>
public sealed class SnmpTrapOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:SnmpTrap";

    /// <summary>Communities that traps of versions 1 and 2c are taken with, with commas between them. Default empty: any.</summary>
    public string Communities { get; init; } = "";

    /// <summary>Senders that are counted apart and known again by name; further ones share one count. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSenders { get; init; } = 10_000;

    /// <summary>Traps a second of one sender that become events; further ones are counted only. Default 100; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxPerSender { get; init; } = 100;

    /// <summary>How long an inform is known again that its sender repeats because it did not hear the acknowledgement. Default 2 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(2);

    internal string[] CommunityList => Communities.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
