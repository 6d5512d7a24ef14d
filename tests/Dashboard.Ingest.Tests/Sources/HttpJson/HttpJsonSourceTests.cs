using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.HttpJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.HttpJson;

public sealed class HttpJsonSourceTests
{
    [Fact]
    public async Task A_page_is_posted_for_read_paused_and_let_go()
    {
        string sent = "", key = "";
        await using var server = await PageServer.Start(async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync();
            key = context.Request.Headers["X-Api-Key"].ToString();
            await context.Response.WriteAsync("""{"ports": [{"name": "a", "rx": 5}, {"name": "b", "rx": 6}]}""");
        });
        var target = new HttpJsonTargetOptions
        {
            Name = "controller",
            Url = $"http://{server.Address}/api",
            Method = "POST",
            Body = """{"want": "ports"}""",
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "k3y" },
            Interval = TimeSpan.FromSeconds(5),
            Metrics = [new HttpJsonMetricOptions { Name = "port_rx", Items = "$.ports[*]", Value = "@.rx", Labels = new Dictionary<string, string> { ["port"] = "@.name" }, IsCounter = true, Help = "Octets." }],
        };
        using var bench = new IngestBench();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        using var source = new HttpJsonSource([], bench.Pipeline, bench.Sources, bench.Cache, bench.Metrics, bench.Clock, NullLogger<HttpJsonSource>.Instance);
        using var stop = new CancellationTokenSource();
        var running = source.Run(stop.Token);

        var trial = await source.Try(target, CancellationToken.None);
        Assert.Equal((2, null, $"port_rx{{instance=\"{server.Address}\", job=\"controller\", port=\"a\"}}"), (trial.Samples, trial.Problem, trial.Series[0].Series));
        Assert.Empty(await bench.Series("port_rx"));
        Assert.Null(source.TryAdd(target));
        await Pace.Until(() => Latest("port_rx") == 6 && Latest("up") == 1, bench, running, HttpJsonSource.Id);
        Assert.Equal(("""{"want": "ports"}""", "k3y"), (sent, key));
        Assert.Equal(new MetricMetadata(MetricType.Counter, "Octets.", ""), bench.Cache.Metrics.Find("port_rx"));
        Assert.Equal(("controller", null), (source.Targets()[0].Name, source.Targets()[0].Complaint));
        Assert.NotNull(source.Targets()[0].LastAnswer);
        Assert.True(source.Remove("controller"));
        await Pace.Until(() => Latest("port_rx") is { } value && StaleMarker.Is(value), bench, running, HttpJsonSource.Id);
        Assert.Empty(source.Targets());
        await stop.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        await bench.Drain();

        double? Latest(string metric)
        {
            if (bench.Series(metric).GetAwaiter().GetResult() is not { Count: > 0 } series)
                return null;
            var columns = new SampleColumns();
            series[^1].Read(0, long.MaxValue, columns);
            return columns.Count == 0 ? null : columns.Values[^1];
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_refused_in_words()
    {
        HttpJsonMetricOptions[] metrics = [new HttpJsonMetricOptions { Name = "m", Value = "a.b" }];

        Assert.Equal("Noc:HttpJson:Targets: 't': metric 'm' has a query that is none: 'a.b' does not begin with $ or @ (at character 1).", new HttpJsonTargetOptions { Name = "t", Url = "http://a/", Metrics = metrics }.Complaint());
        Assert.Equal("Noc:HttpJson:Targets: 't' has no Metrics.", new HttpJsonTargetOptions { Name = "t", Url = "http://a/" }.Complaint());
        Assert.Equal("Noc:HttpJson:Targets: 't' has no address that begins with http:// or https:// and holds no user.", new HttpJsonTargetOptions { Name = "t", Url = "http://u:p@a/" }.Complaint());
    }
}
