namespace Dashboard.Domain.Simulation;

/// <summary>
/// A radio network that does not exist: 38 sites with 412 cells in five clusters, their backhaul and three slices. What it
/// is follows from its seed alone, and what it measures from seed, time and incidents. Its local time is UTC.
/// </summary>
public sealed class SimulatedNetwork
{
    /// <summary>What all distinguished names of the network lie below.</summary>
    public const string TopDn = "SubNetwork=Simulated";

    /// <summary>The router that every cluster's traffic goes through.</summary>
    public const string Core = "core-1";

    /// <summary>The core's access and mobility function, which tells of base stations that it has lost.</summary>
    public const string Amf = "amf-1";

    private static readonly SimulatedCarrier N28 = new("n28", 51, 2.1, 0.9, 45, 110, 160, Sleeps: false);
    private static readonly SimulatedCarrier N3 = new("n3", 51, 2.6, 0.9, 55, 120, 190, Sleeps: false);
    private static readonly SimulatedCarrier N1 = new("n1", 51, 2.8, 0.9, 55, 120, 190, Sleeps: true);
    private static readonly SimulatedCarrier N41 = new("n41", 162, 4.2, 0.75, 90, 190, 380, Sleeps: true);
    private static readonly SimulatedCarrier N78 = new("n78", 273, 4.6, 0.75, 130, 210, 520, Sleeps: false);

    private static readonly SimulatedCarrier[] Three = [N28, N3, N78];
    private static readonly SimulatedCarrier[] Four = [N28, N3, N1, N78];
    private static readonly SimulatedCarrier[] Dense = [N41, N78];

    private static readonly (string Cluster, double North, double East, string[] Sites)[] Plan =
    [
        ("centre", 59.913, 10.745, ["stadium:S", "central-station:T", "harbour:B", "old-town:B", "parliament:B", "exchange:B", "museum:B", "cathedral:R", "opera:R", "university:R"]),
        ("north", 60.010, 10.750, ["lakeside:R+", "northfield:R+", "birch-hill:R", "pine-ridge:R", "mill-valley:C", "high-moor:C", "chapel-green:C"]),
        ("east", 59.930, 10.950, ["foundry:I+", "dockyard:I+", "rail-works:I", "east-gate:R", "garden-city:R", "brick-lane:R", "river-bend:R"]),
        ("south", 59.810, 10.780, ["southbank:R+", "orchard:R", "sunny-side:R", "meadow:R", "clay-pit:R", "long-acre:C", "sand-point:C"]),
        ("west", 59.900, 10.520, ["tech-park:B+", "fairground:B", "west-end:R", "rose-hill:R", "vineyard:R", "fox-hollow:C", "cape:C"]),
    ];

    /// <param name="seed">What tells it from other networks of this kind.</param>
    public SimulatedNetwork(int seed)
    {
        Seed = seed;
        List<SimulatedSite> sites = []; // bound: Plan
        List<SimulatedCell> cells = []; // bound: Plan
        foreach (var (cluster, north, east, names) in Plan)
        {
            for (var i = 0; i < names.Length; i++)
                sites.Add(Site(sites.Count, cluster, north, east, names[i], i < (names.Length + 1) / 2 ? 0 : 1));
        }
        foreach (var (site, plan) in sites.Zip(Plan.SelectMany(static p => p.Sites)))
        {
            var first = cells.Count;
            var (sectors, carriers) = site.Kind switch
            {
                SiteKind.Stadium => (14, Dense),
                SiteKind.Station => (6, Three),
                _ => (3, plan.EndsWith('+') || site.Cluster == "centre" ? Four : Three),
            };
            for (var sector = 0; sector < sectors; sector++)
            {
                foreach (var carrier in carriers)
                {
                    cells.Add(new SimulatedCell
                    {
                        Index = cells.Count,
                        Name = $"{site.Name}-{(char)('a' + sector)}-{carrier.Name}",
                        Site = site,
                        Carrier = carrier,
                        Weight = 0.68 + (0.48 * Noise.Of(seed, Streams.Weight, cells.Count)),
                    });
                }
            }
            site.Cells = cells[first..];
        }
        (Sites, Cells) = (sites, cells);
        Interfaces = [.. Backhaul.Of(sites)];
        Clusters = [.. Plan.Select(static p => p.Cluster)];
    }

    public int Seed { get; }

    /// <summary>The sites, cluster by cluster.</summary>
    public IReadOnlyList<SimulatedSite> Sites { get; }

    /// <summary>The cells, site by site.</summary>
    public IReadOnlyList<SimulatedCell> Cells { get; }

    /// <summary>The names of the clusters.</summary>
    public IReadOnlyList<string> Clusters { get; }

    /// <summary>The routers' interfaces.</summary>
    public IReadOnlyList<BackhaulInterface> Interfaces { get; }

    /// <summary>The site of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public SimulatedSite SiteOf(string name) => Sites.FirstOrDefault(s => s.Name == name) ?? throw new KeyNotFoundException($"There is no site '{name}'.");

    private SimulatedSite Site(int index, string cluster, double north, double east, string plan, int chain)
    {
        var kind = plan[plan.IndexOf(':', StringComparison.Ordinal) + 1] switch
        {
            'S' => SiteKind.Stadium,
            'T' => SiteKind.Station,
            'B' => SiteKind.Business,
            'I' => SiteKind.Industry,
            'C' => SiteKind.Rural,
            _ => SiteKind.Residential,
        };
        var spread = kind == SiteKind.Rural ? 0.12 : cluster == "centre" ? 0.03 : 0.06;
        return new SimulatedSite
        {
            Index = index,
            Name = plan[..plan.IndexOf(':', StringComparison.Ordinal)],
            Cluster = cluster,
            Kind = kind,
            Latitude = Math.Round(north + (spread * ((2 * Noise.Of(Seed, Streams.Place, index)) - 1)), 5),
            Longitude = Math.Round(east + (spread * 1.8 * ((2 * Noise.Of(Seed, Streams.Place, index + 1000)) - 1)), 5),
            Chain = chain,
            SolarWatts = kind is SiteKind.Rural or SiteKind.Industry ? 2600 : 0,
        };
    }
}
