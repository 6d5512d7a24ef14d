using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Influx;

namespace Dashboard.Ingest.Tests.Sources.Influx;

public sealed class InfluxAllocationTests
{
    [Fact]
    public void A_line_of_known_series_goes_into_the_cache_without_an_allocation()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { Retention = TimeSpan.FromHours(1) });
        bench.Register(InfluxSource.Id);
        var rows = new InfluxRows(bench.Pipeline, InfluxSource.Id, new Label("", ""), 10_000);
        // The first rounds let each series' memory find its size, with its retention at work.
        var allocated = 0L;
        for (var round = 0; round < 7500; round++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            if (round % 60 == 0)
                bench.Cache.Trim();
            var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"net,host=rtr-{i},iface=ge-0/0/1 in={1000 * round}i,out={round * 0.25},up=true,note=\"text\" {bench.Now}000000\n")));
            using var lines = new InfluxLines(rows, InfluxPrecision.Nanoseconds, bench.Now, new InfluxOptions(), new InfluxReport());
            using var batch = new TelemetryBatch<MetricSample>(InfluxSource.Id, body.Length, 1024);
            var before = GC.GetAllocatedBytesForCurrentThread();
            lines.Take(body, isLast: true, batch);
            bench.Cache.Append(batch.Records);
            if (round >= 7200)
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(60, batch.Count);
        }

        Assert.Equal(0, allocated);
        Assert.Equal(60, bench.Cache.Statistics().Series);
    }
}
