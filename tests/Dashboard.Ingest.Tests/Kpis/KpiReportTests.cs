using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Kpis;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Kpis;

/// <summary>KPIs over values that were worked out by hand.</summary>
public sealed class KpiReportTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeClock _clock = new();
    private readonly TimeSeriesCache _cache;
    private readonly QueryEngine _engine;

    public KpiReportTests()
    {
        _cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), _clock);
        _engine = new QueryEngine(_cache, new QueryEngineOptions(), _clock);
    }

    [Fact]
    public async Task Of_half_the_preparations_and_half_the_executions_a_quarter_of_the_handovers_succeeds()
    {
        Give("MM_HoPrepInterReq", "a", 400, 100);
        Give("MM_HoPrepInterSucc", "a", 200, 50);
        Give("MM_HoPrepIntraReq", "a", 110);
        Give("MM_HoPrepIntraSucc", "a", 55);
        Give("MM_HoExeInterReq", "a", 1260);
        Give("MM_HoExeInterSucc", "a", 630);

        Assert.Equal(25, (await One("handover-success", KpiLevel.Network)).Value, 9);
        Assert.Equal(25, (await One("handover-success", KpiLevel.Cell)).Value, 9);
    }

    [Fact]
    public async Task A_cell_that_was_out_for_90_seconds_of_an_hour_was_available_for_97_and_a_half_hundredths_and_saving_energy_is_no_outage()
    {
        Give("RRU_PrbTotDl", "a", 10, 10, 10, 10);
        Give("RRU_PrbTotDl", "b", 10);
        Give("RRU_CellUnavailableTime", "a", [("cause", "fault")], 60, 30);
        Give("RRU_CellUnavailableTime", "a", [("cause", "energySaving")], 900);
        // The whole, which is not to be counted besides its parts.
        Give("RRU_CellUnavailableTime", "a", 60, 30, 900);

        var cells = await All("cell-availability", KpiLevel.Cell);
        Assert.Equal([97.5, 100], cells.OrderBy(static v => v.Labels.Get("cell")).Select(static v => Math.Round(v.Value, 9)));
        Assert.Equal(PerceivedSeverity.Major, cells.Single(static v => v.Labels.Get("cell") == "a").Severity);
        Assert.Equal(98.75, (await One("cell-availability", KpiLevel.Site)).Value, 9);
    }

    [Fact]
    public async Task What_was_never_attempted_is_not_available_and_neither_nought_nor_a_hundred()
    {
        Give("RRC_ConnEstabAtt", "a", 0);
        Give("RRC_ConnEstabSucc", "a", 0);

        Assert.Empty(await All("rrc-setup-success", KpiLevel.Cell));
    }

    [Fact]
    public async Task More_successes_than_attempts_are_shown_as_they_are_and_said()
    {
        Give("RRC_ConnEstabAtt", "a", 100);
        Give("RRC_ConnEstabSucc", "a", 120);

        var value = await One("rrc-setup-success", KpiLevel.Cell);
        Assert.Equal((120, "More successes than attempts were counted."), (value.Value, value.Flaw));
    }

    [Fact]
    public async Task Values_that_their_source_doubts_mark_the_KPI()
    {
        Give("RRU_PrbTotDl", "a", 10);
        Give("RRU_PrbTotDl", "b", 30);
        Give("pm_suspect", "b", 1);

        Assert.Equal([null, "The source doubts some of what it measured."], (await All("prb-utilisation-dl", KpiLevel.Cell)).OrderBy(static v => v.Value).Select(static v => v.Flaw));
        Assert.Equal(20, (await One("prb-utilisation-dl", KpiLevel.Network)).Value);
    }

    [Fact]
    public async Task Periods_of_which_an_element_has_not_all_results_mark_its_cells_its_site_and_its_slices()
    {
        Give("RRU_PrbTotDl", "a", 10);
        Give("DRB_UEThpDl", "a", [("snssai", "01"), ("ldn", "NRCellDU=1")], 10);
        Give("pm_period_completeness", "", 1, 0.75);

        const string Sentence = "The source did not measure all of some period.";
        Assert.Equal(Sentence, (await One("prb-utilisation-dl", KpiLevel.Cell)).Flaw);
        Assert.Equal(Sentence, (await One("prb-utilisation-dl", KpiLevel.Site)).Flaw);
        Assert.Equal(Sentence, (await One("ue-throughput-dl", KpiLevel.Slice)).Flaw);
    }

    [Fact]
    public async Task A_slice_is_doubted_where_an_object_that_measures_it_is()
    {
        Give("DRB_UEThpDl", "a", [("snssai", "01"), ("ldn", "NRCellDU=1")], 10);
        Give("DRB_UEThpDl", "b", [("snssai", "02"), ("ldn", "NRCellDU=2")], 10);
        Give("pm_suspect", "a", [("ldn", "NRCellDU=1")], 1);
        Give("pm_suspect", "b", [("ldn", "NRCellDU=2")], 0);

        Assert.Equal([("01", "The source doubts some of what it measured."), ("02", null)], (await All("ue-throughput-dl", KpiLevel.Slice)).Select(static v => (v.Labels.Get("snssai"), v.Flaw)).Order());
    }

    [Fact]
    public async Task The_accessibility_of_bearers_is_the_product_of_its_three_steps_without_signalling()
    {
        Give("RRC_ConnEstabAtt", "a", [("cause", "mo-Data")], 100);
        Give("RRC_ConnEstabSucc", "a", [("cause", "mo-Data")], 90);
        Give("RRC_ConnEstabAtt", "a", [("cause", "mo-Signalling")], 1000);
        Give("RRC_ConnEstabSucc", "a", [("cause", "mo-Signalling")], 1);
        Give("UECNTX_ConnEstabAtt", "a", 50);
        Give("UECNTX_ConnEstabSucc", "a", 40);
        Give("DRB_EstabAtt", "a", [("fiveqi", "9")], 20);
        Give("DRB_EstabSucc", "a", [("fiveqi", "9")], 15);

        Assert.Equal(54, (await One("drb-accessibility", KpiLevel.Cell)).Value, 9);
    }

    [Fact]
    public async Task Bits_a_joule_are_volume_over_energy()
    {
        // 9,000 Mbit for 0.5 kWh, which is 1.8 MJ.
        Give("DRB_PdcpSduVolumeDL", "a", 6000);
        Give("DRB_PdcpSduVolumeUL", "a", 3000);
        Give("DRB_PdcpSduVolumeUL", "a", [("snssai", "01")], 3000);
        Give("PEE_Energy", "", 0.5);

        Assert.Equal(5000, (await One("energy-efficiency", KpiLevel.Site)).Value, 9);
    }

    [Fact]
    public async Task Energy_for_traffic_and_the_renewable_share_are_told_by_site()
    {
        // 9,000 Mbit are 1.125 GB.
        Give("DRB_PdcpSduVolumeDL", "a", 6000);
        Give("DRB_PdcpSduVolumeUL", "a", 3000);
        Give("PEE_Energy", "", 0.5);
        Give("facility_energy_kwh", "", 0.6, 0.2);
        Give("renewable_energy_kwh", "", 0.1, 0.1);

        Assert.Equal(0.5 / 0.001125, (await One("energy-per-volume", KpiLevel.Site)).Value, 9);
        Assert.Equal(25, (await One("renewable-share", KpiLevel.Site)).Value, 9);
    }

    [Fact]
    public async Task Carbon_is_what_came_from_the_grid_weighed_with_the_hour_it_came_in()
    {
        // 1.5 kWh of the grid at 400 g/kWh, then 1 kWh at 200 g/kWh.
        Give("facility_energy_kwh", "", 1, 2);
        Give("renewable_energy_kwh", "", 0, 0.5);
        Give("grid_carbon_intensity", "", 200, 400);

        Assert.Equal(0.8, (await One("carbon", KpiLevel.Site)).Value, 9);
        Assert.Equal(0.8, (await One("carbon", KpiLevel.Network)).Value, 9);
    }

    [Fact]
    public async Task Where_a_facility_is_not_measured_the_carbon_is_that_of_its_equipment()
    {
        Give("PEE_Energy", "", 2);
        Give("grid_carbon_intensity", "", 300);

        Assert.Equal(0.6, (await One("carbon", KpiLevel.Network)).Value, 9);
    }

    [Fact]
    public async Task Cells_could_have_slept_in_quarters_of_an_hour_in_which_the_others_of_their_site_had_room_for_their_load()
    {
        // In the last quarter 63 % fit the one cell that is awake with 70 %, in the one before 74 % do not, and in the first
        // all are nearly empty and the fullest stays awake for them all.
        Give("RRU_PrbTotDl", "a", 5, 5, 5);
        Give("RRU_PrbTotDl", "b", 8, 9, 8);
        Give("RRU_PrbTotDl", "c", 50, 60, 9);

        Assert.Equal([("a", 1800), ("b", 1800), ("c", 0)], (await All("sleep-time", KpiLevel.Cell)).Select(static v => (v.Labels.Get("cell"), v.Value)).Order());
        Assert.Equal(3600, (await One("sleep-time", KpiLevel.Network)).Value);
    }

    [Fact]
    public async Task Where_no_cell_could_have_slept_that_is_no_time_and_not_nothing()
    {
        Give("RRU_PrbTotDl", "a", 60, 60, 60);
        Give("RRU_PrbTotDl", "b", 50, 60, 70);

        Assert.Equal(0, (await One("sleep-time", KpiLevel.Network)).Value);
        Assert.All(await All("sleep-time", KpiLevel.Cell), static v => Assert.Equal(0, v.Value));
    }

    [Fact]
    public async Task The_density_of_devices_is_told_where_the_area_of_their_slice_is_known()
    {
        Give("SM_SessionNbrMean", "a", [("snssai", "03")], 900);
        Give("SM_SessionNbrMean", "b", [("snssai", "03")], 300);
        Give("SM_SessionNbrMean", "a", [("snssai", "03-0000A1")], 1);
        Give("slice_area_square_kilometers", "", [("snssai", "03")], 4);

        Assert.Equal(("03", 300), await One("device-density", KpiLevel.Slice) is var d ? (d.Labels.Get("snssai"), d.Value) : default);
    }

    [Fact]
    public async Task Sessions_and_delays_are_told_by_slice()
    {
        Give("SM_PDUSessionSetupReq", "a", [("snssai", "01")], 10);
        Give("SM_PDUSessionSetupSucc", "a", [("snssai", "01")], 9);
        Give("DRB_RlcSduDelayDl", "a", [("snssai", "02")], 40);
        Give("DRB_AirIfDelayDl", "a", [("snssai", "02")], 10);

        Assert.Equal(("01", 90), await One("pdu-session-setup", KpiLevel.Slice) is var s ? (s.Labels.Get("snssai"), s.Value) : default);
        Assert.Equal(0.005, (await One("du-delay-dl", KpiLevel.Slice)).Value, 12);
    }

    [Fact]
    public async Task Of_a_part_of_the_network_only_what_is_measured_there_counts()
    {
        Give("RRU_PrbTotDl", "a", 10);
        Give("RRU_PrbTotDl", "b", 30);
        KpiFormula[] wanted = [.. KpiFile.BuiltIn.Where(static k => k.Id == "prb-utilisation-dl")];

        var all = await KpiReport.Run(_engine, wanted, KpiLevel.Network, _clock.NowMs, Hour, [], TimeSpan.FromSeconds(5), _clock, CancellationToken.None);
        var part = await KpiReport.Run(_engine, wanted, KpiLevel.Network, _clock.NowMs, Hour, [new LabelMatcher("cell", MatchType.Equal, "b")], TimeSpan.FromSeconds(5), _clock, CancellationToken.None);
        Assert.Equal((20, 30), (Assert.Single(all[0].Values).Value, Assert.Single(part[0].Values).Value));
    }

    [Fact]
    public async Task A_KPI_that_fails_says_so_beside_the_others()
    {
        Give("RRU_PrbTotDl", "a", 10);
        Give("twice", "a", 1);
        Give("twice", "b", 1);
        var broken = KpiFile.Read("kpis: {broken: {title: Broken, levels: [network], query: 'RRU_PrbTotDl * on () twice'}}", "mine.yml");

        var answers = await KpiReport.Run(_engine, [.. broken, .. KpiFile.BuiltIn], KpiLevel.Network, _clock.NowMs, Hour, [], TimeSpan.FromSeconds(5), _clock, CancellationToken.None);
        Assert.NotNull(answers[0].Error);
        Assert.All(answers.Skip(1), static a => Assert.Null(a.Error));
        Assert.Equal(10, Assert.Single(answers.Single(static a => a.Kpi.Id == "prb-utilisation-dl").Values).Value);
    }

    [Fact]
    public void A_file_of_KPIs_that_cannot_be_used_is_refused_with_its_place()
    {
        Refused("kpis: {a: {title: A, levels: [network], query: 'sum('}}", "KPI a");
        Refused("kpis: {a: {title: A, levels: [town], query: '1'}}", "'town'");
        Refused("kpis: {a: {title: A, levels: [network], query: '1', unit: furlongs}}", "'furlongs'");
        Refused("kpis: {a: {title: A}}", "'query'");
        Refused("kpis:\n  a: {titel: A}", "line 2");
        Refused("", "no KPIs");

        static void Refused(string yaml, string says) => Assert.Contains(says, Assert.Throws<FormatException>(() => KpiFile.Read(yaml, "mine.yml")).Message, StringComparison.Ordinal);
    }

    private void Give(string metric, string cell, params double[] values) => Give(metric, cell, [], values);

    // Of periods of a quarter of an hour, of which the last ended a moment ago.
    private void Give(string metric, string cell, (string, string)[] labels, params double[] values)
    {
        var series = _cache.Resolve("test", Labels.Of(metric, [("instance", "gnb"), ("site", "Ulm"), ("cell", cell), .. labels]));
        for (var i = 0; i < values.Length; i++)
            _cache.Append(series, _clock.NowMs - (i * 900_000L), values[i]);
    }

    private async Task<IReadOnlyList<KpiValue>> All(string id, KpiLevel level)
    {
        var answers = await KpiReport.Run(_engine, [.. KpiFile.BuiltIn.Where(k => k.Id == id)], level, _clock.NowMs, Hour, [], TimeSpan.FromSeconds(5), _clock, CancellationToken.None);
        var answer = Assert.Single(answers);
        Assert.Null(answer.Error);
        return answer.Values;
    }

    private async Task<KpiValue> One(string id, KpiLevel level) => Assert.Single(await All(id, level));
}
