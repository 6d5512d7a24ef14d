using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Influx;

namespace Dashboard.Ingest.Tests.Sources.Influx;

[Trait("Kind", "fuzz")]
public sealed class InfluxFuzzTests
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes("""
        cpu,host=rtr-1,iface=ge-0/0/1 in=123456789i,out=1.5e3,up=true,note="all \"well\", so far" 1767225600000000000
        # a comment
        mem\ used,host=é\,x value=18446744073709551615u
        m v=-0.000001,w=f,x="" 1767225599999999999
        net.if,a=b,c=d rx=1,tx=2,err=3i,drop=4u 1767225600000000000

        """);

    [Fact]
    public async Task Bodies_that_are_damaged_in_every_way_break_nothing_and_stay_small()
    {
        const int Limit = 500;
        var cacheOptions = new TimeSeriesCacheOptions { SeriesPerSource = Limit };
        using var bench = new IngestBench(cacheOptions: cacheOptions);
        await bench.Pipeline.StartAsync(default);
        var source = InfluxSourceTests.Source(bench, cache: cacheOptions);
        var read = 0L;
        var inputs = await Fuzz.Run([Whole], " ,=\\\"\n#iu.-e\r\t"u8.ToArray(), async (input, random) =>
        {
            var report = await source.Take(new MemoryStream(input), (InfluxPrecision)random.Next(6), "", default);
            Assert.True(report.Errors.Count <= InfluxReport.KeptErrors);
            read += report.Samples;
        });
        await bench.Drain();

        Assert.True(read > inputs, "hardly anything was understood: the damage is too great to test anything");
        Assert.True(bench.Cache.Statistics().Series <= Limit);
        Assert.True(source.KnownRows <= 2 * Limit);
    }
}
