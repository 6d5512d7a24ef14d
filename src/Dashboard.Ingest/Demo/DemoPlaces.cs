using Dashboard.Domain.Ran;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Demo;

/// <summary>What an operator would write into the settings about the simulated network: where its routers stand and what they are for, and the sites and clusters of its cells.</summary>
public static class DemoPlaces
{
    /// <summary>Entries as of <c>Noc:Places</c>.</summary>
    public static IEnumerable<Place> Routers(SimulatedNetwork network) =>
    [
        .. network.Sites.Select(static s => new Place { Instance = s.Router, Site = s.Name, Role = "access", Region = s.Cluster, Latitude = s.Latitude, Longitude = s.Longitude }),
        .. network.Sites.DistinctBy(static s => s.Cluster).Select(static s => new Place { Instance = s.Aggregation, Role = "aggregation", Region = s.Cluster }),
        new Place { Instance = SimulatedNetwork.Core, Role = "core" },
    ];

    /// <summary>Entries as of <c>Noc:Ran:Cells</c>.</summary>
    public static IEnumerable<CellEntry> Cells(SimulatedNetwork network) =>
        network.Sites.Select(static s => new CellEntry { Instance = s.Element, Site = s.Name, Cluster = s.Cluster, Latitude = s.Latitude, Longitude = s.Longitude });
}
