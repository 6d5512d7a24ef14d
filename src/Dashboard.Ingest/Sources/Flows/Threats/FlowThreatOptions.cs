using System.ComponentModel.DataAnnotations;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Flows.Threats;

/// <summary>A list of bad addresses that flows are held against; an entry of the list in settings section <c>Noc:FlowThreats</c>.</summary>
public sealed class FlowThreatOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:FlowThreats";

    /// <summary>Lists at most.</summary>
    public const int MaxLists = 32;

    /// <summary>Its name, label <c>list</c>. Required.</summary>
    [Required, MinLength(1)]
    public string List { get; init; } = "";

    /// <summary>The file: addresses and prefixes of IPv4 and IPv6, one a line, alone or as the first such column of CSV; <c>#</c> and <c>;</c> begin comments. Required.</summary>
    [Required, MinLength(1)]
    public string File { get; init; } = "";

    /// <summary>How bad a match is. Default <c>Major</c>.</summary>
    [EnumDataType(typeof(PerceivedSeverity))]
    public PerceivedSeverity Severity { get; init; } = PerceivedSeverity.Major;

    /// <summary>How often it is looked whether the file has changed. Default 1 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an address that was told is not told again for the same list. Default 10 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EventInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is wrong with the lists, as a sentence; null where nothing is.</summary>
    public static string? Complaint(IReadOnlyList<FlowThreatOptions> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        return lists.Count > MaxLists ? $"{Section} has {lists.Count} lists, and there may be {MaxLists}."
            : lists.GroupBy(l => l.List, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"{Section}: two lists are called '{twice.Key}'."
            : null;
    }
}
