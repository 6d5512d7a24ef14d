using Dashboard.Domain.Inventory;

namespace Dashboard.Domain.Tests.Inventory;

public sealed class DeviceInventoryTests
{
    [Fact]
    public void A_snapshot_stays_as_it_was_while_devices_come_and_go()
    {
        var inventory = new DeviceInventory();
        inventory.Publish(Device("b", 1));
        var before = inventory.Current;
        inventory.Publish(Device("a", 1));
        inventory.Remove("b");
        Assert.Equal(["b"], before.Devices.Keys);
        Assert.Equal(["a"], inventory.Current.Devices.Keys);
        Assert.Equal((1, 3), (before.Version, inventory.Current.Version));
    }

    [Fact]
    public void What_was_seen_earlier_does_not_replace_what_was_seen_later()
    {
        var inventory = new DeviceInventory();
        inventory.Publish(Device("a", 2));
        inventory.Publish(Device("a", 1));
        Assert.Equal(2, inventory.Current.Devices["a"].SeenAt);
        Assert.Equal(1, inventory.Current.Version);
    }

    [Fact]
    public void A_full_inventory_takes_no_new_devices_and_counts_them_but_follows_those_it_has()
    {
        var inventory = new DeviceInventory(capacity: 1);
        inventory.Publish(Device("a", 1));
        inventory.Publish(Device("b", 1));
        inventory.Publish(Device("a", 2));
        Assert.Equal(1, inventory.Refused);
        Assert.Equal(2, inventory.Current.Devices.Values.Single().SeenAt);
    }

    private static Device Device(string instance, long seenAt) => new() { Instance = instance, Address = "192.0.2.1", SeenAt = seenAt };
}
