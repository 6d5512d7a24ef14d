using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Forecasts;
using Dashboard.Ingest.Sources.Forecasts;

namespace Dashboard.Ingest.Tests.Sources.Forecasts;

/// <summary>Series that were measured each five minutes, and what is forecast of them.</summary>
public sealed class ForecastSourceTests : IDisposable
{
    private static readonly ForecastRule Rule = new()
    {
        Name = "disk",
        Title = "Disk",
        Query = "avg by (instance) (avg_over_time(used[$step]))",
        Entity = "{{instance}}",
        Unit = Unit.Percent,
        Limits = [new(80), new(90)],
        Delay = TimeSpan.Zero,
    };

    private readonly IngestBench _bench = new(cacheOptions: new TimeSeriesCacheOptions { Retention = TimeSpan.FromDays(20), OutOfOrderWindow = TimeSpan.FromDays(20) });

    [Fact]
    public async Task A_series_is_forecast_as_far_as_its_past_reaches_and_says_why_not_further()
    {
        Measured("a", hours: 30, static hour => 50 + hour);
        var source = Source(Rule);
        await source.Renew(isAnew: true, CancellationToken.None);

        var entity = Assert.Single(source.Book.Entities);
        Assert.Equal(("a", "a"), (entity.Entity, entity.Labels.Get("instance")));
        Assert.Equal([null, null, null, "30 hours of values; a forecast for a week needs 7 days.", "1"], entity.Horizons.Select(static h => h.Horizon == ForecastHorizon.Month ? "1" : h.Reason));
        Assert.InRange(entity.Horizons[1].End!.Value.Point, 81, 90);
        Assert.InRange(entity.Limits[0].Point!.Value, _bench.Now, _bench.Now + 3_600_000);
        Assert.InRange(entity.Limits[1].Point!.Value, _bench.Now + (8 * 3_600_000), _bench.Now + (16 * 3_600_000));
        Assert.Equal(new RuleOutcome(Rule, 1, 0, null, TimeSpan.Zero), Assert.Single(source.Book.Rules));
    }

    [Fact]
    public async Task Forecasts_are_series_with_the_labels_of_what_is_forecast()
    {
        Measured("a", hours: 30, static hour => 50 + hour);
        var source = Source(Rule);
        await source.Renew(isAnew: true, CancellationToken.None);
        await _bench.Drain();

        var entity = source.Book.Entities[0];
        await _bench.Holds([entity.Horizons[0].End!.Value.Point], "forecast_value", ("rule", "disk"), ("entity", "a"), ("horizon", "1h"), ("instance", "a"));
        await _bench.Holds([entity.Horizons[1].End!.Value.Upper95], "forecast_upper", ("horizon", "6h"), ("level", "95"));
        await _bench.Holds([entity.Horizons[2].End!.Value.Lower80], "forecast_lower", ("horizon", "24h"), ("level", "80"));
        await _bench.Holds([entity.Limits[1].Point!.Value / 1000.0], "forecast_limit_reached_timestamp_seconds", ("limit", "90"), ("bound", "point"));
        Assert.InRange((await _bench.Values("forecast_breach_probability", ("limit", "80"), ("horizon", "6h")))[0], 0.5, 1);
        Assert.InRange((await _bench.Values("forecast_growth_per_day", ("entity", "a")))[0], 15, 26);
        Assert.Single(await _bench.Series("forecast_coverage_ratio", ("horizon", "1h"), ("level", "95"), ("basis", "backtest")));
        Assert.Empty(await _bench.Series("forecast_value", ("horizon", "7d")));
    }

    [Fact]
    public async Task What_came_is_held_against_what_was_said()
    {
        Measured("a", hours: 30, static hour => 50 + hour);
        var source = Source(Rule);
        await source.Renew(isAnew: true, CancellationToken.None);
        Assert.Equal(0, source.Book.Live("disk", ForecastHorizon.Hour).Count);
        for (var quarter = 0; quarter < 8; quarter++)
        {
            Measured("a", hours: 0.25, static _ => 50, since: TimeSpan.FromMinutes(15));
            await source.Renew(isAnew: false, CancellationToken.None);
        }
        await _bench.Drain();

        // It fell from 80 to 50, which no line through its past could know.
        var live = source.Book.Live("disk", ForecastHorizon.Hour);
        Assert.InRange(live.Count, 2, 8);
        Assert.InRange(live.Mase, 10, double.MaxValue);
        Assert.Equal(0, (await _bench.Values("forecast_coverage_ratio", ("horizon", "1h"), ("level", "95"), ("basis", "live")))[0]);
    }

    [Fact]
    public async Task More_series_than_there_is_room_for_are_counted_and_those_nearest_a_limit_are_forecast()
    {
        foreach (var (instance, value) in new[] { ("low", 10.0), ("high", 70.0), ("middle", 40.0) })
            Measured(instance, hours: 4, _ => value);
        var source = Source(2, Rule);
        await source.Renew(isAnew: true, CancellationToken.None);

        Assert.Equal(["high", "middle"], source.Book.Entities.Select(static e => e.Entity).Order());
        Assert.Equal((3, 1), (source.Book.Rules[0].Found, source.Book.LeftOut));
    }

    [Fact]
    public async Task A_series_that_ended_is_forecast_no_more_and_its_forecasts_end()
    {
        Measured("a", hours: 4, static _ => 50);
        var source = Source(Rule);
        await source.Renew(isAnew: true, CancellationToken.None);
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        await source.Renew(isAnew: false, CancellationToken.None);
        await _bench.Drain();

        Assert.Empty(source.Book.Entities);
        Assert.True(StaleMarker.Is((await _bench.Values("forecast_value", ("horizon", "1h")))[^1]));
    }

    [Fact]
    public async Task A_rule_that_cannot_be_asked_is_told_and_the_others_go_on()
    {
        Measured("a", hours: 4, static _ => 50);
        var broken = Rule with { Name = "broken", Query = "used + on () used" };
        var alike = Rule with { Name = "alike", Entity = "network" };
        Measured("b", hours: 4, static _ => 50);
        var source = Source(broken, alike, Rule);
        await source.Renew(isAnew: true, CancellationToken.None);

        Assert.Contains("Its query failed", source.Book.Rules[0].Problem, StringComparison.Ordinal);
        Assert.Contains("1 series have the name of another one", source.Book.Rules[1].Problem, StringComparison.Ordinal);
        Assert.Equal(["alike", "disk", "disk"], source.Book.Entities.Select(static e => e.Rule.Name).Order(StringComparer.Ordinal));
        Assert.Equal(2, _bench.Status(ForecastSource.Id).Errors);
    }

    [Fact]
    public async Task It_begins_soon_after_the_start_and_makes_them_anew_at_its_pace()
    {
        Measured("a", hours: 4, static _ => 50);
        using var end = new CancellationTokenSource();
        var source = Source(Rule);
        var run = source.Run(end.Token);
        Assert.Same(ForecastBook.Empty, source.Book);
        await Until(() => source.Book.Entities.Count == 1, TimeSpan.FromSeconds(1));
        Assert.Equal(50, source.Book.Entities[0].Horizons[0].End!.Value.Point, 6);
        var made = source.Book.MadeAt;
        await Until(() => source.Book.MadeAt >= made + new ForecastOptions().Interval, TimeSpan.FromSeconds(10));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task What_may_fail_is_told_with_its_evidence_and_is_a_series()
    {
        var carrier = _bench.Cache.Resolve("test", Labels.Of("node_network_carrier", ("instance", "r1"), ("device", "eth0")));
        for (var minute = 60; minute >= 0; minute--)
            _bench.Cache.Append(carrier, _bench.Now - (minute * 60_000L), minute % 10 == 5 ? 0 : 1);
        var hot = _bench.Cache.Resolve("test", Labels.Of("entPhySensorValue", ("instance", "r2"), ("entPhysicalIndex", "7"), ("entPhysicalName", "Slot 1")));
        _bench.Cache.Append(hot, _bench.Now, 825);
        foreach (var (metric, value) in new[] { ("entPhySensorType", 8.0), ("entPhySensorScale", 9), ("entPhySensorPrecision", 1) })
            _bench.Cache.Append(_bench.Cache.Resolve("test", Labels.Of(metric, ("instance", "r2"), ("entPhysicalIndex", "7"), ("entPhysicalName", "Slot 1"))), _bench.Now, value);
        var source = Source(Rule);
        await source.Renew(isAnew: true, CancellationToken.None);
        await _bench.Drain();

        Assert.Equal(["r1 eth0", "r2"], source.Risks.Risks.Select(static r => r.Entity));
        Assert.Equal("The carrier changed 12 times in a day.", Assert.Single(source.Risks.Risks[0].Evidence).Sentence);
        Assert.Equal("Slot 1 is at 82.5 °C.", Assert.Single(source.Risks.Risks[1].Evidence).Sentence);
        Assert.Empty(source.Risks.Problems);
        await _bench.Holds([source.Risks.Risks[0].Score], "failure_risk_ratio", ("entity", "r1 eth0"));
    }

    [Fact]
    public async Task Switched_off_it_forecasts_nothing_and_says_so()
    {
        var source = Source(new ForecastOptions { Enabled = false }, Rule);
        await source.Run(CancellationToken.None);
        Assert.Contains("Noc:Forecasts:Enabled", _bench.Status(ForecastSource.Id).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_rules_replaces_those_of_the_same_name_and_adds_others()
    {
        const string Yaml = "forecasts:\n  memory: {title: Memory, query: 'avg_over_time(m[$step])', entity: '{{instance}}', unit: percent, limits: [{limit: 70}]}\n"
            + "  mine: {title: Mine, query: x, entity: all, kind: performance, step: 15m, delay: 5m, history: 90d, horizons: [7d, 24h], limits: [{limit: 99, below: true}]}\n";
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Yaml);
            var rules = ForecastRuleFile.With([file]);
            Assert.Equal(StandardForecastRules.All.Count + 1, rules.Count);
            Assert.Equal(70, rules.Single(static r => r.Name == "memory").Limits.Single().Value);
            var mine = rules[^1];
            Assert.Equal((ForecastKind.Performance, TimeSpan.FromMinutes(15), TimeSpan.FromDays(90)), (mine.Kind, mine.Step, mine.History));
            Assert.Equal([ForecastHorizon.Day, ForecastHorizon.Week], mine.Horizons);
            Assert.True(mine.Limits[0].Below);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("", "no rules")]
    [InlineData("forecasts:\n  a: {titel: A}", "line 2")]
    [InlineData("forecasts: {a: {title: A, query: x}}", "forecast a: it needs 'title', 'query' and 'entity'")]
    [InlineData("forecasts: {A: {title: A, query: x, entity: x}}", "'A' is no name")]
    [InlineData("forecasts: {a: {title: A, query: 'x{', entity: x}}", "query: ")]
    [InlineData("forecasts: {a: {title: A, query: '1', entity: x}}", "a vector")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, unit: apples}}", "'apples' is no unit")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, kind: odd}}", "'odd' is no kind")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, step: 1m}}", "between 5m and 1d")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, step: long}}", "'long' is no duration")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, horizons: [2h]}}", "'2h' is no horizon")]
    [InlineData("forecasts: {a: {title: A, query: x, entity: x, limits: [{limit: 1}, {limit: 2}, {limit: 3}, {limit: 4}, {limit: 5}]}}", "up to 4 limits")]
    public void A_file_of_rules_that_cannot_be_used_is_refused_with_its_place(string yaml, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ForecastRuleFile.Read(yaml, "mine.yml")).Message, StringComparison.Ordinal);

    private ForecastSource Source(params ForecastRule[] rules) => Source(new ForecastOptions(), rules);

    private ForecastSource Source(int mostSeries, params ForecastRule[] rules) => Source(new ForecastOptions { MostSeries = mostSeries }, rules);

    private ForecastSource Source(ForecastOptions options, params ForecastRule[] rules) =>
        new(options, rules, new QueryEngine(_bench.Cache, new QueryEngineOptions(), _bench.Clock), _bench.Cache.Metrics, _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock);

    // Values each five minutes up to the time that it will be then; its hour counts from the first of them.
    private void Measured(string instance, double hours, Func<double, double> value, TimeSpan since = default)
    {
        _bench.Clock.Advance(since);
        var series = _bench.Cache.Resolve("test", Labels.Of("used", ("instance", instance)));
        var count = (int)(hours * 12);
        for (var at = 1; at <= count; at++)
            _bench.Cache.Append(series, _bench.Now - ((count - at) * 300_000L), value(at / 12.0));
    }

    // A source's timers fire as time goes on; what they begin is done beside the test.
    private async Task Until(Func<bool> isSo, TimeSpan step)
    {
        for (var tries = 0; !isSo() && tries < 3000; tries++)
        {
            _bench.Clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        Assert.True(isSo());
    }

    public void Dispose() => _bench.Dispose();
}
