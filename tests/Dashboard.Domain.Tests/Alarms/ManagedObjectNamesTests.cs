using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;

namespace Dashboard.Domain.Tests.Alarms;

public sealed class ManagedObjectNamesTests
{
    private readonly FakeClock _clock = new();
    private readonly DeviceInventory _inventory = new();

    [Theory]
    [InlineData("Gi0/1", "GigabitEthernet0/1")]
    [InlineData("Gi0/1", "GigabitEthernet 0/1")]
    [InlineData("Te1/0/1", "TenGigabitEthernet1/0/1")]
    [InlineData("TenGigE0/0/0/1", "Te0/0/0/1")]
    [InlineData("Hu0/0/0/1", "HundredGigE0/0/0/1")]
    [InlineData("Et1", "Ethernet1")]
    [InlineData("Eth1/1", "Ethernet1/1")]
    [InlineData("Po10", "port-channel10")]
    [InlineData("BE7", "Bundle-Ether7")]
    [InlineData("Vl10", "Vlan10")]
    [InlineData("Gi0/0/1.100", "GigabitEthernet0/0/1.100")]
    [InlineData("ge-0/0/8", "GE-0/0/8")]
    [InlineData("Tu5", "Tunnel5")]
    public void A_long_and_a_short_name_are_one_interface(string one, string other) =>
        Assert.Equal(InterfaceName.Canonical(one), InterfaceName.Canonical(other));

    [Theory]
    [InlineData("Gi0/1", "Gi0/2")]
    [InlineData("Gi0/1", "Te0/1")]
    [InlineData("Gi0/1", "Gi0/1.1")]
    [InlineData("Fa0/1", "FortyGigE0/1")]
    [InlineData("Tw1/0/1", "TwentyFiveGigE1/0/1")]
    [InlineData("eth0", "lo0")]
    public void Different_interfaces_stay_different(string one, string other) =>
        Assert.NotEqual(InterfaceName.Canonical(one), InterfaceName.Canonical(other));

    [Theory]
    [InlineData("rtr-1 Gi0/1", "RTR-1 GigabitEthernet0/1", true)]
    [InlineData("rtr-1:9100 eth0", "rtr-1 eth0", true)]
    [InlineData("rtr-1 BGP 2001:db8::1", "rtr-1 BGP 2001:DB8:0:0::1", true)]
    [InlineData("rtr-1 /var", "rtr-1 /VAR", false)]
    [InlineData("rtr-1.ams.example.net Gi0/1", "rtr-1.fra.example.net Gi0/1", false)]
    [InlineData("2001:db8::1 Gi0/1", "2001:db8::2 Gi0/1", false)]
    [InlineData("SubNetwork=1,ManagedElement=gnb 7", "SubNetwork=1,ManagedElement=gnb 8", false)]
    public void Objects_are_compared_by_what_they_name_even_where_the_inventory_knows_nothing(string one, string other, bool same)
    {
        var names = new ManagedObjectNames(_inventory, _clock);
        Assert.Equal(same, names.Resolve(one) == names.Resolve(other));
    }

    [Fact]
    public void A_device_of_the_inventory_is_found_by_its_address_its_name_and_its_interfaces_description()
    {
        _inventory.Publish(new Device
        {
            Instance = "edge-7",
            Address = "192.0.2.7:161",
            SeenAt = 1,
            Name = "edge-7.example.net",
            Interfaces = [new DeviceInterface(7, "Gi0/1", "WAN uplink", "to core", 6, 1500, 1e9, "00:11:22:33:44:55", true, 1)],
        });
        var names = new ManagedObjectNames(_inventory, _clock);
        foreach (var name in new[] { "192.0.2.7 Gi0/1", "edge-7.example.net GigabitEthernet0/1", "EDGE-7 gi0/1", "192.0.2.7 WAN uplink", "edge-7 to core" })
            Assert.Equal(("edge-7", "gi0/1"), names.Resolve(name));
    }

    [Fact]
    public void What_a_device_says_anew_makes_it_known_otherwise_only_where_a_name_changed()
    {
        var device = new Device { Instance = "edge-7", Address = "192.0.2.7:161", SeenAt = 1 };
        _inventory.Publish(device);
        var names = new ManagedObjectNames(_inventory, _clock);
        var generation = names.Generation;

        _inventory.Publish(device with { SeenAt = 2, Description = "polled again" });
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(generation, names.Generation);

        _inventory.Publish(device with { SeenAt = 3, Name = "edge-7-new" });
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(generation + 1, names.Generation);
        Assert.Equal("edge-7", names.Resolve("edge-7-new").Device);
    }

    [Theory]
    [InlineData("lossOfSignal", "loss-of-signal")]
    [InlineData("Loss of signal", "loss-of-signal")]
    [InlineData("LOSS_OF_SIGNAL", "loss-of-signal")]
    [InlineData("loss-of-signal", "loss-of-signal")]
    [InlineData("", "")]
    [InlineData("--x--", "x")]
    public void A_cause_is_one_however_it_is_written(string said, string cause) => Assert.Equal(cause, ProbableCause.Normalise(said));
}
