using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Kpi;

/// <summary>Error budgets, burn rates and states that were worked out by hand.</summary>
public sealed class SliceTargetTests
{
    private readonly FakeClock _clock = new();
    private readonly TimeSeriesCache _cache;
    private readonly QueryEngine _engine;

    public SliceTargetTests()
    {
        _cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Retention = TimeSpan.FromDays(31), OutOfOrderWindow = TimeSpan.FromDays(31) }, _clock);
        _engine = new QueryEngine(_cache, new QueryEngineOptions(), _clock);
    }

    [Fact]
    public async Task Half_the_budget_is_left_where_half_as_much_was_bad_as_may_be()
    {
        // 0.02 in one of four judgements is 0.005; 0.01 may be bad.
        Judged((20 * 1440, 0), (10 * 1440, 0), (30, 0.02), (2, 0));

        Assert.Equal(0.5, await One(Of(99).BudgetLeft()), 12);
        Assert.Equal(1, await One(Of(99).BurnRate(TimeSpan.FromHours(1))), 12);
        Assert.Equal(0, await One(Of(99).BurnRate(TimeSpan.FromMinutes(5))), 12);
        Assert.Equal(TargetState.Met, await State(Of(99)));
    }

    [Fact]
    public async Task What_burns_above_14_4_in_an_hour_and_still_does_in_5_minutes_is_at_risk()
    {
        QuietMonth();
        Judged((50, 0.2), (3, 0.2));

        Assert.Equal(20, await One(Of(99).BurnRate(TimeSpan.FromHours(1))), 12);
        Assert.Equal(20, await One(Of(99).BurnRate(TimeSpan.FromMinutes(5))), 12);
        Assert.Equal(1 - (0.4 / 362 / 0.01), await One(Of(99).BudgetLeft()), 12);
        Assert.Equal(TargetState.AtRisk, await State(Of(99)));
    }

    [Fact]
    public async Task What_burnt_too_fast_and_is_over_is_met()
    {
        QuietMonth();
        Judged((50, 0.29), (3, 0));

        Assert.Equal(14.5, await One(Of(99).BurnRate(TimeSpan.FromHours(1))), 12);
        Assert.Equal(0, await One(Of(99).BurnRate(TimeSpan.FromMinutes(5))), 12);
        // 0.29 in 38 judgements of three days.
        Assert.Equal(0.763, await One(Of(99).BurnRate(TimeSpan.FromDays(3))), 3);
        Assert.Equal(TargetState.Met, await State(Of(99)));
    }

    [Fact]
    public async Task What_burns_slowly_for_days_is_at_risk_before_the_budget_is_spent()
    {
        QuietMonth();
        // Of the last three days 36 judgements of the quiet month and 36 of 0.03: a burn rate of 1.5.
        for (var hour = 70; hour >= 0; hour -= 2)
            Judged(((hour * 60) + 1, 0.03));

        Assert.Equal(1.5, await One(Of(99).BurnRate(TimeSpan.FromDays(3))), 12);
        Assert.Equal(TargetState.AtRisk, await State(Of(99)));
    }

    [Fact]
    public async Task A_budget_that_is_overdrawn_is_a_broken_target_however_fast_it_burns()
    {
        Judged((60, 0.02), (1, 0.02));

        Assert.Equal(-1, await One(Of(99).BudgetLeft()), 12);
        Assert.Equal(TargetState.Broken, await State(Of(99)));
    }

    [Fact]
    public async Task A_budget_that_is_spent_to_the_last_packet_is_not_overdrawn()
    {
        Judged((60, 0.00001), (30, 0.00002), (1, 0));

        Assert.Equal(0, await One(Of(99.999m).BudgetLeft()), 9);
        Assert.Equal(TargetState.Met, await State(Of(99.999m)));
    }

    [Fact]
    public async Task A_target_of_which_nothing_was_judged_of_late_is_not_available_and_its_budget_still_is()
    {
        Judged((60, 0), (6, 0));

        Assert.Equal(1, await One(Of(99).BudgetLeft()), 12);
        Assert.Null(await State(Of(99)));
        Assert.Equal(TargetState.Met, await State(Of(99) with { Period = TimeSpan.FromMinutes(15) }));
    }

    [Fact]
    public void The_limits_of_a_month_are_those_of_the_workbook_and_no_limit_is_below_what_the_budget_allows()
    {
        Assert.Equal([14.4, 6, 1], BurnLimit.All.Select(static l => l.Rate(TimeSpan.FromDays(30))));
        Assert.Equal([3.36, 1.4, 1], BurnLimit.All.Select(static l => l.Rate(TimeSpan.FromDays(7))));
        Assert.Equal(["00:05:00", "00:30:00", "01:00:00", "06:00:00", "3.00:00:00"], BurnLimit.Windows.Select(static w => w.ToString()));
    }

    [Fact]
    public void A_target_looks_at_the_slices_that_it_names_or_at_those_of_its_type()
    {
        Assert.Equal("""avg by (snssai) (loss{snssai=~"02(-.*)?"})""", (Of(99) with { Sst = 2, Bad = "avg by (snssai) (loss{$slice})" }).BadShare().ToString());
        var named = Of(99) with { Slices = ["01-06E442", "02"], Bad = "avg by (snssai) (avg_over_time(loss{$slice}[$period]))" };
        Assert.Equal("""avg by (snssai) (avg_over_time(loss{snssai=~"01-06E442|02"}[10s]))""", named.BadShare().ToString());
        Assert.Equal("eMBB", named.Service);
    }

    private static SliceTarget Of(decimal objective) => new() { Id = "t", Title = "T", Objective = objective, Bad = "x{$slice}" };

    // Judgements so many minutes ago.
    private void Judged(params ReadOnlySpan<(int MinutesAgo, double Bad)> judgements)
    {
        var series = _cache.Resolve("test", Labels.Of(SliceTarget.BadMetric, ("target", "t"), ("snssai", "01")));
        foreach (var (minutesAgo, bad) in judgements)
            _cache.Append(series, _clock.NowMs - (minutesAgo * 60_000L), bad);
    }

    // A good judgement each two hours of thirty days, the last an hour ago: 360.
    private void QuietMonth()
    {
        for (var hour = (360 * 2) - 1; hour > 0; hour -= 2)
            Judged((hour * 60, 0));
    }

    private async Task<double> One(PromqlExpression query) => Assert.Single(((VectorValue)(await _engine.Instant(query, _clock.NowMs, CancellationToken.None)).Value).Samples).Value;

    private async Task<TargetState?> State(SliceTarget target) =>
        ((VectorValue)(await _engine.Instant(target.State(), _clock.NowMs, CancellationToken.None)).Value).Samples is [var state] ? (TargetState)state.Value : null;
}
