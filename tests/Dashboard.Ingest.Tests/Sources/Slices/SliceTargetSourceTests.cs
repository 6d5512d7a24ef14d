using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Kpis;
using Dashboard.Ingest.Sources.Slices;

namespace Dashboard.Ingest.Tests.Sources.Slices;

/// <summary>Slices judged by the targets that come with the program, over measurements of two base stations.</summary>
public sealed class SliceTargetSourceTests : IDisposable
{
    private readonly IngestBench _bench = new();

    [Fact]
    public async Task Each_target_judges_the_slices_of_its_type_period_by_period()
    {
        Measured(10, "DRB_UEThpDl", "01-06E442", 10_000, 9_999);
        Measured(10, "DRB_UEThpDl", "02", 1, 1);
        Measured(10, "DRB_PacketLossRateUl", "02", 10, 30);
        Measured(10, "DRB_RlcSduDelayDl", "02", 6, 8);
        Measured(10, "DRB_AirIfDelayDl", "02", 4, 3);
        Measured(10, "SM_SessionNbrMean", "03", 100, 0);
        Measured(20, "DRB_UEThpDl", "01-06E442", 20_000, 30_000);
        await Judge(seconds: 26);
        await _bench.Drain();

        await _bench.Holds([0.5, 0], "slice_bad_ratio", ("target", "embb-throughput"), ("snssai", "01-06E442"), ("service", "eMBB"));
        Assert.Equal(20e-6, Assert.Single(await _bench.Values("slice_bad_ratio", ("target", "urllc-reliability"), ("snssai", "02"))), 12);
        // 1 ms is within the budget of 1 ms, 1.1 ms is not.
        await _bench.Holds([0.5], "slice_bad_ratio", ("target", "urllc-latency"), ("service", "URLLC"));
        await _bench.Holds([0.5], "slice_bad_ratio", ("target", "mmtc-coverage"), ("service", "MIoT"));
        Assert.Equal(4, (await _bench.Series("slice_bad_ratio")).Count);
    }

    [Fact]
    public async Task A_period_is_judged_once_and_not_before_its_measurements_may_have_arrived()
    {
        var source = Source();
        Measured(10, "DRB_UEThpDl", "01", 5_000, 20_000);
        await Judge(seconds: 14, source);
        Assert.Equal(0, _bench.Status("slices").Records);
        await Judge(seconds: 16, source);
        await Judge(seconds: 17, source);
        await _bench.Drain();

        await _bench.Holds([0.5], "slice_bad_ratio", ("target", "embb-throughput"));
        Assert.Equal(1, _bench.Status("slices").Records);
    }

    [Fact]
    public async Task Periods_of_an_outage_are_judged_after_it_and_those_before_it_not_again()
    {
        foreach (var second in new[] { 10, 20, 30 })
            Measured(second, "DRB_UEThpDl", "01", 20_000);
        var before = _bench.Cache.Resolve("slices", Labels.Of("slice_bad_ratio", ("target", "embb-throughput"), ("service", "eMBB"), ("snssai", "01")));
        _bench.Cache.Append(before, _bench.Now + 10_000, 0.25);
        await Judge(seconds: 60);
        await _bench.Drain();

        await _bench.Holds([0.25, 0, 0], "slice_bad_ratio", ("target", "embb-throughput"));
    }

    [Fact]
    public async Task States_budgets_and_burn_rates_are_series_and_end_when_nothing_is_judged_any_more()
    {
        var source = Source();
        var judged = _bench.Cache.Resolve("slices", Labels.Of("slice_bad_ratio", ("target", "embb-throughput"), ("service", "eMBB"), ("snssai", "01")));
        _bench.Cache.Append(judged, _bench.Now, 0.1);
        Assert.True(await source.Rate(CancellationToken.None));
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await source.Rate(CancellationToken.None));
        await _bench.Drain();

        Assert.Equal(2, (await _bench.Values("slice_sla_state", ("target", "embb-throughput"), ("snssai", "01")))[0]);
        Assert.Equal(-1, (await _bench.Values("slice_error_budget_remaining_ratio", ("snssai", "01")))[0], 9);
        Assert.Equal(2, (await _bench.Values("slice_burn_rate", ("snssai", "01"), ("window", "5m")))[0], 9);
        Assert.Equal(0.95, (await _bench.Values("slice_objective_ratio", ("target", "embb-throughput")))[0], 12);
        Assert.True(Domain.TimeSeries.StaleMarker.Is((await _bench.Values("slice_sla_state", ("target", "embb-throughput")))[1]));
        await _bench.Holds([12.5, 12.5], "slice_area_square_kilometers", ("snssai", "03-0000A1"));
    }

    [Fact]
    public void A_file_of_targets_replaces_those_of_the_same_name_and_adds_others()
    {
        var all = SliceTargetFile.With([]).All.Count;
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "targets:\n  embb-throughput: {title: Faster, sst: 1, objective: 99.9, window: 7d, bad: 'avg by (snssai) (x{$slice})'}\n  mine: {title: Mine, slices: [010003e8], objective: 50, bad: 'avg by (snssai) (y{$slice})'}\n");
            var targets = SliceTargetFile.With([file]).All;
            Assert.Equal(all + 1, targets.Count);
            Assert.Equal(("Faster", 99.9m, TimeSpan.FromDays(7)), targets.Where(static t => t.Id == "embb-throughput").Select(static t => (t.Title, t.Objective, t.Window)).Single());
            Assert.Equal(["01-0003E8"], targets.Single(static t => t.Id == "mine").Slices);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("targets: {a: {title: A, sst: 1, objective: 99, bad: 'avg(x{$slice}'}}", "target a")]
    [InlineData("targets: {a: {title: A, sst: 1, objective: 99, bad: 'avg(x)'}}", "$slice")]
    [InlineData("targets: {a: {title: A, sst: 1, objective: 100, bad: 'x{$slice}'}}", "no budget")]
    [InlineData("targets: {a: {title: A, objective: 99, bad: 'x{$slice}'}}", "'sst' or 'slices'")]
    [InlineData("targets: {a: {title: A, slices: [big], objective: 99, bad: 'x{$slice}'}}", "'big'")]
    [InlineData("targets: {a: {title: A, sst: 1, objective: 99, window: long, bad: 'x{$slice}'}}", "'long' is no window")]
    [InlineData("targets: {A: {title: A, sst: 1, objective: 99, bad: 'x{$slice}'}}", "lower case")]
    [InlineData("targets:\n  a: {titel: A}", "line 2")]
    [InlineData("areas: {01: -1}", "above 0")]
    [InlineData("", "no targets")]
    public void A_file_of_targets_that_cannot_be_used_is_refused_with_its_place(string yaml, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => SliceTargetFile.Read(yaml, "mine.yml")).Message, StringComparison.Ordinal);

    private SliceTargetSource Source()
    {
        var targets = SliceTargetFile.With([]) with { Areas = new Dictionary<string, double> { ["03-0000A1"] = 12.5 } };
        return new SliceTargetSource(targets, new QueryEngine(_bench.Cache, new QueryEngineOptions(), _bench.Clock), _bench.Cache.Metrics, _bench.Pipeline, _bench.Sources, _bench.Clock);
    }

    private async Task Judge(int seconds, SliceTargetSource? source = null)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(seconds) - (_bench.Clock.GetUtcNow() - new FakeClock().GetUtcNow()));
        await (source ?? Source()).Judge(CancellationToken.None);
    }

    // A measurement of so many base stations, so many seconds after the start.
    private void Measured(int second, string metric, string slice, params ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            _bench.Cache.Append(_bench.Cache.Resolve("test", Labels.Of(metric, ("instance", $"gnb-{i}"), ("site", "Ulm"), ("snssai", slice))), new FakeClock().NowMs + (second * 1000L), values[i]);
    }

    public void Dispose() => _bench.Dispose();
}
