namespace Dashboard.Domain.Simulation;

/// <summary>How a slice does at a site in a span.</summary>
public readonly record struct SliceState
{
    /// <summary>Upper ends, in Mbit/s, of the ranges that <see cref="Shares"/> is by; the last range has none.</summary>
    public static IReadOnlyList<double> Ranges { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500];

    /// <summary>Mbit/s that a user of it saw downlink; 0 where nobody was served.</summary>
    public double UserDl { get; private init; }

    /// <summary>The same uplink.</summary>
    public double UserUl { get; private init; }

    /// <summary>Delay over the air downlink, in units of 0.1 ms.</summary>
    public double AirDelay { get; private init; }

    /// <summary>Delay in the link control downlink, in units of 0.1 ms.</summary>
    public double RlcDelay { get; private init; }

    /// <summary>Packets that are lost uplink, of a million.</summary>
    public double LossUl { get; private init; }

    /// <summary>Resource blocks in use downlink.</summary>
    public double PrbsUsed { get; private init; }

    /// <summary>PDU sessions that are open.</summary>
    public double Sessions { get; private init; }

    /// <summary>Users with data to be sent downlink.</summary>
    public double ActiveUsers { get; private init; }

    /// <summary>The state of a slice.</summary>
    /// <param name="network">The network.</param>
    /// <param name="site">One of its sites.</param>
    /// <param name="slice">A slice.</param>
    /// <param name="cells">The states of all cells of the network, by index.</param>
    /// <param name="time">The end of the span, in milliseconds since 1970-01-01 UTC.</param>
    public static SliceState Of(SimulatedNetwork network, SimulatedSite site, SimulatedSlice slice, ReadOnlySpan<CellState> cells, long time)
    {
        double users = 0, active = 0, prbs = 0, down = 0, up = 0, air = 0, rlc = 0, loss = 0;
        foreach (var cell in site.Cells)
        {
            ref readonly var state = ref cells[cell.Index];
            users += state.Users;
            active += state.ActiveUsers;
            prbs += state.PrbDl * (1 - state.Outage - state.Saving) * cell.Carrier.Prbs;
            down += state.UserDl * state.Users;
            up += state.UserUl * state.Users;
            air += state.AirDelay * state.Users;
            rlc += state.RlcDelay * state.Users;
            loss += state.LossUl * state.Users;
        }
        if (users <= 0)
            return default;
        var stream = Streams.SliceDelay + (site.Index * 4) + slice.Identity.Sst;
        var lively = Noise.Course(network.Seed, stream, time, 40_000);
        var (air2, rlc2) = (air / users, rlc / users);
        var mean = new SliceState
        {
            UserDl = down / users,
            UserUl = up / users,
            AirDelay = air2,
            RlcDelay = rlc2,
            LossUl = loss / users,
            PrbsUsed = prbs * slice.PrbShare,
            Sessions = users * slice.UserShare * 1.15,
            ActiveUsers = active * slice.UserShare,
        };
        return slice.Identity.Sst switch
        {
            // Comes first and is granted ahead: its delay hardly knows of load until there is no room left.
            2 => mean with
            {
                UserDl = Math.Min(mean.UserDl, 12 + lively),
                UserUl = Math.Min(mean.UserUl, 6 + (0.5 * lively)),
                AirDelay = 3.6 + (0.4 * lively) + (Math.Max(0, air2 - 120) * 0.02),
                RlcDelay = 1.9 + (0.3 * lively) + (Math.Max(0, rlc2 - 90) * 0.03),
                LossUl = 4 + (mean.LossUl * 0.01),
            },
            // Little at a time, on narrow carriers, and often far away or deep indoors; it wakes on the full hour.
            3 => mean with
            {
                UserDl = 0.062 + (0.004 * lively),
                UserUl = 0.048 + (0.004 * lively),
                AirDelay = 140 + (12 * lively),
                RlcDelay = 90 + (9 * lively),
                LossUl = 900 + (mean.LossUl * 0.5),
                Sessions = Things(site.Kind) * (users > 1 ? 1 : users),
                ActiveUsers = Things(site.Kind) * (0.01 + (0.08 * Math.Exp(-(time / 1000 % 3600) / 240.0))),
            },
            _ => mean,
        };
    }

    /// <summary>How the users of a span are spread over <see cref="Ranges"/> of throughput, where the middle of them sees a throughput.</summary>
    /// <param name="middle">Mbit/s.</param>
    /// <param name="shares">Gets a share for each range and one for what is above them; 1 together.</param>
    public static void Shares(double middle, Span<double> shares)
    {
        // A logistic course over the logarithm: half are within a factor of two.
        double before = 0;
        for (var i = 0; i < Ranges.Count; i++)
        {
            var below = middle <= 0 ? 1 : 1 / (1 + Math.Pow(Ranges[i] / middle, -1.6));
            (shares[i], before) = (below - before, below);
        }
        shares[Ranges.Count] = 1 - before;
    }

    private static double Things(SiteKind kind) => kind switch
    {
        SiteKind.Industry => 2400,
        SiteKind.Rural => 260,
        SiteKind.Stadium => 300,
        _ => 900,
    };
}
