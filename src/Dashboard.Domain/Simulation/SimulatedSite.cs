namespace Dashboard.Domain.Simulation;

/// <summary>What a site serves, by which its load takes its course over day and week.</summary>
public enum SiteKind
{
    /// <summary>Offices and shops.</summary>
    Business,

    /// <summary>Where people live.</summary>
    Residential,

    /// <summary>Works and warehouses, with machines that talk around the clock.</summary>
    Industry,

    /// <summary>A station, full when people travel.</summary>
    Station,

    /// <summary>A stadium, full on match days and all but empty on others.</summary>
    Stadium,

    /// <summary>The country.</summary>
    Rural,
}

/// <summary>A site of the simulated network: a base station with its cells, and the router that its backhaul begins at.</summary>
public sealed class SimulatedSite
{
    /// <summary>Which one it is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name, label <c>site</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The cluster that it belongs to, label <c>cluster</c>.</summary>
    public required string Cluster { get; init; }

    public required SiteKind Kind { get; init; }

    /// <summary>Degrees north (WGS 84).</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees east (WGS 84).</summary>
    public required double Longitude { get; init; }

    /// <summary>Which of its cluster's chains of routers it is in: 0 or 1.</summary>
    public required int Chain { get; init; }

    /// <summary>The most that its sun panels give, in watts; 0 where it has none.</summary>
    public required double SolarWatts { get; init; }

    public IReadOnlyList<SimulatedCell> Cells { get; internal set; } = [];

    /// <summary>The managed element, label <c>instance</c> of what it measures.</summary>
    public string Element => $"gnb-{Name}";

    /// <summary>The managed element's distinguished name.</summary>
    public string ElementDn => $"{SimulatedNetwork.TopDn},ManagedElement={Element}";

    /// <summary>The router that its backhaul begins at.</summary>
    public string Router => $"csr-{Name}";

    /// <summary>The router that its cluster's chains end at.</summary>
    public string Aggregation => $"agg-{Cluster}";
}
