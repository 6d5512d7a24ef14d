using Dashboard.Domain.Kpi;
using Dashboard.Ingest.Sources.Energy;

namespace Dashboard.Ingest.Tests.Sources.Energy;

public sealed class GridIntensitySourceTests
{
    [Fact]
    public async Task The_intensity_of_the_hour_is_a_series_that_changes_with_the_hour_and_is_known_of_the_day_before()
    {
        using var bench = new IngestBench();
        var options = new EnergyOptions { GridIntensity = string.Join(',', Enumerable.Range(0, 24).Select(static h => h * 10)), TimeZone = "Europe/Berlin" };
        var source = new GridIntensitySource(options, bench.Cache.Metrics, bench.Pipeline, bench.Sources, bench.Clock);
        bench.Clock.Advance(TimeSpan.FromMinutes(59));
        using var stop = new CancellationTokenSource();
        await bench.Pipeline.StartAsync(CancellationToken.None);
        var run = source.Run(stop.Token);
        // Every ten minutes of the day before, and now.
        await Eventually.True(() => bench.Status(GridIntensitySource.Id).Records == (24 * 6) + 2);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.True(() => bench.Status(GridIntensitySource.Id).Records == (24 * 6) + 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await bench.Drain();

        // 00:59 and 01:00 UTC in January; the day before began at 01:50 in Berlin.
        var values = await bench.Values(GridIntensitySource.Metric);
        Assert.Equal([10, 20], values[^2..]);
        Assert.Equal((10, 20, 230, 0), (values[0], values[1], values[130], values[135]));
    }

    [Fact]
    public void A_profile_is_one_number_or_one_for_each_hour()
    {
        Assert.Equal(380.5, HourlyProfile.Read(" 380.5 ", TimeZoneInfo.Utc)!.At(new DateTimeOffset(2026, 1, 1, 23, 0, 0, TimeSpan.Zero)));
        foreach (var wrong in new[] { "", "1,2", "-1", "much", "1e999", string.Join(',', Enumerable.Repeat("1", 25)) })
            Assert.Contains($"'{wrong}'", new EnergyOptions { GridIntensity = wrong }.Complaint(), StringComparison.Ordinal);
        Assert.Contains("'Mars'", new EnergyOptions { TimeZone = "Mars" }.Complaint(), StringComparison.Ordinal);
        Assert.Null(new EnergyOptions().Complaint());
    }
}
