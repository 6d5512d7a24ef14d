using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Alarms;
using Dashboard.Ingest.Tests.Storage.Sqlite.Alarms;

namespace Dashboard.Ingest.Tests.Sources.Alarms;

public sealed class AlarmSourceTests
{
    [Fact]
    public async Task A_device_is_as_bad_as_its_worst_open_alarm_by_the_name_that_its_series_have()
    {
        using var bench = new IngestBench();
        bench.Inventory.Publish(new Device { Instance = "Core-1", Address = "192.0.2.1:161", SeenAt = 1 });
        var names = new ManagedObjectNames(bench.Inventory, bench.Clock);
        var alarms = new AlarmList(new AlarmOptions(), names, bench.Clock);
        var source = new AlarmSource(alarms, names, bench.Inventory, bench.Pipeline, bench.Sources, bench.Clock);
        var now = bench.Clock.GetUtcNow();
        alarms.Take(
            AlarmKillVictim.Said("192.0.2.1 Gi0/1", now, PerceivedSeverity.Minor), AlarmKillVictim.Said("core-1 Gi0/2", now, PerceivedSeverity.Critical), AlarmKillVictim.Said("edge-7", now, PerceivedSeverity.Warning));
        await source.Show(CancellationToken.None);

        bench.Clock.Advance(AlarmSource.Interval);
        alarms.Take(AlarmKillVictim.Said("core-1 Gi0/2", bench.Clock.GetUtcNow(), PerceivedSeverity.Cleared), AlarmKillVictim.Said("edge-7", bench.Clock.GetUtcNow(), PerceivedSeverity.Cleared));
        await source.Show(CancellationToken.None);
        await bench.Drain();

        await bench.Holds([5, 3], "network_alarm_severity", ("instance", "Core-1"));
        var edge = await bench.Values("network_alarm_severity", ("instance", "edge-7"));
        Assert.Equal(2, edge[0]);
        Assert.True(StaleMarker.Is(edge[1]));
    }
}
