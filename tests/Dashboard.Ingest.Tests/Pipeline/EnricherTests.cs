using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class EnricherTests
{
    private static readonly Place[] Places =
    [
        new() { Instance = "rtr-edge-07", Site = "Ulm", Role = "edge", Region = "south", Latitude = 48.4, Longitude = 9.99 },
        new() { Instance = "rtr-*", Site = "Kiel", Role = "core" },
    ];

    [Fact]
    public async Task A_series_gets_the_site_role_and_region_of_its_instance()
    {
        using var bench = new IngestBench(places: Places);
        bench.Cache.Append(bench.Pipeline.Resolve("test", Labels.Of("up", ("instance", "rtr-edge-07"))), bench.Now, 1);

        var labels = Assert.Single(await bench.Series("up")).Labels;
        Assert.Equal("up{instance=\"rtr-edge-07\", region=\"south\", role=\"edge\", site=\"Ulm\"}", labels.ToString());
    }

    [Fact]
    public void What_the_source_said_itself_stays()
    {
        var labels = new Enricher(Places).Enrich(Labels.Of("up", ("instance", "rtr-edge-07"), ("site", "Bonn")));

        Assert.Equal(("Bonn", "edge", "south"), (labels.Get("site"), labels.Get("role"), labels.Get("region")));
    }

    [Fact]
    public void The_first_place_that_matches_counts_and_what_it_leaves_open_is_no_label()
    {
        var enricher = new Enricher(Places);

        Assert.Equal("Kiel", enricher.Enrich(Labels.Of("up", ("instance", "rtr-9"))).Get("site"));
        Assert.Equal("up{instance=\"rtr-9\", role=\"core\", site=\"Kiel\"}", enricher.Enrich(Labels.Of("up", ("instance", "rtr-9"))).ToString());
    }

    [Theory]
    [InlineData("sw-1")]
    [InlineData("xrtr-1")]
    [InlineData("")]
    public void An_instance_that_no_place_names_stays_as_it_is(string instance)
    {
        var labels = Labels.Of("up", ("instance", instance));

        Assert.Same(labels, new Enricher(Places).Enrich(labels));
    }

    [Fact]
    public void Each_site_has_one_series_with_where_it_lies()
    {
        Assert.Equal(
            ["site_info{latitude=\"48.4\", longitude=\"9.99\", region=\"south\", site=\"Ulm\"}", "site_info{site=\"Kiel\"}"],
            new Enricher(Places).Sites().Select(s => s.ToString()));
    }
}
