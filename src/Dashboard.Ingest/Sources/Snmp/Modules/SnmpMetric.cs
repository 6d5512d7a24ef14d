using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>An object of a MIB that becomes a metric.</summary>
public sealed record SnmpMetric
{
    /// <summary>The metric's name, that of the object: <c>ifHCInOctets</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The object; of a scalar with its instance, <c>1.3.6.1.2.1.1.3.0</c>.</summary>
    public required ObjectIdentifier Oid { get; init; }

    public required SnmpMetricType Type { get; init; }

    /// <summary>One line for people.</summary>
    public string Help { get; init; } = "";

    /// <summary>What the instances are told apart by; none for a scalar.</summary>
    public IReadOnlyList<SnmpIndex> Indexes { get; init; } = [];

    /// <summary>Further labels, read from other columns.</summary>
    public IReadOnlyList<SnmpLookup> Lookups { get; init; } = [];

    /// <summary>Names of the values of an enumeration.</summary>
    public IReadOnlyDictionary<long, string> Names { get; init; } = new Dictionary<long, string>();

    /// <summary>What the value is multiplied by.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What is added after that.</summary>
    public double Offset { get; init; }

    /// <summary>The value that becomes 1, all others 0; null where values stay what they are.</summary>
    public long? OneIf { get; init; }

    /// <summary>The metric of the same table, by name, without a value above or below 0 of which an instance is left out here; empty for none.</summary>
    public string OnlyWhere { get; init; } = "";

    /// <summary>The column that stands in for an instance that has no value here: 32 bits for 64.</summary>
    public ObjectIdentifier? Fallback { get; init; }

    /// <summary>What a value of <see cref="Fallback"/> is multiplied by.</summary>
    public double FallbackScale { get; init; } = 1;

    /// <summary>The column whose change says that counters of the instance began anew (RFC 2863 section 3.1.5).</summary>
    public ObjectIdentifier? Discontinuity { get; init; }
}

/// <summary>How values of an object become values of a metric, by the names that snmp_exporter's modules have for it.</summary>
public enum SnmpMetricType
{
    /// <summary>A number that rises and falls.</summary>
    Gauge,

    /// <summary>A total that only rises; 32 bits wide ones are carried on over their wrap.</summary>
    Counter,

    /// <summary>Text, shown as the label of the metric's name on a series whose value is 1.</summary>
    Text,

    /// <summary>Six octets as a MAC address, shown as text.</summary>
    PhysAddress,

    /// <summary>An IPv4 or IPv6 address, shown as text.</summary>
    Address,

    /// <summary>The name of an enumeration's value, shown as text on a series whose name ends in <c>_info</c>.</summary>
    EnumInfo,

    /// <summary>A DateAndTime of SNMPv2-TC in seconds since 1970-01-01 UTC.</summary>
    DateAndTime,
}

/// <summary>How a part of an instance's name is read.</summary>
public enum SnmpIndexType
{
    Number,

    /// <summary>Octets with their count before them, or of a fixed count, as text.</summary>
    Text,

    /// <summary>Octets likewise, as a MAC address.</summary>
    PhysAddress,

    /// <summary>Four octets.</summary>
    Ipv4,

    /// <summary>Sixteen octets.</summary>
    Ipv6,

    /// <summary>A kind of address, a count and so many octets (RFC 4001).</summary>
    InetAddress,
}

/// <summary>A part of an instance's name, and the label that it becomes.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Type">How it is read.</param>
/// <param name="FixedSize">Octets that it always has; 0 where their count comes before them.</param>
/// <param name="IsImplied">Whether it takes all that is left, without a count (RFC 2578 section 7.7).</param>
public sealed record SnmpIndex(string Label, SnmpIndexType Type, int FixedSize = 0, bool IsImplied = false);

/// <summary>A label that is read from a column, at the place that parts of the instance's name point to.</summary>
/// <param name="Labels">The parts of the instance's name, by their labels.</param>
/// <param name="Label">The label that it becomes.</param>
/// <param name="Oid">The column; null where the lookup does nothing but drop the parts.</param>
/// <param name="Type">How its values become text.</param>
/// <param name="DropsIndexes">Whether the parts themselves are no labels.</param>
/// <param name="Fallback">The column that stands in where this one has nothing.</param>
public sealed record SnmpLookup(
    IReadOnlyList<string> Labels, string Label, ObjectIdentifier? Oid, SnmpMetricType Type, bool DropsIndexes, ObjectIdentifier? Fallback);
