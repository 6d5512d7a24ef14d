using Dashboard.Domain.Flows;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Flows;

public sealed class FlowNamesTests
{
    [Fact]
    public void An_exporter_is_the_device_of_the_inventory_that_has_its_address()
    {
        var (exporters, inventory) = (new FlowExporters(), new DeviceInventory());
        using var names = new FlowNames(exporters, inventory, TimeProvider.System);
        var exporter = exporters[exporters.NumberOf(NetworkAddress.FromV4(0xC0000201))];
        names.Match();
        Assert.Equal(("", "7"), (exporter.Instance, exporter.InterfaceName(7)));

        inventory.Publish(DeviceWith(1, "xe-0/0/1"));
        names.Match();
        Assert.Equal(("edge-1", "xe-0/0/1"), (exporter.Instance, exporter.InterfaceName(7)));

        // A restart of the device gave the number to another interface.
        inventory.Publish(DeviceWith(2, "xe-0/0/2"));
        names.Match();
        Assert.Equal("xe-0/0/2", exporter.InterfaceName(7));
    }

    private static Device DeviceWith(long seenAt, string name) => new()
    {
        Instance = "edge-1",
        Address = "192.0.2.1:161",
        SeenAt = seenAt,
        Interfaces = [new DeviceInterface(7, name, name, "", 6, 1500, 1e10, "", IsEnabled: true, OperStatus: 1)],
    };
}
