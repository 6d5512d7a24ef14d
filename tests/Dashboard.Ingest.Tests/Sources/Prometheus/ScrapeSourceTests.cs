using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Prometheus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Prometheus;

/// <summary>The source against web servers on the loopback.</summary>
public sealed partial class ScrapeSourceTests
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_target_is_scraped_again_and_again_and_shows_how_it_goes()
    {
        var page = "a 1\n";
        await using var server = await PageServer.Start(context => context.Response.WriteAsync(page));
        await using var scrape = new Scraping(new ScrapeJobOptions { Job = "web", Targets = server.Address, Interval = Often, Labels = new Dictionary<string, string> { ["site"] = "here" } });

        await scrape.Until("a", 1, ("job", "web"), ("instance", server.Address), ("site", "here"));
        await scrape.Until("up", 1, ("job", "web"), ("site", "here"));
        await scrape.Until("scrape_samples_scraped", 1);
        Assert.True(scrape.Latest("scrape_duration_seconds") is >= 0 and < 10);
        page = "b 2\n";
        await scrape.Until("b", 2);
        Assert.True(StaleMarker.Is(scrape.Latest("a")!.Value));
    }

    [Fact]
    public async Task OpenMetrics_is_asked_for_first_with_the_time_out_and_a_packed_page_is_taken()
    {
        string accept = "", encoding = "", user = "", timeout = "";
        await using var server = await PageServer.Start(async context =>
        {
            (accept, encoding, user) = (context.Request.Headers.Accept.ToString(), context.Request.Headers.AcceptEncoding.ToString(), context.Request.Headers.Authorization.ToString());
            timeout = context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"].ToString();
            context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await packed.WriteAsync("# TYPE a counter\na_total 3\n# EOF\n"u8.ToArray());
        });
        var trial = await Try(new ScrapeJobOptions { Job = "web", Targets = server.Address, User = "ops", Password = "secret" });

        Assert.Equal((1, (string?)null), (trial.Samples, trial.Problem));
        Assert.Equal($"a_total{{instance=\"{server.Address}\", job=\"web\"}}", Assert.Single(trial.Series).Series);
        Assert.StartsWith("application/openmetrics-text;version=1.0.0", accept);
        Assert.Equal(("gzip", "Basic " + Convert.ToBase64String("ops:secret"u8), "10"), (encoding, user, timeout));
    }

    [Fact]
    public async Task A_trial_says_in_a_sentence_what_went_wrong_and_stores_nothing()
    {
        await using var server = await PageServer.Start(context => context.Request.Path.Value switch
        {
            "/large" => context.Response.WriteAsync(new string('#', 5000)),
            "/elsewhere" => Redirect(context, "http://192.0.2.1/metrics"),
            "/moved" => Redirect(context, "/metrics"),
            "/loop" => Redirect(context, "/loop"),
            "/metrics" => context.Response.WriteAsync(context.Request.Headers.Authorization == "Bearer t0ken" ? "ok 1\n" : "anonymous 1\n"),
            "/silent" => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            _ => NotFound(context),
        });
        async Task<string?> Problem(string path) => (await Try(new ScrapeJobOptions { Job = "web", Targets = server.Address, Path = path, MaxBodyBytes = 4096, Timeout = TimeSpan.FromSeconds(path == "/silent" ? 0.5 : 10), BearerToken = "t0ken" })).Problem;

        Assert.Equal($"{server.Address} answered 404 Not Found.", await Problem("/none"));
        Assert.Equal($"{server.Address} answered more than 4096 octets (MaxBodyBytes).", await Problem("/large"));
        Assert.Equal($"{server.Address} redirects to http://192.0.2.1, and redirects are followed on the same host only.", await Problem("/elsewhere"));
        Assert.Equal($"{server.Address} redirects more than 5 times.", await Problem("/loop"));
        Assert.Equal($"{server.Address} did not answer within 0.5 s.", await Problem("/silent"));
        Assert.Null(await Problem("/moved"));
        Assert.Contains("cannot be reached", (await Try(new ScrapeJobOptions { Job = "web", Targets = $"127.0.0.1:{FreePort.Find()}" })).Problem);
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_its_authority_or_not_at_all_unless_told_otherwise()
    {
        using var certificate = PageServer.NewCertificate();
        await using var server = await PageServer.Start(context => context.Response.WriteAsync("a 1\n"), certificate);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());

        Assert.StartsWith($"{server.Address} cannot be trusted", (await Try(new ScrapeJobOptions { Job = "web", Scheme = "https", Targets = server.Address })).Problem);
        Assert.Null((await Try(new ScrapeJobOptions { Job = "web", Scheme = "https", Targets = server.Address, CaFile = file })).Problem);
        Assert.Null((await Try(new ScrapeJobOptions { Job = "web", Scheme = "https", Targets = server.Address, VerifyCertificate = false })).Problem);
        Assert.StartsWith("Job 'web' has certificates that cannot be read", (await Try(new ScrapeJobOptions { Job = "web", Targets = server.Address, CaFile = "/none" })).Problem);
        File.Delete(file);
    }

    [Fact]
    public async Task Jobs_come_and_go_while_others_are_scraped()
    {
        await using var server = await PageServer.Start("a 1\n");
        await using var scrape = new Scraping(new ScrapeJobOptions { Job = "first", Targets = server.Address, Interval = Often });
        var second = new ScrapeJobOptions { Job = "second", Targets = server.Address, Interval = Often };

        Assert.Null(scrape.Source.TryAdd(second));
        Assert.Equal("There is a job called 'second' already.", scrape.Source.TryAdd(second));
        Assert.Equal("Noc:Scrape:Jobs: job 'x' has neither Targets nor TargetFiles.", scrape.Source.TryAdd(new ScrapeJobOptions { Job = "x" }));
        await scrape.Until("a", 1, ("job", "second"));
        Assert.True(scrape.Source.Remove("second"));
        await scrape.UntilEnded("a", ("job", "second"));
        await scrape.UntilEnded("up", ("job", "second"));
        Assert.Null(scrape.Source.TryAdd(second));
        await scrape.Until("a", 1, ("job", "second"));
        Assert.True(scrape.Source.Remove("second"));
        Assert.False(scrape.Source.Remove("second"));
        await scrape.UntilEnded("a", ("job", "second"));
        Assert.Equal(1, scrape.Latest("a", ("job", "first")));
    }

    [Fact]
    public async Task A_target_that_is_gone_becomes_an_event_and_again_when_it_is_back()
    {
        var works = false;
        await using var server = await PageServer.Start(context => works ? context.Response.WriteAsync("a 1\n") : NotFound(context));
        await using var scrape = new Scraping(new ScrapeJobOptions { Job = "web", Targets = server.Address, Interval = Often, FailuresToOpen = 1, LongestPause = Often });

        await scrape.Until("up", 0);
        await scrape.Until(() => scrape.Bench.Events.NewestFirst.Any(e => e.EventType == "target-down" && e.Text == $"{server.Address} answered 404 Not Found."));
        works = true;
        await scrape.Until("up", 1);
        await scrape.Until(() => scrape.Bench.Events.NewestFirst[0].EventType == "target-up");
    }

    [Fact]
    public async Task Files_of_targets_are_watched_and_a_broken_one_keeps_those_it_had()
    {
        await using var server = await PageServer.Start("a 1\n");
        var folder = Directory.CreateTempSubdirectory("targets");
        var file = Path.Combine(folder.FullName, "some.json");
        await File.WriteAllTextAsync(file, Targets("r1"));
        await using var scrape = new Scraping(new ScrapeJobOptions { Job = "web", TargetFiles = Path.Combine(folder.FullName, "*.json"), Interval = Often, FileInterval = TimeSpan.FromSeconds(1) });

        await scrape.Until("a", 1, ("rack", "r1"));
        await File.WriteAllTextAsync(file, "[{");
        await scrape.Until(() => scrape.Bench.Status(ScrapeSource.Id).LastErrors.Any(e => e.Text.StartsWith($"{file} cannot be read in line 1", StringComparison.Ordinal) && e.Text.EndsWith("; the targets it had are kept.", StringComparison.Ordinal)));
        Assert.Equal(("web", null), (Assert.Single(scrape.Source.Targets()).Name, scrape.Source.Targets()[0].Complaint));
        await File.WriteAllTextAsync(file, Targets("r22"));
        await scrape.Until("a", 1, ("rack", "r22"));
        await scrape.UntilEnded("a", ("rack", "r1"));
        folder.Delete(recursive: true);
        await scrape.UntilEnded("a", ("rack", "r22"));

        string Targets(string rack) => $"[{{\"targets\": [\"{server.Address}\"], \"labels\": {{\"rack\": \"{rack}\"}} }}]";
    }

    [NodeExporterFact]
    public async Task A_node_exporter_is_scraped_whole()
    {
        var address = $"127.0.0.1:{FreePort.Find()}";
        using var exporter = Process.Start(new ProcessStartInfo("prometheus-node-exporter", [$"--web.listen-address={address}"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        exporter.BeginErrorReadLine();
        exporter.BeginOutputReadLine();
        try
        {
            await using var scrape = new Scraping(new ScrapeJobOptions { Job = "node", Targets = address, Interval = Often });
            await scrape.Until("up", 1);
            await scrape.Until(() => scrape.Latest("node_load1") is not null);
            // The same series by a reader of regular expressions, from a page of the plain format; some come and go with what the machine does.
            using var client = new HttpClient();
            var lines = (await client.GetStringAsync($"http://{address}/metrics")).Split('\n').Where(l => l.Length > 0 && l[0] != '#').ToArray();
            var missing = lines.Where(l => SampleLine().Match(l) is { Success: true } m && scrape.Latest(m.Groups["name"].Value, [.. LabelPair().Matches(m.Groups["labels"].Value).Select(p => (p.Groups["name"].Value, p.Groups["value"].Value.Replace("\\\\", "\\", StringComparison.Ordinal)))]) is null).ToArray();

            Assert.True(lines.Length > 300);
            Assert.True(missing.Length <= lines.Length / 50, string.Join('\n', missing));
            Assert.Equal(MetricType.Counter, scrape.Bench.Cache.Metrics.Find("node_cpu_seconds_total")?.Type);
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync();
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_refused_in_words()
    {
        Assert.Equal("Noc:Scrape:Jobs: job 'j' has a Password without a User.", new ScrapeJobOptions { Job = "j", Targets = "a", Password = "x" }.Complaint());
        Assert.Equal("Noc:Scrape:Jobs: job 'j' has more than one of User, BearerToken and BearerTokenFile; give one.", new ScrapeJobOptions { Job = "j", Targets = "a", User = "u", BearerToken = "t" }.Complaint());
        Assert.Equal("Noc:Scrape:Jobs: job 'j': 'http://a' is no target: host and port, such as 10.0.0.1:9100 or [2001:db8::1]:9100.", new ScrapeJobOptions { Job = "j", Targets = "http://a" }.Complaint());
        Assert.Equal("Noc:Scrape:Jobs: two jobs are called 'j'.", ScrapeJobOptions.Complaint([new ScrapeJobOptions { Job = "j", Targets = "a" }, new ScrapeJobOptions { Job = "j", Targets = "b" }]));
    }

    private static async Task<Ingest.Wire.PullTrial> Try(ScrapeJobOptions job)
    {
        using var bench = new IngestBench();
        using var source = new ScrapeSource([], bench.Pipeline, bench.Sources, bench.Cache, bench.Metrics, TimeProvider.System, NullLogger<ScrapeSource>.Instance);
        var trial = await source.Try(job, CancellationToken.None);
        Assert.Equal(0, bench.Cache.Statistics().Series);
        Assert.DoesNotContain("secret", trial.Problem ?? "", StringComparison.Ordinal);
        return trial;
    }

    private static Task Redirect(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? \S+$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>\w+)="(?<value>(\\.|[^"\\])*)",?""")]
    private static partial Regex LabelPair();

    /// <summary>A source that scrapes while the test runs.</summary>
    private sealed class Scraping : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Scraping(params ScrapeJobOptions[] jobs)
        {
            Bench.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
            Source = new ScrapeSource(jobs, Bench.Pipeline, Bench.Sources, Bench.Cache, Bench.Metrics, Bench.Clock, NullLogger<ScrapeSource>.Instance);
            _running = Source.Run(_stop.Token);
        }

        public IngestBench Bench { get; } = new();

        public ScrapeSource Source { get; }

        public Task Until(Func<bool> condition) => Pace.Until(condition, Bench, _running, ScrapeSource.Id);

        public Task Until(string metric, double value, params (string Name, string Value)[] labels) => Until(() => Latest(metric, labels) == value);

        public Task UntilEnded(string metric, params (string Name, string Value)[] labels) => Until(() => Latest(metric, labels) is { } value && StaleMarker.Is(value));

        /// <summary>The newest value of the one series that fulfils the conditions; null where there is none.</summary>
        public double? Latest(string metric, params (string Name, string Value)[] labels)
        {
            if (Bench.Series(metric, labels).GetAwaiter().GetResult() is not [var series])
                return null;
            var columns = new SampleColumns();
            series.Read(0, long.MaxValue, columns);
            return columns.Count == 0 ? null : columns.Values[^1];
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
            await Bench.Drain();
            Source.Dispose();
            Bench.Dispose();
            _stop.Dispose();
        }
    }
}

/// <summary>A test that needs node_exporter; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeExporterFactAttribute : FactAttribute
{
    public NodeExporterFactAttribute()
    {
        if (!File.Exists("/usr/bin/prometheus-node-exporter"))
            Skip = "needs the Debian package prometheus-node-exporter";
    }
}
