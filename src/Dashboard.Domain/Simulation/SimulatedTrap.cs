namespace Dashboard.Domain.Simulation;

/// <summary>A trap by which a cluster's router tells that one of its interfaces has lost its light, or has it again (RFC 2863 linkDown, linkUp).</summary>
/// <param name="Time">When, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Port">The interface's name.</param>
/// <param name="PortIndex">Its number (ifIndex).</param>
/// <param name="IsUp">Whether it has its light again.</param>
public readonly record struct SimulatedTrap(long Time, string Cluster, string Port, int PortIndex, bool IsUp)
{
    // As the routers' logs have it.
    private const int ChainPortIndex = 584;

    /// <summary>The traps of an incident, in the order of time.</summary>
    public static IReadOnlyList<SimulatedTrap> Of(Incident incident)
    {
        if (incident.Kind != IncidentKind.FibreCut)
            return [];
        var first = incident.Sites[0];
        var port = Backhaul.ChainPort(first.Chain);
        return [new(incident.From + 1000, first.Cluster, port, ChainPortIndex, IsUp: false), new(incident.To + 1000, first.Cluster, port, ChainPortIndex, IsUp: true)];
    }
}
