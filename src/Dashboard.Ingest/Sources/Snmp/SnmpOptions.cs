using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>How devices are polled, settings section <c>Noc:Sources:Snmp</c>. Which they are is in <see cref="SnmpDeviceOptions"/>.</summary>
public sealed class SnmpOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Snmp";

    /// <summary>Whether devices are polled. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Files of further modules in the form of snmp_exporter's <c>snmp.yml</c>, with commas between them. Default none.</summary>
    public string ModuleFiles { get; init; } = "";

    /// <summary>Bindings that a device is asked for at once at most; halved where it cannot. Default 60, which fits into an Ethernet frame; 1 to 1000.</summary>
    [Range(1, 1000)]
    public int MaxBindings { get; init; } = 60;

    /// <summary>Instances of a table that are read of a device at most. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxRows { get; init; } = 10_000;

    /// <summary>Octets that a device may answer in one poll at most, or the poll ends. Default 16 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30)]
    public long MaxPollBytes { get; init; } = 16L << 20;

    /// <summary>How long labels that come from a device, such as ifAlias, are used before they are read again. Default 5 min; 10 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan LabelInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a device is asked who it is, what it has and whom it sees. Default 10 min; 10 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan InventoryInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Polls that must fail in a row before a device is left alone for longer each time, up to <see cref="LongestPause"/>. Default 3; 1 to 100.</summary>
    [Range(1, 100)]
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>The longest that a device which does not answer is left alone. Default 10 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(10);
}
