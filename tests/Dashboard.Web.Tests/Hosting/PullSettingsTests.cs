using Dashboard.Ingest.Sources.HttpJson;
using Dashboard.Ingest.Sources.Prometheus;
using Dashboard.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dashboard.Web.Tests.Hosting;

public sealed class PullSettingsTests
{
    [Fact]
    public void A_job_is_read_with_its_labels_headers_and_parameters()
    {
        var job = Assert.Single(Settings.ReadList<ScrapeJobOptions>(Configuration(
            ("Noc:Scrape:Jobs:0:Job", "snmp"), ("Noc:Scrape:Jobs:0:Targets", "a:1, b:2"), ("Noc:Scrape:Jobs:0:Labels:site", "muc"),
            ("Noc:Scrape:Jobs:0:Parameters:module", "if_mib"), ("Noc:Scrape:Jobs:0:Headers:X-Key", "k"), ("Noc:Scrape:Jobs:0:Interval", "00:00:30")), ScrapeJobOptions.Section));

        Assert.Equal(("snmp", "muc", "if_mib", "k", TimeSpan.FromSeconds(30)), (job.Job, job.Labels["site"], job.Parameters["module"], job.Headers["X-Key"], job.Interval));
        Assert.Null(job.Complaint());
    }

    [Fact]
    public void A_list_within_a_list_is_read_as_strictly_as_anything_else()
    {
        const string Target = "Noc:HttpJson:Targets:0";
        (string, string)[] good = [($"{Target}:Name", "ctl"), ($"{Target}:Url", "http://a/x"), ($"{Target}:Metrics:0:Name", "m"), ($"{Target}:Metrics:0:States:up", "1"), ($"{Target}:Metrics:1:Name", "n")];
        var target = Assert.Single(Settings.ReadList<HttpJsonTargetOptions>(Configuration(good), HttpJsonTargetOptions.Section));

        Assert.Equal(["m", "n"], target.Metrics.Select(m => m.Name));
        Assert.Equal(1, target.Metrics[0].States["up"]);
        Assert.Null(target.Complaint());
        var error = Assert.Throws<SettingsException>(() => Settings.ReadList<HttpJsonTargetOptions>(Configuration([.. good, ($"{Target}:Metrics:0:Valeu", "@")]), HttpJsonTargetOptions.Section));
        Assert.StartsWith($"{Target}:Metrics:0:Valeu is not a setting.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_a_setting_must_have_is_named()
    {
        var error = Assert.Throws<SettingsException>(() => Settings.ReadList<ScrapeJobOptions>(Configuration(("Noc:Scrape:Jobs:0:Job", "x"), ("Noc:Scrape:Jobs:0:Scheme", "ftp")), ScrapeJobOptions.Section));

        Assert.Equal("Noc:Scrape:Jobs:0:Scheme = 'ftp' is not allowed: it must be text of the form https?.", error.Message);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
}
