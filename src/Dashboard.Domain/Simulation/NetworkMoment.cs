namespace Dashboard.Domain.Simulation;

/// <summary>The whole simulated network in a span: every cell's state, and what follows from it for sites and their backhaul. Made anew for each span.</summary>
public sealed class NetworkMoment
{
    // Headers of tunnels and of what they go through.
    private const double Overhead = 1.08;

    private readonly CellState[] _cells;
    private readonly IReadOnlyList<Incident> _incidents;

    /// <param name="network">The network.</param>
    /// <param name="from">The beginning of the span, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">Its end.</param>
    /// <param name="incidents">What goes wrong, or went wrong before.</param>
    public NetworkMoment(SimulatedNetwork network, long from, long to, IReadOnlyList<Incident> incidents)
    {
        // What is long over leaves no more than a battery that is being charged.
        var charging = (long)Incident.BatteryCharges.TotalMilliseconds;
        (Network, From, To, _incidents) = (network, from, to, [.. incidents.Where(i => i.From <= to && i.To + charging > from)]);
        _cells = new CellState[network.Cells.Count];
        foreach (var cell in network.Cells)
            _cells[cell.Index] = CellState.Of(network, cell, from, to, _incidents);
    }

    public SimulatedNetwork Network { get; }

    /// <summary>The beginning of the span, in milliseconds since 1970-01-01 UTC.</summary>
    public long From { get; }

    /// <summary>Its end.</summary>
    public long To { get; }

    /// <summary>The states of all cells, by index.</summary>
    public ReadOnlySpan<CellState> Cells => _cells;

    /// <summary>How a slice does at a site.</summary>
    public SliceState SliceOf(SimulatedSite site, SimulatedSlice slice) => SliceState.Of(Network, site, slice, _cells, To);

    /// <summary>What a site draws.</summary>
    public SitePower PowerOf(SimulatedSite site) => SitePower.Of(Network, site, _cells, From, To, _incidents);

    /// <summary>Resource blocks that a site has downlink, on the mean of the span.</summary>
    public double PrbsOf(SimulatedSite site)
    {
        double prbs = 0;
        foreach (var cell in site.Cells)
            prbs += cell.Carrier.Prbs * (1 - _cells[cell.Index].Outage - _cells[cell.Index].Saving);
        return prbs;
    }

    /// <summary>Mbit/s of a site's backhaul, to it and from it.</summary>
    public (double Down, double Up) TrafficOf(SimulatedSite site)
    {
        double down = 0, up = 0;
        foreach (var cell in site.Cells)
        {
            down += _cells[cell.Index].CarriedDl;
            up += _cells[cell.Index].CarriedUl;
        }
        return (down * Overhead, up * Overhead);
    }

    /// <summary>Whether a site can be reached at the end of the span.</summary>
    public bool IsReachable(SimulatedSite site)
    {
        foreach (var incident in _incidents)
        {
            if ((incident.Kind == IncidentKind.FibreCut && incident.IsOn(To) && incident.Sites.Contains(site))
                || (incident.Kind == IncidentKind.BatteryDischarge && incident.IsOn(To) && incident.Charge(To) <= 0 && ReferenceEquals(incident.Sites[0], site)))
                return false;
        }
        return true;
    }

    /// <summary>By how many milliseconds the clock of a site's base station is ahead at the end of the span.</summary>
    public long ClockOf(SimulatedSite site)
    {
        foreach (var incident in _incidents)
        {
            if (ReferenceEquals(incident.Sites[0], site) && incident.Ahead(To) is var ahead and > 0)
                return ahead;
        }
        return 0;
    }

    /// <summary>Whether an interface has light at the end of the span.</summary>
    public bool HasLight(BackhaulInterface port)
    {
        foreach (var incident in _incidents)
        {
            if (incident.Kind != IncidentKind.FibreCut || !incident.IsOn(To))
                continue;
            var first = incident.Sites[0];
            if ((port.Router == first.Aggregation && port.Name == Backhaul.ChainPort(first.Chain)) || (port.Router == first.Router && port.IsUplink))
                return false;
        }
        return true;
    }

    /// <summary>Mbit/s that an interface receives and sends.</summary>
    public (double Received, double Sent) TrafficOf(BackhaulInterface port)
    {
        double down = 0, up = 0;
        foreach (var site in port.Carries)
        {
            var traffic = TrafficOf(site);
            (down, up) = (down + traffic.Down, up + traffic.Up);
        }
        return port.IsUplink ? (down, up) : (up, down);
    }
}
