using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Flows;
using Dashboard.Web.Auth;
using Dashboard.Web.Demo;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Demo;

/// <summary>The whole program with the simulated network speaking to its real doors.</summary>
public sealed partial class DemoTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly RunningDashboard _server = new(settings: [("Noc:Demo:Enabled", "true"), ("Noc:Demo:Past", "02:00:00"), ("Noc:Demo:Script", "false")]);
    private readonly HttpClient _client;

    public DemoTests()
    {
        Assert.Null(_server.Services.GetRequiredService<ApiTokens>().Create("test", ApiToken.Write, null, new("admin", IPAddress.Loopback), out var token));
        _client = new HttpClient { BaseAddress = _server.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    [Fact]
    public async Task Every_KPI_dashboard_and_list_of_the_radio_network_comes_alive_and_what_goes_wrong_is_seen_and_told_truly()
    {
        Assert.Equal(412, (await Data("/api/demo")).GetProperty("cells").GetInt32());

        // Carbon takes its time: how clean the grid is the server notes only while it runs.
        // The PM files of the past give every cell a KPI, and VES the slices.
        var empty = new List<string>(); // bound: KPIs
        await Until(
            "every KPI of the network has a value",
            async () => (empty = Empty(await Data("/api/kpis/report?level=network&window=1h"))).All(static k => k == "carbon"),
            () => $" Without one are: {string.Join(", ", empty)}.");
        // At night there are cells that nobody asks for anything, and nothing of nothing is no share.
        await Until("every cell has its KPIs", async () => (await Data("/api/kpis/report?level=cell&window=1h")).GetProperty("kpis").EnumerateArray().All(static k =>
            k.GetProperty("id").GetString() switch
            {
                "prb-utilisation-dl" or "connected-users" => k.GetProperty("values").GetArrayLength() is >= 400 and <= 412,
                "rrc-setup-success" or "handover-success" => k.GetProperty("values").GetArrayLength() is >= 300 and <= 412,
                _ => true,
            }));
        Assert.Equal(5, (await Data("/api/kpis/report?level=cluster&window=1h")).GetProperty("kpis").EnumerateArray().First(static k => k.GetProperty("id").GetString() == "pue").GetProperty("values").GetArrayLength());
        // In a busy hour no cell could have slept, and the list of those is empty.
        foreach (var slug in new[] { "ran-overview", "slice-performance", "energy" })
        {
            foreach (var query in Queries(DashboardTemplates.Find(slug)!).Where(static q => !q.Contains("grid_", StringComparison.Ordinal) && !q.Contains("unless topk", StringComparison.Ordinal)))
                await Until($"{slug}: {query} has data", async () => await Count(query) > 0);
        }

        // An incident that somebody starts is told as alarms and as logs, and by what falls silent.
        using (var refused = await _client.PostAsync(new Uri("/api/demo/incidents/earthquake", UriKind.Relative), null))
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var begun = await _client.PostAsync(new Uri("/api/demo/incidents/fibre-cut?minutes=20", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        using (var twice = await _client.PostAsync(new Uri("/api/demo/incidents/fibre-cut", UriKind.Relative), null))
            Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        var truth = JsonDocument.Parse(await begun.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(20 * 60, (truth.GetProperty("to").GetDateTimeOffset() - truth.GetProperty("from").GetDateTimeOffset()).TotalSeconds);
        var cause = truth.GetProperty("cause").GetString()!;
        await Until("the alarm flood is in the list", async () => (await Data("/api/alarms")).GetProperty("alarms").EnumerateArray().Count(static a => a.GetProperty("text").GetString()!.Contains("association", StringComparison.Ordinal)) >= 8);
        // Told by the router's log and by its trap, and yet one.
        await Until("the cut link itself is one alarm of two doors", async () => (await Data("/api/alarms")).GetProperty("alarms").EnumerateArray().Where(a => a.GetProperty("managedObject").GetString() == cause).ToList() is [var link]
            && link.GetProperty("doors").EnumerateArray().Select(static d => d.GetProperty("name").GetString()).ToList() is var doors && doors.Contains("syslog") && doors.Contains("snmp-trap"));
        await Until("the routers' words are in the logs", async () => (await Text("/api/logs")).Contains("RPD_ISIS_ADJDOWN", StringComparison.Ordinal));
        await Until("the interface is without light", async () => await Count($"node_network_carrier{{instance=\"{cause.Split(' ')[0]}\",device=\"{cause.Split(' ')[1]}\"}} == 0") == 1);
        await Until("flows are seen", () => Task.FromResult(_server.Services.GetRequiredService<FlowExporters>().All.Count >= 5));
        Assert.Contains($"\"cause\":\"{cause}\"", await File.ReadAllTextAsync(Path.Combine(_server.DataDirectory, "demo", "truth.jsonl")), StringComparison.Ordinal);

        using var ended = await _client.DeleteAsync(new Uri("/api/demo/incidents/fibre-cut", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await Until("the alarms are over", async () => !(await Data("/api/alarms")).GetProperty("alarms").EnumerateArray().Any(static a =>
            a.GetProperty("text").GetString()!.Contains("is lost", StringComparison.Ordinal) && a.GetProperty("severity").GetString() is "critical" or "minor"));
        Assert.All((await Data("/api/demo")).GetProperty("voices").EnumerateArray().SkipLast(1), static v =>
            Assert.Equal(("", "", true), (v.GetProperty("silence").GetString(), v.GetProperty("problem").GetString(), v.GetProperty("said").GetInt64() > 0)));

        Assert.Contains("Noc:Kafka:Brokers", (await Data("/api/demo")).GetProperty("voices").EnumerateArray().Last().GetProperty("silence").GetString(), StringComparison.Ordinal);

        // Whoever looks sees that it is no real network.
        var browser = await _server.Administrator();
        using var page = await browser.Get("/demo");
        var markup = await page.Content.ReadAsStringAsync();
        Assert.Contains("class=\"simulated\"", markup, StringComparison.Ordinal);
        Assert.Contains("Begin: Sleeping cell", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_token_is_one_of_each_start_and_gone_with_the_end()
    {
        var tokens = _server.Services.GetRequiredService<ApiTokens>();
        Assert.Equal(ApiToken.Write, Assert.Single(tokens.All(), static t => t.RevokedAt is null && t.Name == DemoRunner.TokenName).Scope);

        await _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<DemoRunner>().Single().StoppingAsync(CancellationToken.None);

        Assert.DoesNotContain(tokens.All(), static t => t.RevokedAt is null && t.Name == DemoRunner.TokenName);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private static IEnumerable<string> Queries(DashboardDefinition dashboard) =>
        dashboard.Widgets().SelectMany(static w => w switch
        {
            KpiDefinition kpi => [kpi.Query],
            ChartDefinition chart => chart.Series.Select(static s => s.Query),
            TableDefinition table => table.Columns.Select(static c => c.Query).Where(static q => q.Length > 0),
            _ => Enumerable.Empty<string>(),
        }).Select(static q => Variable().Replace(q.Replace("$__range", "6h", StringComparison.Ordinal), ".*")).Distinct();

    private static List<string> Empty(JsonElement report) =>
        [.. report.GetProperty("kpis").EnumerateArray().Where(static k => k.GetProperty("values").GetArrayLength() == 0).Select(static k => k.GetProperty("id").GetString()!)];

    private async Task<int> Count(string query) =>
        (await Data($"/api/v1/query?query={Uri.EscapeDataString(query)}")).GetProperty("data").GetProperty("result").EnumerateArray()
            .Count(static r => double.IsFinite(double.Parse(r.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)));

    private async Task<JsonElement> Data(string path) => JsonDocument.Parse(await Text(path)).RootElement;

    private async Task<string> Text(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return text;
    }

    private static async Task Until(string what, Func<Task<bool>> isSo, Func<string>? more = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"It never came to be that {what}.{more?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, CancellationToken.None);
        }
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variable();
}
