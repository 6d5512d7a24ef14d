using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Forecasts;
using Dashboard.Web.Components.Forecasts;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Forecasts;

/// <summary>What people see of forecasts: a tank that fills, and one that does not.</summary>
public sealed class ForecastPageTests : IDisposable
{
    private const string Yaml = "forecasts:\n  tank: {title: Tank used, query: 'avg by (instance) (avg_over_time(tank_used[$step]))', entity: 'tank {{instance}}', unit: percent, delay: 0s, limits: [{limit: 80}, {limit: 90}]}\n";

    private static readonly ForecastRule Rule = new() { Name = "tank", Title = "Tank", Query = "x", Entity = "tank", Unit = Unit.Percent, Limits = [new(80), new(90)] };

    private readonly string _rules = Path.GetTempFileName();
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task The_page_lists_what_is_soonest_full_and_opens_its_course()
    {
        File.WriteAllText(_rules, Yaml);
        using var server = new RunningDashboard(clock: _clock, settings: [("Noc:Forecasts:Files:0", _rules), ("Noc:Sources:Host:Enabled", "false"), ("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
        using var viewer = server.Browser();
        var before = await viewer.Page("/forecasts");
        Assert.Contains("within a minute of the start", before.QuerySelector("section p.hint")!.TextContent, StringComparison.Ordinal);
        Measured(server, "flat", static _ => 20);
        Measured(server, "filling", static step => 73 + (step / 8.0));
        var cache = server.Services.GetRequiredService<TimeSeriesCache>();
        cache.Append(cache.Resolve("test", Labels.Of("data_quality_clock_offset_seconds", ("instance", "gnb-late"))), _clock.NowMs, -30);
        await Forecast(server, series: 2);

        var page = await viewer.Page("/forecasts");
        var rows = page.QuerySelectorAll("section:has(#forecasts-title) tbody tr").Where(static r => r.TextContent.Contains("Tank used", StringComparison.Ordinal)).ToList();
        Assert.Equal(["tank filling", "tank flat"], rows.Select(static r => r.QuerySelector("th a")!.TextContent));
        Assert.Contains("passes 80 %", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("keeps its limits", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("80 %: 2026-01-01 0", rows[0].TextContent, StringComparison.Ordinal);

        var risk = page.QuerySelector("section:has(#risks-title) tbody tr")!;
        Assert.Equal("gnb-late", risk.QuerySelector("th")!.TextContent);
        Assert.Contains("Its clock is off by 30.0 s.", risk.TextContent, StringComparison.Ordinal);

        var one = await viewer.Page(rows[0].QuerySelector("th a")!.GetAttribute("href")!);
        Assert.Contains("tank filling", one.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        var drawn = one.QuerySelector("section:has(#course-5) svg.plot")!;
        Assert.All(new[] { "past", "forecast", "band80", "band95", "limit", "now" }, name => Assert.NotNull(drawn.QuerySelector($"path.{name}")));
        Assert.Contains("forecast", drawn.GetAttribute("aria-label"), StringComparison.Ordinal);
        var horizons = one.QuerySelectorAll("section:has(#course-5) tbody tr");
        Assert.Equal(["1h", "6h"], horizons.Select(static h => h.QuerySelector("th")!.TextContent));
        Assert.Contains("none has come true or false yet", horizons[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("damped Holt", one.QuerySelector("section:has(#course-5) .hint")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("needs 7 days", one.QuerySelector("section:has(#course-60) tbody")!.TextContent, StringComparison.Ordinal);
        var none = await viewer.Page("/forecasts?rule=tank&entity=nowhere");
        Assert.Contains("'nowhere' is not forecast by the rule 'tank'", none.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void How_something_stands_is_said_by_its_worst_limit()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000_000_000);
        var at = now.ToUnixTimeMilliseconds();
        var outlook = Outlook();
        Assert.Equal((PerceivedSeverity.Major, "past 90 %"), ForecastText.Standing(outlook with { Limits = [Limit(80, true, at), Limit(90, true, at)] }, now));
        Assert.Equal((PerceivedSeverity.Minor, "past 80 %"), ForecastText.Standing(outlook with { Limits = [Limit(80, true, at), Limit(90, false, at + 3_600_000)] }, now));
        Assert.Equal((PerceivedSeverity.Minor, "passes 90 % in 3 hours"), ForecastText.Standing(outlook with { Limits = [Limit(80, false, at), Limit(90, false, at + 10_800_000)] }, now));
        Assert.Equal((PerceivedSeverity.Warning, "passes 80 % in 12 days"), ForecastText.Standing(outlook with { Limits = [Limit(80, false, at + (12 * 86_400_000L)), Limit(90, false, null)] }, now));
        Assert.Equal((PerceivedSeverity.Cleared, "keeps its limits for an hour"), ForecastText.Standing(outlook with { Limits = [Limit(80, false, null)] }, now));
        var risky = outlook with { Limits = [Limit(80, false, null)], Horizons = [outlook.Horizons[0] with { BreachProbabilities = [0.3, 0.1] }] };
        Assert.Equal((PerceivedSeverity.Warning, "may pass 80 % within an hour"), ForecastText.Standing(risky, now));
        Assert.Equal((null, "no forecast yet"), ForecastText.Standing(outlook with { Horizons = [] }, now));
        Assert.Equal("already", ForecastText.When(Limit(80, true, at)));
        Assert.Equal("2001-09-09 01:46 (no earlier to beyond the forecast)", ForecastText.When(Limit(80, false, at)));
        Assert.Equal("not by the forecast; at the earliest 2001-09-09 01:46", ForecastText.When(Limit(80, false, null) with { Earliest = at }));
        Assert.Equal(["< 1 %", "7 %", "> 99 %"], new[] { 0.001, 0.07, 0.999 }.Select(ForecastText.Probability));
    }

    [Fact]
    public void A_drawing_has_a_gap_where_a_value_is_missing()
    {
        var gone = Values(30);
        gone[10] = double.NaN;
        Assert.Equal(2, Past(gone).Split('M').Length - 1);
        Assert.Equal(1, Past(Values(30)).Split('M').Length - 1);

        static string Past(double[] values) => CourseDrawing.Draw(Rule, Course(values)).Split("class=\"past\" d=\"")[1].Split('"')[0];
    }

    private static EntityOutlook Outlook()
    {
        var course = Course(Values(30));
        return new EntityOutlook
        {
            Rule = Rule,
            Entity = "tank",
            Labels = Labels.Empty,
            Courses = [course],
            Limits = [],
            Horizons = [HorizonOutlook.Of(Rule, course, Domain.Analytics.Forecasting.ForecastHorizon.Hour, default)],
        };
    }

    private static LimitOutlook Limit(double limit, bool isPassed, long? point) => new(new ForecastLimit(limit), isPassed, point, point, null);

    private static double[] Values(int count) => [.. Enumerable.Range(0, count).Select(static i => 50 + (i % 3.0))];

    private static SeriesCourse Course(double[] values) =>
        SeriesCourse.Of(Rule, ForecastResolution.All[0], new RangeSeries(Labels.Empty, [.. Enumerable.Range(1, values.Length).Select(static i => i * 300_000L)], values));

    private void Measured(RunningDashboard server, string instance, Func<int, double> value)
    {
        var cache = server.Services.GetRequiredService<TimeSeriesCache>();
        var series = cache.Resolve("test", Labels.Of("tank_used", ("instance", instance)));
        for (var step = 1; step <= 84; step++)
            cache.Append(series, _clock.NowMs - ((84 - step) * 300_000L), value(step - 36));
    }

    private async Task Forecast(RunningDashboard server, int series)
    {
        var source = server.Services.GetRequiredService<ForecastSource>();
        for (var tries = 0; source.Book.Entities.Count(static e => e.Rule.Name == "tank") < series && tries < 5000; tries++)
        {
            if (tries < 30)
                _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public void Dispose() => File.Delete(_rules);
}
