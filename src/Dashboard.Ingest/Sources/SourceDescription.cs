using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources;

/// <summary>What a source is, as it does not change while it runs.</summary>
public sealed record SourceDescription
{
    /// <summary>Short, unique and stable: the value of label <c>source</c> in metrics, <c>host</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people: "This machine".</summary>
    public required string Name { get; init; }

    /// <summary>The protocol it speaks, or what it reads from: "SNMP v2c", "/proc and /sys".</summary>
    public required string Protocol { get; init; }

    /// <summary>The kinds of telemetry that it delivers.</summary>
    public required IReadOnlyList<TelemetryKind> Kinds { get; init; }

    /// <summary>What it can do, in words for people: "polls", "listens", "discovers".</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>How often it is expected to deliver; null where it is not known. Twice this is late, five times is stale.</summary>
    public TimeSpan? Interval { get; init; }
}
