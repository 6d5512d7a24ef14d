using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class ScrapeTests : IDisposable
{
    private readonly IngestBench _bench = new();
    private readonly Scrape<string> _scrape;

    public ScrapeTests() => _scrape = new Scrape<string>(_bench.Pipeline, "test", key => Labels.Of(key));

    [Fact]
    public void A_series_that_is_missing_has_ended_and_that_is_said_once()
    {
        Assert.Equal([1, 2], Read(("a", 1), ("b", 2)));

        var second = Read(("a", 3));
        Assert.Equal(3, second[0]);
        Assert.True(StaleMarker.Is(second[1]));
        Assert.Equal(2, second.Length);

        Assert.Equal([4], Read(("a", 4)));
    }

    [Fact]
    public void A_series_that_comes_back_goes_on()
    {
        Read(("a", 1));
        Read();

        Assert.Equal([2], Read(("a", 2)));
        Assert.Equal(1, _bench.Cache.StatisticsOf("test").Series);
    }

    [Fact]
    public void Of_a_series_that_comes_twice_the_first_value_counts() => Assert.Equal([1], Read(("a", 1), ("a", 2)));

    [Fact]
    public void All_samples_have_the_time_of_the_reading_and_the_batch_its_octets()
    {
        _scrape.Begin(77);
        _scrape.Add("a", 1);
        using var batch = _scrape.End(1234);

        Assert.Equal((77, 1234), (batch.Records[0].Timestamp, batch.Bytes));
    }

    public void Dispose() => _bench.Dispose();

    private double[] Read(params (string Key, double Value)[] values)
    {
        _scrape.Begin(_bench.Now);
        foreach (var (key, value) in values)
            _scrape.Add(key, value);
        using var batch = _scrape.End(0);
        return [.. batch.Records.ToArray().Select(r => r.Value)];
    }
}
