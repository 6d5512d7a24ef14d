using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>How devices are subscribed to, settings section <c>Noc:Sources:Gnmi</c>. Which they are is in <see cref="GnmiTargetOptions"/>.</summary>
public sealed class GnmiOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Gnmi";

    /// <summary>Whether devices are subscribed to. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Files of further modules, which say what becomes of paths, with commas between them. Default none.</summary>
    public string ModuleFiles { get; init; } = "";

    /// <summary>Leaves of a device that become series at most. Default 100,000; 1 to 10,000,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxLeaves { get; init; } = 100_000;

    /// <summary>Octets that one message of a device may have; with a longer one the connection ends. Default 16 MiB; 64 KiB to 256 MiB.</summary>
    [Range(64 << 10, 256 << 20)]
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Connections that must fail in a row before a device is taken for unreachable: its series end, and an event says so. Default 3; 1 to 100.</summary>
    [Range(1, 100)]
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>The longest that a device is left alone after a failure: the first time a second, then twice as long each time. One that refuses the user is left alone for this long at once. Default 5 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a value that is sent only when it changes is stored again while it holds. Default 1 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromMinutes(1);
}
