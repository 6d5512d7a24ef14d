using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.Gnmi.Modules;

/// <summary>What becomes of one leaf of a device's tree.</summary>
public sealed record GnmiMetric
{
    /// <summary>The leaf by the names of its nodes, without origin, modules and keys: <c>/interfaces/interface/state/mtu</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The metric's name.</summary>
    public required string Name { get; init; }

    /// <summary>Counter, gauge, or info: a series of value 1 that has the leaf's text as label <see cref="InfoLabel"/>.</summary>
    public required MetricType Type { get; init; }

    public string Help { get; init; } = "";

    /// <summary>Labels and what they are made of: text with keys in braces, <c>{interface_name}</c>. Other keys become labels as they are.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels and the leaves that hold their values, below a node that is above this leaf.</summary>
    public IReadOnlyDictionary<string, string> Lookups { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys that become no label where they have this value, whatever its case; where that is empty, with any value.</summary>
    public IReadOnlyDictionary<string, string> Drop { get; init; } = new Dictionary<string, string>();

    /// <summary>What texts and truth values are as numbers, whatever their case and module.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>What numbers are multiplied by.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether octets, and text in base64, are a floating-point number (<c>ieeefloat32</c> of openconfig-types).</summary>
    public bool IsFloat { get; init; }

    /// <summary>Of info, the label that holds the text.</summary>
    public string InfoLabel { get; init; } = "";

    /// <summary>What a change of the text tells; null for nothing.</summary>
    public GnmiEventRule? Event { get; init; }
}

/// <summary>The event that a change of a state makes: <c>link-down</c> when it leaves its good text, <c>link-up</c> when it comes back.</summary>
/// <param name="Name">What the event's type begins with.</param>
/// <param name="Managed">What it happens to, with keys in braces.</param>
/// <param name="Good">The good text.</param>
/// <param name="Severity">How bad it is to leave it.</param>
public sealed record GnmiEventRule(string Name, string Managed, string Good, PerceivedSeverity Severity);
