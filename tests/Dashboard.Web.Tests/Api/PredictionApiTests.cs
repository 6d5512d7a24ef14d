using System.Net;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Forecasts;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Tests.Dashboards;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>Forecasts as programs get them, of two series that were measured for four hours.</summary>
public sealed class PredictionApiTests : IDisposable
{
    private const string Yaml = "forecasts:\n  tank: {title: Tank, query: 'avg by (instance) (avg_over_time(tank_used[$step]))', entity: 'tank {{instance}}', unit: percent, delay: 0s, limits: [{limit: 80}]}\n";

    private readonly string _rules = Path.GetTempFileName();
    private readonly FakeClock _clock = new();
    private readonly RunningDashboard _server;
    private readonly HttpClient _client;

    public PredictionApiTests()
    {
        File.WriteAllText(_rules, Yaml);
        _server = new RunningDashboard(clock: _clock, settings: [("Noc:Forecasts:Files:0", _rules), ("Noc:Sources:Host:Enabled", "false")]);
        Assert.Null(_server.Services.GetRequiredService<ApiTokens>().Create("reader", ApiToken.Read, null, LibraryRoom.Ada, out var token));
        _client = new HttpClient { BaseAddress = _server.Address };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    [Fact]
    public async Task Forecasts_come_by_rule_entity_and_horizon_with_limits_intervals_models_and_accuracy()
    {
        Measured("north", static step => 55 + (step / 2.0));
        Measured("south", static _ => 20);
        await Forecast(series: 2);

        var all = await Predictions("?rule=tank");
        Assert.Equal(10, all.GetProperty("total").GetInt32());
        Assert.Equal("tank north", all.GetProperty("predictions")[0].GetProperty("entity").GetString());
        var rule = Assert.Single(all.GetProperty("rules").EnumerateArray());
        Assert.Equal(("tank", "capacity", 2), (rule.GetProperty("name").GetString(), rule.GetProperty("kind").GetString(), rule.GetProperty("series").GetInt32()));
        Assert.Equal("1h", rule.GetProperty("accuracy")[0].GetProperty("horizon").GetString());

        var one = Assert.Single((await Predictions("?entity=NORTH&horizon=1h&rule=tank")).GetProperty("predictions").EnumerateArray());
        Assert.Equal(("percent", "1h", 3600), (one.GetProperty("unit").GetString(), one.GetProperty("horizon").GetString(), one.GetProperty("horizon_seconds").GetInt32()));
        Assert.Equal("north", one.GetProperty("labels").GetProperty("instance").GetString());
        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"), (one.GetProperty("known_until").GetString(), one.GetProperty("forecast_for").GetString()));
        Assert.InRange(one.GetProperty("forecast_value").GetDouble(), 83, 87);
        Assert.InRange(one.GetProperty("upper95").GetDouble(), one.GetProperty("upper80").GetDouble(), 100);
        Assert.Equal(["damped Holt"], one.GetProperty("models").EnumerateArray().Select(static m => m.GetString()));
        Assert.InRange(one.GetProperty("accuracy").GetProperty("backtest").GetProperty("coverage95").GetDouble(), 0, 1);
        var limit = Assert.Single(one.GetProperty("limits").EnumerateArray());
        Assert.StartsWith("2026-01-01T0", limit.GetProperty("reached_at").GetString(), StringComparison.Ordinal);
        Assert.InRange(limit.GetProperty("breach_probability").GetDouble(), 0, 1);

        var none = Assert.Single((await Predictions("?entity=south&horizon=6h")).GetProperty("predictions").EnumerateArray());
        Assert.Equal("4 hours of values; a forecast for 6 hours needs 6 hours.", none.GetProperty("reason").GetString());
        Assert.False(none.TryGetProperty("forecast_value", out _));
        Assert.Equal(3, (await Predictions("?limit=3")).GetProperty("predictions").GetArrayLength());
    }

    [Theory]
    [InlineData("?rule=odd", "'odd' is no rule. There are disk-space, ")]
    [InlineData("?horizon=2h", "'2h' is no horizon. There are 1h, 6h, 24h, 7d, 30d.")]
    [InlineData("?limit=0", "'0' is no number of predictions from 1 to 10000.")]
    [InlineData("?limit=many", "'many' is no number")]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string query, string says)
    {
        using var answer = await _client.GetAsync(new Uri($"/advanced-analytics/predictions{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_told_forecasts_who_has_not_signed_in()
    {
        using var stranger = new HttpClient { BaseAddress = _server.Address };
        using var answer = await stranger.GetAsync(new Uri("/advanced-analytics/predictions", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private void Measured(string instance, Func<int, double> value)
    {
        var cache = _server.Services.GetRequiredService<TimeSeriesCache>();
        var series = cache.Resolve("test", Labels.Of("tank_used", ("instance", instance)));
        for (var step = 1; step <= 48; step++)
            cache.Append(series, _clock.NowMs - ((48 - step) * 300_000L), value(step));
    }

    private async Task Forecast(int series)
    {
        var source = _server.Services.GetRequiredService<ForecastSource>();
        for (var tries = 0; source.Book.Entities.Count(static e => e.Rule.Name == "tank") < series && tries < 5000; tries++)
        {
            if (tries < 30)
                _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        Assert.Equal(series, source.Book.Entities.Count(static e => e.Rule.Name == "tank"));
    }

    private async Task<JsonElement> Predictions(string query) =>
        JsonDocument.Parse(await _client.GetStringAsync(new Uri($"/advanced-analytics/predictions{query}", UriKind.Relative))).RootElement;

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        File.Delete(_rules);
    }
}
