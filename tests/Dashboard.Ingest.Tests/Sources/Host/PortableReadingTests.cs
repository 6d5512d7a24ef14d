using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Host;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class PortableReadingTests
{
    [Fact]
    public async Task The_base_library_tells_of_time_memory_and_interfaces_on_any_system()
    {
        using var bench = new IngestBench();
        var files = new HostFiles(new HostOptions(), bench.Register("host"), bench.Clock);
        var scrape = new Scrape<HostSeriesKey>(bench.Pipeline, "host", key =>
            Labels.From([new Label(Labels.MetricName, key.Metric), .. key.Subject.Labels]));
        scrape.Begin(bench.Now);
        new PortableReading(files).Read(scrape);
        await bench.Pipeline.Post(scrape.End(files.Octets), default);
        await bench.Drain();

        await bench.Holds([bench.Now / 1000.0], "node_time_seconds");
        Assert.InRange((await bench.Values("node_memory_MemTotal_bytes"))[0], 1 << 20, double.MaxValue);
        Assert.InRange((await bench.Values("node_boot_time_seconds"))[0], 1, bench.Now / 1000.0);
        Assert.NotEmpty(await bench.Series("node_network_receive_bytes_total"));
    }
}
