namespace Dashboard.Domain.Simulation;

/// <summary>What a site draws in a span.</summary>
public readonly record struct SitePower
{
    // The base band and the router.
    private const double FixedWatts = 420;
    private const double AsleepShare = 0.08;

    /// <summary>What the equipment draws, in watts.</summary>
    public double Equipment { get; private init; }

    /// <summary>What the whole site draws, with cooling and what the rectifiers lose, in watts.</summary>
    public double Facility { get; private init; }

    /// <summary>What of that its own panels give, in watts.</summary>
    public double Renewable { get; private init; }

    /// <summary>The temperature of the equipment, in degrees Celsius.</summary>
    public double Temperature { get; private init; }

    /// <summary>What is left in its battery, in hundredths.</summary>
    public double Charge { get; private init; }

    /// <summary>What a site draws.</summary>
    /// <param name="network">The network.</param>
    /// <param name="site">One of its sites.</param>
    /// <param name="cells">The states of all cells of the network, by index.</param>
    /// <param name="from">The beginning of the span, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">Its end.</param>
    /// <param name="incidents">What goes wrong.</param>
    public static SitePower Of(SimulatedNetwork network, SimulatedSite site, ReadOnlySpan<CellState> cells, long from, long to, IReadOnlyList<Incident> incidents)
    {
        var weather = Weather.At(network.Seed, from + ((to - from) / 2));
        double dark = 0, charge = 100;
        foreach (var incident in incidents)
        {
            if (incident.Kind != IncidentKind.BatteryDischarge || !ReferenceEquals(incident.Sites[0], site))
                continue;
            dark = Math.Max(dark, incident.Dark(from, to));
            charge = Math.Min(charge, incident.Charge(to));
        }
        var equipment = FixedWatts;
        foreach (var cell in site.Cells)
        {
            ref readonly var state = ref cells[cell.Index];
            equipment += (cell.Carrier.IdleWatts * (1 - (state.Saving * (1 - AsleepShare)))) + (cell.Carrier.LoadWatts * state.PrbDl * (1 - state.Outage - state.Saving));
        }
        equipment *= 1 - dark;
        var cooling = 0.06 + (0.012 * Math.Max(0, weather.Temperature - 8));
        var facility = equipment * (1.07 + cooling);
        return new SitePower
        {
            Equipment = equipment,
            Facility = facility,
            Renewable = Math.Min(facility, site.SolarWatts * weather.Sun),
            Temperature = weather.Temperature + 14 + (equipment / 400),
            Charge = charge,
        };
    }
}
