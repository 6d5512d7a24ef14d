using Dashboard.Domain.Simulation;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Simulation;

/// <summary>Each incident shows in the numbers that it should, in those alone, and is told truly.</summary>
public sealed class IncidentTests
{
    private const long Minute = 60_000;

    private static readonly long Noon = new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly SimulatedNetwork _network = new(1);

    [Fact]
    public void A_fibre_cut_silences_a_chain_of_sites_and_floods_with_alarms_of_those_that_miss_them()
    {
        var (incident, moment, before) = Begin(IncidentKind.FibreCut);

        Assert.InRange(incident.Sites.Count, 3, 5);
        Assert.All(incident.Sites, s => Assert.False(moment.IsReachable(s)));
        Assert.All(_network.Sites.Except(incident.Sites), s => Assert.True(moment.IsReachable(s)));
        Assert.All(incident.Cells, c => Assert.Equal((1.0, 0.0, 0.0), (moment.Cells[c.Index].Outage, moment.Cells[c.Index].CarriedDl, moment.Cells[c.Index].Users)));
        Untouched(incident, moment, before);
        var port = _network.Interfaces.Single(i => $"{i.Router} {i.Name}" == incident.Cause);
        Assert.False(moment.HasLight(port));
        Assert.True(before.HasLight(port));
        var faults = SimulatedFault.Of(_network, incident);
        Assert.True(faults.Count >= 4 * incident.Sites.Count);
        Assert.Equal(incident.Sites.Count, faults.Count(static f => f.Severity == PerceivedSeverity.Critical));
        Assert.DoesNotContain(faults, f => incident.Sites.Any(s => s.Element == f.Element));
        Assert.Equal(faults.Count, faults.Select(static f => f.Id).Distinct().Count());
        Assert.Contains(SimulatedMessage.Of(incident), m => m.MessageId == "SNMP_TRAP_LINK_DOWN" && incident.Cause == $"{m.Host} {m.Text.Split(' ')[^1]}");
    }

    [Fact]
    public void A_sleeping_cell_serves_nobody_says_that_it_is_available_and_raises_no_alarm()
    {
        var (incident, moment, before) = Begin(IncidentKind.SleepingCell);
        var cell = Assert.Single(incident.Cells);
        var state = moment.Cells[cell.Index];

        Assert.Equal(cell.Name, incident.Cause);
        Assert.Equal((0.0, 0.0, 0.0), (state.Outage, state.Connections, state.CarriedDl));
        Assert.InRange(state.PrbDl, 0.001, 0.05);
        Assert.True(before.Cells[cell.Index].Connections > 10);
        Assert.Empty(SimulatedFault.Of(_network, incident));
        Untouched(incident, moment, before);
    }

    [Fact]
    public void Where_blocks_run_out_throughput_falls_delay_grows_and_connections_are_refused()
    {
        var (incident, moment, before) = Begin(IncidentKind.PrbSaturation);

        Assert.All(incident.Cells, c =>
        {
            var (then, now) = (before.Cells[c.Index], moment.Cells[c.Index]);
            Assert.True(now.PrbDl > 0.95, c.Name);
            Assert.True(now.UserDl < then.UserDl);
            Assert.True(now.AirDelay > then.AirDelay);
            Assert.True(now.ConnectionRate < 0.96);
        });
        Assert.Equal(PerceivedSeverity.Minor, Assert.Single(SimulatedFault.Of(_network, incident)).Severity);
        Untouched(incident, moment, before);
    }

    [Fact]
    public void A_drifting_clock_runs_ahead_until_it_is_put_right_and_handovers_fail()
    {
        var (incident, moment, before) = Begin(IncidentKind.ClockDrift);
        var site = Assert.Single(incident.Sites);

        Assert.Equal(0, before.ClockOf(site));
        Assert.InRange(moment.ClockOf(site), 20_000, 60_000);
        Assert.Equal(0, new NetworkMoment(_network, incident.To, incident.To + Minute, [incident]).ClockOf(site));
        Assert.All(incident.Cells, c => Assert.True(moment.Cells[c.Index].HandoverRate < before.Cells[c.Index].HandoverRate - 0.05));
        Untouched(incident, moment, before);
    }

    [Fact]
    public void A_battery_lasts_three_hours_and_then_the_cells_are_off_the_air_and_it_is_charged_again_when_the_mains_are_back()
    {
        var incident = Incident.Begin(_network, IncidentKind.BatteryDischarge, Noon, TimeSpan.FromHours(4));
        var site = Assert.Single(incident.Sites);
        SitePower After(double hours) => new NetworkMoment(_network, Noon + (long)(hours * 60 * Minute) - Minute, Noon + (long)(hours * 60 * Minute), [incident]).PowerOf(site);

        Assert.Equal(100, After(0).Charge, 6);
        Assert.Equal(50, After(1.5).Charge, 6);
        Assert.Equal(0, After(3.5).Charge, 6);
        Assert.Equal(0, After(3.5).Equipment, 6);
        Assert.Equal(50, After(7).Charge, 6);
        Assert.True(After(5).Equipment > 500);
        var dark = new NetworkMoment(_network, Noon + (200 * Minute), Noon + (215 * Minute), [incident]);
        Assert.All(incident.Cells, c => Assert.Equal(1, dark.Cells[c.Index].Outage, 6));
        Assert.False(dark.IsReachable(site));
        Assert.Equal(["powerProblem", "batteryDischarging", "communicationSubsystemFailure"], SimulatedFault.Of(_network, incident).Select(static f => f.Cause));
    }

    [Fact]
    public void Interference_costs_the_uplink_of_a_sector_and_raises_no_alarm()
    {
        var (incident, moment, before) = Begin(IncidentKind.Interference);

        Assert.InRange(incident.Cells.Count, 3, 4);
        Assert.All(incident.Cells, c =>
        {
            Assert.StartsWith(incident.Cause, c.Name, StringComparison.Ordinal);
            Assert.True(moment.Cells[c.Index].LossUl > 20 * before.Cells[c.Index].LossUl);
            Assert.True(moment.Cells[c.Index].UserUl < 0.6 * before.Cells[c.Index].UserUl);
            Assert.Equal(before.Cells[c.Index].UserDl, moment.Cells[c.Index].UserDl);
        });
        Assert.Empty(SimulatedFault.Of(_network, incident));
        Untouched(incident, moment, before);
    }

    [Fact]
    public void A_period_that_an_incident_takes_a_third_of_shows_a_third_of_it()
    {
        var incident = Incident.Begin(_network, IncidentKind.FibreCut, Noon + (10 * Minute), TimeSpan.FromMinutes(30));
        var moment = new NetworkMoment(_network, Noon, Noon + (15 * Minute), [incident]);
        var values = new double[CellCounters.DuNames.Count];
        CellCounters.FillDu(_network, incident.Cells[0], moment.Cells[incident.Cells[0].Index], moment.To, values);

        Assert.Equal(300, values[CellCounters.DuNames.ToList().IndexOf("RRU.CellUnavailableTime.fault")]);
    }

    [Fact]
    public void The_programme_is_the_same_however_it_is_asked_for_and_knows_every_kind()
    {
        var week = Incident.Script(_network, Noon, Noon + (7 * 24 * 60 * Minute)).ToList();
        var byHour = Enumerable.Range(0, 7 * 24).SelectMany(h => Incident.Script(_network, Noon + (h * 60 * Minute), Noon + ((h + 1) * 60 * Minute)));

        Assert.Equal(week.Select(static i => i.Id), byHour.Select(static i => i.Id));
        Assert.Equal(IncidentKind.All.Count, week.Select(static i => i.Kind).Distinct().Count());
        Assert.InRange(week.Count, 60, 112);
    }

    private (Incident Incident, NetworkMoment During, NetworkMoment Before) Begin(IncidentKind kind)
    {
        var incident = Incident.Begin(_network, kind, Noon, kind.Usual);
        var (from, to) = (Noon + (15 * Minute), Noon + (30 * Minute) - 1000);
        Assert.Contains(incident.Cells[0].Name, incident.Objects);
        return (incident, new NetworkMoment(_network, from, to, [incident]), new NetworkMoment(_network, from, to, []));
    }

    private void Untouched(Incident incident, NetworkMoment during, NetworkMoment before) =>
        Assert.All(_network.Cells.Except(incident.Cells), c => Assert.Equal(before.Cells[c.Index], during.Cells[c.Index]));
}
