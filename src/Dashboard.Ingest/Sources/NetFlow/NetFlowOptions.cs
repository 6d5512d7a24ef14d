using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>How NetFlow and IPFIX are taken, settings section <c>Noc:Sources:NetFlow</c>. Ports are in <see cref="ListenOptions"/>.</summary>
public sealed class NetFlowOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:NetFlow";

    /// <summary>Observation domains (exporter and source id) that templates are kept for. Beyond it the one that was silent longest is forgotten. Default 4096; 1 to 65536.</summary>
    [Range(1, 65536)]
    public int MaxDomains { get; init; } = 4096;

    /// <summary>Fields of all templates together. Beyond it new templates are refused. Default 500,000; 1000 to 10,000,000.</summary>
    [Range(1000, 10_000_000)]
    public int MaxTemplateFields { get; init; } = 500_000;

    /// <summary>How long records wait for a template that has not come yet. Default 10 min; 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Octets of records that wait for templates. Default 8 MiB; 0 to 1 GiB.</summary>
    [Range(0, 1 << 30)]
    public int HeldBytes { get; init; } = 8 << 20;
}
