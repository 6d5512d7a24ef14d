using Dashboard.Domain.Kpi;
using Dashboard.Ingest.Sources.Energy;

namespace Dashboard.Ingest.Tests.Sources.Energy;

public sealed class GridIntensitySourceTests
{
    [Fact]
    public async Task The_intensity_of_the_hour_is_a_series_and_changes_with_the_hour()
    {
        using var bench = new IngestBench();
        var options = new EnergyOptions { GridIntensity = string.Join(',', Enumerable.Range(0, 24).Select(static h => h * 10)), TimeZone = "Europe/Berlin" };
        var source = new GridIntensitySource(options, bench.Cache.Metrics, bench.Pipeline, bench.Sources, bench.Clock);
        bench.Clock.Advance(TimeSpan.FromMinutes(59));
        using var stop = new CancellationTokenSource();
        var run = source.Run(stop.Token);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.True(() => bench.Pipeline.QueuedRecords == 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await bench.Drain();

        // 00:59 and 01:00 UTC in January.
        await bench.Holds([10, 20], GridIntensitySource.Metric);
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
