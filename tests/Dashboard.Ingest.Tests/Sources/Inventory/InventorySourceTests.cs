using Dashboard.Domain.Flows;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Inventory;

namespace Dashboard.Ingest.Tests.Sources.Inventory;

public sealed class InventorySourceTests
{
    [Fact]
    public async Task Links_and_devices_are_shown_and_a_link_that_is_gone_ends()
    {
        using var bench = new IngestBench();
        var (inventory, exporters) = (new DeviceInventory(), new FlowExporters());
        var source = new InventorySource(inventory, exporters, bench.Cache, static () => [], bench.Pipeline, bench.Sources, bench.Clock);
        inventory.Publish(Core(bench.Now, new LldpNeighbour("et-0", "", "ge-0", "", "edge", "")));
        Assert.True(NetworkAddress.TryParse("192.0.2.7", out var exporter));
        exporters.NumberOf(exporter);
        await source.Show(CancellationToken.None);
        Assert.Equal(["192.0.2.7: flows", "core: SNMP, neighbours", "edge: neighbours"], source.Devices().Select(static d => $"{d.Name}: {string.Join(", ", d.KnownBy)}"));
        // Nothing was said anew, so nothing is found anew.
        Assert.Same(source.Devices(), source.Devices());

        bench.Clock.Advance(InventorySource.Interval);
        inventory.Publish(Core(bench.Now));
        await source.Show(CancellationToken.None);
        await bench.Drain();

        await bench.Holds([3, 2], "network_devices");
        var link = await bench.Values("network_link_info", ("kind", "lldp"), ("instance", "core"), ("device", "et-0"), ("neighbour", "edge"), ("neighbour_device", "ge-0"));
        Assert.Equal(1, link[0]);
        Assert.True(StaleMarker.Is(Assert.Single(link.Skip(1))));
    }

    [Fact]
    public void A_device_is_known_by_whatever_tells_of_it_and_only_once()
    {
        using var bench = new IngestBench();
        var inventory = new DeviceInventory();
        var source = new InventorySource(inventory, new FlowExporters(), bench.Cache, static () => [("core", "SNMP"), ("leaf", "gNMI")], bench.Pipeline, bench.Sources, bench.Clock);
        inventory.Publish(Core(bench.Now) with { Name = "core.example.net" });
        foreach (var host in new[] { "CORE", "192.0.2.1", "firewall", "other" })
            bench.Cache.Append(bench.Cache.Resolve("syslog", Labels.Of("syslog_messages_total", ("host", host))), bench.Now, 1);

        Assert.Equal(["core: SNMP, syslog", "firewall: syslog", "leaf: gNMI"], source.Devices().Select(static d => $"{d.Name}: {string.Join(", ", d.KnownBy)}"));
        bench.Clock.Advance(InventorySource.Silence + TimeSpan.FromHours(1));
        Assert.DoesNotContain("firewall", source.Devices().Select(static d => d.Name));
    }

    private static Device Core(long seenAt, params LldpNeighbour[] neighbours) => new() { Instance = "core", Address = "192.0.2.1:161", SeenAt = seenAt, Neighbours = neighbours };
}
