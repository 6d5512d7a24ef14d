using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>The running program with a clock that stands still at 2026-01-01 00:00 UTC, some series that begin with <c>demo_</c>, and open doors.</summary>
public sealed class DashboardAtRest : IDisposable
{
    private readonly RunningDashboard _server;

    public DashboardAtRest()
    {
        _server = new RunningDashboard(clock: Clock, settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
        Client = new HttpClient { BaseAddress = _server.Address };
        Fill(_server.Services.GetRequiredService<TimeSeriesCache>(), Clock.NowMs);
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _server.Services;

    internal FakeClock Clock { get; } = new();

    /// <summary>The text of an answer that must be a success.</summary>
    public async Task<string> Get(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    public async Task<JsonElement> Data(string path) => JsonDocument.Parse(await Get(path)).RootElement;

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }

    internal static void Fill(TimeSeriesCache cache, long now)
    {
        var a = cache.Resolve("demo", Labels.Of("demo_gauge", ("host", "a")));
        cache.Append(a, now - 10_000, 0.5);
        cache.Append(a, now, 1.5);
        cache.Append(cache.Resolve("demo", Labels.Of("demo_gauge", ("host", "b"))), now, double.PositiveInfinity);
        cache.Append(cache.Resolve("demo", Labels.Of("demo_odd", ("note", "ü <\"\\\n>"))), now, 1e-7);
        cache.Append(cache.Resolve("demo", Labels.Of("demo_utf8", ("demo.dots", "yes"))), now, 1);
        for (var i = 0; i < 200; i++)
            cache.Append(cache.Resolve("demo", Labels.Of("demo_many", ("n", $"{i}"))), now - 300_000, 1e100 / 3);
        cache.Metrics.Describe("demo_gauge", new MetricMetadata(MetricType.Gauge, "A gauge.", "m"));
    }
}
