using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Remote;
using Dashboard.Web.Hosting;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Hosting;

public sealed class RemoteHistorySettingsTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData("Noc:PrometheusHistory:Url = '' is not allowed: it must be set.", "Engine=Prometheus")]
    [InlineData("Noc:PrometheusHistory:Url is not allowed: it must be an address such as http://localhost:8428.", "Engine=Prometheus", "PrometheusHistory:Url=localhost:8428")]
    [InlineData("Noc:PrometheusHistory:Url is not allowed: a name or password does not belong into the address", "Engine=Prometheus", $"PrometheusHistory:Url=http://u:{Secret}@host")]
    [InlineData("Noc:PrometheusHistory:MaxSpillBytes = '1' is not allowed", "Engine=Prometheus", "PrometheusHistory:Url=http://host", "PrometheusHistory:MaxSpillBytes=1", $"PrometheusHistory:Token={Secret}")]
    [InlineData("Noc:InfluxHistory:Url = '' is not allowed: it must be set.", "Engine=InfluxDb", "InfluxHistory:Org=o", "InfluxHistory:Bucket=b", $"InfluxHistory:Token={Secret}")]
    [InlineData("Noc:InfluxHistory:Org = '' is not allowed: it must be set.", "Engine=InfluxDb", "InfluxHistory:Url=http://host", "InfluxHistory:Bucket=b", $"InfluxHistory:Token={Secret}")]
    [InlineData("Noc:InfluxHistory:Bucket = '' is not allowed: it must be set.", "Engine=InfluxDb", "InfluxHistory:Url=http://host", "InfluxHistory:Org=o", $"InfluxHistory:Token={Secret}")]
    [InlineData("Noc:InfluxHistory:Token = '' is not allowed: it must be set.", "Engine=InfluxDb", "InfluxHistory:Url=http://host", "InfluxHistory:Org=o", "InfluxHistory:Bucket=b")]
    public void What_is_missing_or_wrong_is_named_at_the_start(string sentence, params string[] settings)
    {
        using var data = new TemporaryDirectory();
        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build(Arguments(data, settings)));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(PrometheusHistory), "Engine=Prometheus", "PrometheusHistory:Url=http://localhost:1", $"PrometheusHistory:Token={Secret}")]
    [InlineData(typeof(InfluxHistory), "Engine=InfluxDb", "InfluxHistory:Url=http://localhost:1", "InfluxHistory:Org=o", "InfluxHistory:Bucket=b", $"InfluxHistory:Token={Secret}")]
    public async Task The_engine_that_was_chosen_takes_samples_though_its_store_is_not_there(Type engine, params string[] settings)
    {
        using var dashboard = new RunningDashboard(settings:
        [
            ("Noc:History:FlushInterval", "00:00:00.1"),
            .. settings.Select(static s => (s.StartsWith("Engine", StringComparison.Ordinal) ? "Noc:History:" : "Noc:") + s).Select(static s => (s[..s.IndexOf('=')], s[(s.IndexOf('=') + 1)..])),
        ]);
        var history = Assert.IsAssignableFrom<RemoteHistory>(dashboard.Services.GetRequiredService<IHistory>());
        Assert.IsType(engine, history);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (history.WaitingBodies == 0 || history.Problem.Length == 0 || dashboard.Services.GetRequiredService<HistoryRecorder>().Durable == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        Assert.Contains("cannot be reached", history.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(dashboard.DataDirectory, "*.spill", SearchOption.AllDirectories));
        var metrics = await (await dashboard.Administrator()).Get("/metrics");
        var text = await metrics.Content.ReadAsStringAsync(limit.Token);
        Assert.Contains("noc_history_store_away 1", text, StringComparison.Ordinal);
        Assert.Contains("noc_history_samples_overflowed_total 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, dashboard.Log.Text + text, StringComparison.Ordinal);
    }

    private static string[] Arguments(TemporaryDirectory data, string[] settings) =>
        [$"--Noc:DataDirectory={data.Path}", .. settings.Select(static s => s.StartsWith("Engine", StringComparison.Ordinal) ? $"--Noc:History:{s}" : $"--Noc:{s}")];
}
