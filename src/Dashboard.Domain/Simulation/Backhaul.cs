namespace Dashboard.Domain.Simulation;

/// <summary>An interface of a router of the simulated network.</summary>
/// <param name="Router">The router.</param>
/// <param name="Name">The interface.</param>
/// <param name="Peer">What is at the other end.</param>
/// <param name="Speed">Bits a second that it can carry each way.</param>
/// <param name="Carries">The sites whose traffic goes through it.</param>
/// <param name="IsUplink">Whether it leads to the core, so that what it sends is what users sent.</param>
public sealed record BackhaulInterface(string Router, string Name, string Peer, long Speed, IReadOnlyList<SimulatedSite> Carries, bool IsUplink);

/// <summary>The routers between the sites and the core: in each cluster two chains of them, which end at the cluster's own.</summary>
internal static class Backhaul
{
    private const long Gigabit = 1_000_000_000;

    public static IEnumerable<BackhaulInterface> Of(IReadOnlyList<SimulatedSite> sites)
    {
        foreach (var cluster in sites.GroupBy(static s => s.Cluster, StringComparer.Ordinal))
        {
            var aggregation = cluster.First().Aggregation;
            yield return new(aggregation, "et-0/0/0", SimulatedNetwork.Core, 100 * Gigabit, [.. cluster], IsUplink: true);
            yield return new(SimulatedNetwork.Core, $"et-0/0/{cluster.Key}", aggregation, 100 * Gigabit, [.. cluster], IsUplink: false);
            foreach (var chain in cluster.GroupBy(static s => s.Chain))
            {
                var along = chain.ToList();
                yield return new(aggregation, ChainPort(chain.Key), along[0].Router, 25 * Gigabit, along, IsUplink: false);
                for (var i = 0; i < along.Count; i++)
                {
                    var router = along[i].Router;
                    yield return new(router, "xe-0/0/0", i == 0 ? aggregation : along[i - 1].Router, 25 * Gigabit, along[i..], IsUplink: true);
                    if (i + 1 < along.Count)
                        yield return new(router, "xe-0/0/1", along[i + 1].Router, 25 * Gigabit, along[(i + 1)..], IsUplink: false);
                    yield return new(router, "ge-0/0/2", along[i].Element, 10 * Gigabit, [along[i]], IsUplink: false);
                }
            }
        }
    }

    /// <summary>The interface that a cluster's own router has to a chain.</summary>
    public static string ChainPort(int chain) => $"xe-0/1/{chain}";
}
