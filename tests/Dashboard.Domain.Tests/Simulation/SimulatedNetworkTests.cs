using Dashboard.Domain.Simulation;

namespace Dashboard.Domain.Tests.Simulation;

public sealed class SimulatedNetworkTests
{
    private const long Hour = 3_600_000;
    private const long Period = 900_000;

    // A Wednesday, so that there is a match in the evening.
    private static readonly long Wednesday = new DateTimeOffset(2026, 11, 18, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly SimulatedNetwork _network = new(1);

    [Fact]
    public void There_are_38_sites_with_412_cells_in_five_clusters_and_no_name_twice()
    {
        Assert.Equal((38, 412, 5, 3), (_network.Sites.Count, _network.Cells.Count, _network.Clusters.Count, SimulatedSlice.All.Count));
        Assert.Equal(412, _network.Cells.Select(static c => c.Name).Distinct().Count());
        Assert.Equal(38, _network.Sites.Select(static s => s.Name).Distinct().Count());
        Assert.Equal(_network.Interfaces.Count, _network.Interfaces.Select(static i => (i.Router, i.Name)).Distinct().Count());
        Assert.All(_network.Cells, c => Assert.Contains(c, c.Site.Cells));
    }

    [Fact]
    public void The_same_seed_and_time_give_the_same_numbers_and_another_seed_others()
    {
        var one = new NetworkMoment(_network, Wednesday, Wednesday + Period, []);
        var same = new NetworkMoment(new SimulatedNetwork(1), Wednesday, Wednesday + Period, []);
        var other = new NetworkMoment(new SimulatedNetwork(2), Wednesday, Wednesday + Period, []);

        Assert.Equal(one.Cells.ToArray(), same.Cells.ToArray());
        Assert.NotEqual(one.Cells.ToArray(), other.Cells.ToArray());
    }

    [Fact]
    public void Nothing_that_is_counted_succeeds_more_often_than_it_was_attempted_and_shares_stay_shares()
    {
        var (du, cu) = (new double[CellCounters.DuNames.Count], new double[CellCounters.CuNames.Count]);
        foreach (var moment in Moments())
        {
            foreach (var cell in _network.Cells)
            {
                ref readonly var state = ref moment.Cells[cell.Index];
                CellCounters.FillDu(_network, cell, state, moment.To, du);
                CellCounters.FillCu(_network, cell, state, moment.To, cu);
                Assert.InRange(state.PrbDl, 0, 1);
                Assert.InRange(state.PrbUl, 0, 1);
                Assert.InRange(state.Outage + state.Saving, 0, 1.000001);
                Assert.All(du.Concat(cu), static v => Assert.False(v < 0 || double.IsInfinity(v)));
                foreach (var (part, whole) in Pairs(CellCounters.CuNames))
                    Assert.True(cu[part] <= cu[whole], $"{cell.Name}: {CellCounters.CuNames[part]} {cu[part]} of {cu[whole]}");
                Assert.True(du[Place(CellCounters.DuNames, "TB.ErrTotNbrDl")] <= du[Place(CellCounters.DuNames, "TB.TotNbrDl")]);
            }
        }
    }

    [Fact]
    public void Volume_is_throughput_times_time_and_never_more_than_the_cell_can_carry()
    {
        var values = new double[CellCounters.CuNames.Count];
        foreach (var moment in Moments())
        {
            foreach (var cell in _network.Cells)
            {
                ref readonly var state = ref moment.Cells[cell.Index];
                CellCounters.FillCu(_network, cell, state, moment.To, values);
                Assert.Equal(state.CarriedDl * 900, values[Place(CellCounters.CuNames, "DRB.PdcpSduVolumeDL")], 2);
                Assert.InRange(state.CarriedDl, 0, cell.Carrier.CapacityDl);
                Assert.InRange(state.UserDl, 0, cell.Carrier.CapacityDl);
            }
        }
    }

    [Fact]
    public void Slices_use_no_more_blocks_than_there_are_and_the_urgent_one_is_the_quickest()
    {
        foreach (var moment in Moments())
        {
            foreach (var site in _network.Sites)
            {
                var slices = SimulatedSlice.All.Select(s => moment.SliceOf(site, s)).ToList();
                Assert.True(slices.Sum(static s => s.PrbsUsed) <= moment.PrbsOf(site) + 1e-6, site.Name);
                if (slices[0].UserDl == 0)
                    continue;
                Assert.True(slices[1].AirDelay + slices[1].RlcDelay < slices[0].AirDelay + slices[0].RlcDelay, site.Name);
                Assert.InRange(slices[1].AirDelay + slices[1].RlcDelay, 3, 15);
            }
        }
    }

    [Fact]
    public void Users_are_spread_over_all_ranges_of_throughput_and_half_of_them_lie_below_the_middle()
    {
        var shares = new double[SliceState.Ranges.Count + 1];
        SliceState.Shares(20, shares);

        Assert.Equal(1, shares.Sum(), 9);
        Assert.Equal(0.5, shares.Take(5).Sum(), 9);
        Assert.All(shares, static s => Assert.InRange(s, 0, 1));
    }

    [Fact]
    public void A_site_draws_more_when_it_is_busy_and_cooling_comes_on_top()
    {
        var (night, noon) = (At(Wednesday + (3 * Hour)), At(Wednesday + (12 * Hour)));
        var office = _network.SiteOf("exchange");

        Assert.True(noon.PowerOf(office).Equipment > 1.2 * night.PowerOf(office).Equipment);
        Assert.All(_network.Sites, s =>
        {
            var power = noon.PowerOf(s);
            Assert.InRange(power.Facility / power.Equipment, 1.05, 1.6);
            Assert.InRange(power.Renewable, 0, power.Facility);
            Assert.Equal(100, power.Charge);
        });
    }

    [Fact]
    public void What_goes_through_a_cluster_s_router_is_what_its_sites_carry()
    {
        var moment = At(Wednesday + (18 * Hour));
        var uplink = _network.Interfaces.Single(static i => i.Router == "agg-east" && i.IsUplink);
        var sites = _network.Sites.Where(static s => s.Cluster == "east").Sum(s => moment.TrafficOf(s).Down);

        Assert.Equal(sites, moment.TrafficOf(uplink).Received, 6);
        Assert.All(_network.Interfaces, i => Assert.InRange(moment.TrafficOf(i).Received * 1e6, 0, i.Speed));
    }

    [Fact]
    public void Offices_are_busy_by_day_homes_in_the_evening_and_the_stadium_at_the_match()
    {
        Assert.True(Load("exchange", Wednesday + (12 * Hour)) > 3 * Load("exchange", Wednesday + (3 * Hour)));
        Assert.True(Load("exchange", Wednesday + (12 * Hour)) > Load("exchange", Wednesday + (12 * Hour) + (4 * 24 * Hour)));
        Assert.True(Load("orchard", Wednesday + (20 * Hour)) > 1.5 * Load("orchard", Wednesday + (10 * Hour)));
        Assert.True(Load("stadium", Wednesday + (20 * Hour)) > 5 * Load("stadium", Wednesday + (20 * Hour) - (24 * Hour)));
    }

    [Fact]
    public void At_night_some_cells_sleep_and_the_site_draws_less_for_it()
    {
        var night = At(Wednesday + (3 * Hour)).Cells.ToArray();

        Assert.Contains(night, static c => c.Saving > 0.99);
        Assert.All(night.Where(static c => c.Saving > 0.99), static c => Assert.Equal((0.0, 0.0), (c.CarriedDl, c.Users)));
        Assert.All(_network.Cells.Where(c => night[c.Index].Saving > 0), static c => Assert.True(c.Carrier.Sleeps));
    }

    private double Load(string site, long time) => At(time).TrafficOf(_network.SiteOf(site)).Down;

    private NetworkMoment At(long time) => new(_network, time, time + Period, []);

    // Every third hour of a week, each seventh with everything gone wrong that can.
    private IEnumerable<NetworkMoment> Moments()
    {
        for (var i = 0; i < 7 * 8; i++)
        {
            var from = Wednesday + (i * 3 * Hour);
            IReadOnlyList<Incident> incidents = i % 7 == 3 ? [.. IncidentKind.All.Select(k => Incident.Begin(_network, k, from - Period, TimeSpan.FromHours(4)))] : [];
            yield return new NetworkMoment(_network, from, from + Period, incidents);
        }
    }

    private static int Place(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);

    private static IEnumerable<(int Part, int Whole)> Pairs(IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            foreach (var whole in new[] { "Att", "Req" })
            {
                if (names[i].Contains("Succ", StringComparison.Ordinal) && Place(names, names[i].Replace("Succ", whole, StringComparison.Ordinal)) is var at and >= 0)
                    yield return (i, at);
            }
        }
        yield return (Place(names, "MM.HoExeInterReq"), Place(names, "MM.HoPrepInterSucc"));
    }
}
