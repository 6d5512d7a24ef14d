namespace Dashboard.Domain.Simulation;

/// <summary>How a cell is in a span: means over it, as seed, time and incidents make them.</summary>
public readonly record struct CellState
{
    private const long Minute = 60_000;

    // Of the mean of a cell that is busy, what an event of a new connection takes of the time a user stays: 14 an hour.
    private const double ConnectionsPerUserHour = 14;

    // What of connected users has something in its buffers.
    private const double ActiveShare = 0.14;

    /// <summary>Seconds of the span.</summary>
    public double Seconds { get; private init; }

    /// <summary>The part of it that the cell was off the air by a fault.</summary>
    public double Outage { get; private init; }

    /// <summary>The part of it that the cell was switched off to save energy.</summary>
    public double Saving { get; private init; }

    /// <summary>Resource blocks in use downlink while it was on the air, 0 to 1.</summary>
    public double PrbDl { get; private init; }

    /// <summary>The same uplink.</summary>
    public double PrbUl { get; private init; }

    /// <summary>Mbit/s that it carried downlink, on the mean of the whole span.</summary>
    public double CarriedDl { get; private init; }

    /// <summary>The same uplink.</summary>
    public double CarriedUl { get; private init; }

    /// <summary>Mbit/s that a user saw downlink; 0 where nobody was served.</summary>
    public double UserDl { get; private init; }

    /// <summary>The same uplink.</summary>
    public double UserUl { get; private init; }

    /// <summary>Users that were connected.</summary>
    public double Users { get; private init; }

    /// <summary>Users with data to be sent downlink.</summary>
    public double ActiveUsers { get; private init; }

    /// <summary>Delay over the air downlink, in units of 0.1 ms.</summary>
    public double AirDelay { get; private init; }

    /// <summary>Delay in the link control downlink, in units of 0.1 ms.</summary>
    public double RlcDelay { get; private init; }

    /// <summary>Packets that are lost uplink, of a million.</summary>
    public double LossUl { get; private init; }

    /// <summary>Blocks that are sent again uplink, 0 to 1.</summary>
    public double BlockErrorsUl { get; private init; }

    /// <summary>Connections that are attempted in the span.</summary>
    public double Connections { get; private init; }

    /// <summary>Of those, how many succeed, 0 to 1.</summary>
    public double ConnectionRate { get; private init; }

    /// <summary>Handovers that are asked for in the span.</summary>
    public double Handovers { get; private init; }

    /// <summary>How many of them succeed in preparation, and of those in execution, 0 to 1.</summary>
    public double HandoverRate { get; private init; }

    /// <summary>The state of a cell.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cell">One of its cells.</param>
    /// <param name="from">The beginning of the span, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">Its end.</param>
    /// <param name="incidents">What goes wrong.</param>
    public static CellState Of(SimulatedNetwork network, SimulatedCell cell, long from, long to, IReadOnlyList<Incident> incidents)
    {
        var (site, carrier, seed) = (cell.Site, cell.Carrier, network.Seed);
        var middle = from + ((to - from) / 2);
        var weather = Weather.At(seed, middle);
        var effects = CellEffects.Of(cell, from, to, incidents);
        var demand = LoadCourse.Of(site.Kind, middle, weather.Rain) * cell.Weight
            * (1 + (0.14 * Noise.Course(seed, Streams.SiteSlow + site.Index, middle, 47 * Minute)) + (0.10 * Noise.Course(seed, Streams.CellSlow + cell.Index, middle, 11 * Minute)) + (0.05 * Noise.Course(seed, Streams.CellQuick + cell.Index, middle, Minute / 2)));
        var saves = carrier.Sleeps && demand < 0.10;
        var saving = saves ? 1 - effects.Outage : 0;
        demand = (Math.Max(0.01, demand) * (1 - effects.Crowd)) + (effects.Crowd * (1.05 + (0.1 * cell.Weight)));
        var served = (1 - effects.Outage - saving) * (1 - effects.Asleep);
        // What is asked for is used up to nine tenths; of the last tenth each further part is harder to come by.
        var used = demand < 0.9 ? demand : 0.9 + (0.095 * (1 - Math.Exp(-5 * (demand - 0.9))));
        var capacity = carrier.CapacityDl * (1 - (0.06 * weather.Rain)) * (1 - (0.1 * effects.Mistimed));
        var usedUl = Math.Min(0.99, (0.62 * used) + (0.3 * effects.Disturbed));
        var capacityUl = carrier.CapacityDl * 0.22 * (1 - (0.65 * effects.Disturbed));
        var users = carrier.Users * Math.Min(1.25, demand) * served;
        var over = Math.Max(0, demand - 0.85);
        var hours = (to - from) / 3_600_000.0;
        var isServing = served > 0.001;
        return new CellState
        {
            Seconds = (to - from) / 1000.0,
            Outage = effects.Outage,
            Saving = saving,
            PrbDl = isServing ? (used * (1 - effects.Asleep)) + (0.015 * effects.Asleep) : effects.Asleep * 0.015,
            PrbUl = isServing ? usedUl * (1 - effects.Asleep) : 0,
            CarriedDl = used * capacity * served,
            CarriedUl = 0.62 * used * capacityUl * served,
            UserDl = isServing ? capacity * 0.5 * (0.03 + (0.97 * (1 - used))) : 0,
            UserUl = isServing ? capacityUl * 0.5 * (0.05 + (0.95 * (1 - usedUl))) : 0,
            Users = users,
            ActiveUsers = users * ActiveShare * (0.6 + used),
            AirDelay = 22 / (1.08 - used) * 0.9,
            RlcDelay = 14 / (1.05 - used),
            LossUl = 180 * (1 + (4 * used * used)) + (26_000 * effects.Disturbed) + (9000 * over),
            BlockErrorsUl = Math.Min(0.6, 0.06 + (0.03 * used) + (0.35 * effects.Disturbed)),
            Connections = users * ConnectionsPerUserHour * hours,
            ConnectionRate = Math.Clamp(0.9972 - (0.45 * over) - (0.06 * effects.Disturbed), 0.3, 1),
            Handovers = users * HandoversPerUserHour(site.Kind) * hours,
            HandoverRate = Math.Clamp(0.9965 - (0.08 * over) - (0.02 * effects.Disturbed) - (0.12 * effects.Mistimed), 0.3, 1),
        };
    }

    private static double HandoversPerUserHour(SiteKind kind) => kind switch
    {
        SiteKind.Station => 9,
        SiteKind.Rural => 7,
        SiteKind.Stadium => 1.5,
        SiteKind.Industry => 3,
        _ => 5,
    };
}
