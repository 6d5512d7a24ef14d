namespace Dashboard.Ingest.Ran.Ves;

/// <summary>An event as it was read: its header, and where its other blocks are.</summary>
public sealed class VesEvent
{
    /// <summary>What it says it is about.</summary>
    public VesDomain Domain { get; internal set; }

    /// <summary>What tells it from other events of its source; the same for all that is said of one fault until it is cleared.</summary>
    public string EventId { get; internal set; } = "";

    public string EventName { get; internal set; } = "";

    public string EventType { get; internal set; } = "";

    /// <summary>Its number among those with the same <see cref="EventId"/>; 0 where its source does not count.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Whom it is about.</summary>
    public string SourceName { get; internal set; } = "";

    /// <summary>Who says so.</summary>
    public string ReportingEntityName { get; internal set; } = "";

    /// <summary>Who made whom it is about.</summary>
    public string VendorName { get; internal set; } = "";

    /// <summary>The namespace of its data where its domain is stndDefined; null where it names none.</summary>
    public string? Namespace { get; internal set; }

    /// <summary>When what it is about began, as it came: it should be microseconds since 1970-01-01 UTC.</summary>
    public double StartEpoch { get; internal set; }

    /// <summary>When that was last so, or its period ended, as it came.</summary>
    public double LastEpoch { get; internal set; }

    /// <summary>The block of its domain: an object; empty where it has none.</summary>
    public ReadOnlyMemory<byte> Block { get; internal set; }

    /// <summary>Names of blocks that belong to other domains.</summary>
    public IReadOnlyList<string> ForeignBlocks { get; internal set; } = [];

    /// <summary>The whole event: an object.</summary>
    public ReadOnlyMemory<byte> Octets { get; internal set; }
}
