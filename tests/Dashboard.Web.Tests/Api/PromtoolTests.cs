using System.Diagnostics;
using System.Net;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>A test that needs Debian's <c>prometheus</c> package; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, "promtool"))))
            Skip = "promtool is not installed (Debian package prometheus)";
    }
}

/// <summary>Prometheus' own command line as the client, with an API token that may read.</summary>
public sealed class PromtoolTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly RunningDashboard _server;
    private readonly string _address;

    public PromtoolTests()
    {
        _server = new RunningDashboard(clock: _clock);
        Assert.Null(_server.Services.GetRequiredService<ApiTokens>().Create("promtool", ApiToken.Read, null, new("admin", IPAddress.Loopback), out var token));
        DashboardAtRest.Fill(_server.Services.GetRequiredService<TimeSeriesCache>(), _clock.NowMs);
        _address = $"http://promtool:{token}@127.0.0.1:{_server.Address.Port}";
    }

    public void Dispose() => _server.Dispose();

    [PromtoolFact]
    public async Task Promtool_asks_and_understands_every_kind_of_question()
    {
        Assert.Equal(
            "demo_gauge{host=\"a\"} => 1.5 @[1767225600]\ndemo_gauge{host=\"b\"} => +Inf @[1767225600]\n",
            await Promtool("query", "instant", "--time=2026-01-01T00:00:00Z", _address, "demo_gauge"));
        Assert.Equal(
            "demo_gauge{host=\"a\"} =>\n0.5 @[1767225590]\n1.5 @[1767225600]\n",
            await Promtool("query", "range", "--start=1767225590", "--end=1767225600", "--step=10s", _address, "demo_gauge{host=\"a\"}"));
        Assert.Equal(
            "{__name__=\"demo_gauge\", host=\"a\"}\n{__name__=\"demo_gauge\", host=\"b\"}\n",
            await Promtool("query", "series", "--match=demo_gauge", "--start=1767225000", "--end=1767225600", _address));
        Assert.Equal(
            "a\nb\n",
            await Promtool("query", "labels", "--match=demo_gauge", "--start=1767225000", "--end=1767225600", _address, "host"));
    }

    [PromtoolFact]
    public async Task Promtool_shows_what_is_wrong_with_a_query() =>
        Assert.Contains("unclosed left parenthesis", await Promtool("query", "instant", _address, "sum("));

    private static async Task<string> Promtool(params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("promtool does not start");
        var error = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return output + await error;
    }
}
