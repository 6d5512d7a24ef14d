using Dashboard.Domain.Inventory;
using Dashboard.Domain.Topology;

namespace Dashboard.Domain.Tests.Topology;

public sealed class NetworkLinksTests
{
    [Fact]
    public void A_link_that_both_ends_tell_of_is_one()
    {
        var links = NetworkLinks.Of([
            Device("core", "aa:00:00:00:00:01", ["et-0", "et-1"], new LldpNeighbour("et-0", "aa:00:00:00:00:02", "ge-0", "", "edge", "")),
            Device("edge", "aa:00:00:00:00:02", ["ge-0"], new LldpNeighbour("ge-0", "aa:00:00:00:00:01", "et-0", "", "core", "")),
        ]);
        Assert.Equal([new NetworkLink("lldp", "core", "et-0", "edge", "ge-0")], links);
    }

    [Fact]
    public void It_is_one_too_where_one_end_does_not_know_the_others_interface()
    {
        var links = NetworkLinks.Of([
            Device("a", "aa:00:00:00:00:01", ["et-0"], new LldpNeighbour("et-0", "aa:00:00:00:00:02", "517", "", "", "")),
            Device("b", "aa:00:00:00:00:02", ["ge-0"], new LldpNeighbour("ge-0", "aa:00:00:00:00:01", "et-0", "", "", "")),
        ]);
        Assert.Equal([new NetworkLink("lldp", "a", "et-0", "b", "ge-0")], links);
    }

    [Fact]
    public void Two_links_between_the_same_devices_stay_two()
    {
        var links = NetworkLinks.Of([
            Device("a", "aa:00:00:00:00:01", ["et-0", "et-1"], new LldpNeighbour("et-0", "", "ge-0", "", "b", ""), new LldpNeighbour("et-1", "", "ge-1", "", "b", "")),
            Device("b", "aa:00:00:00:00:02", ["ge-0", "ge-1"], new LldpNeighbour("ge-0", "", "et-0", "", "a.example.net", ""), new LldpNeighbour("ge-1", "", "et-1", "", "a.example.net", "")),
        ]);
        Assert.Equal([new NetworkLink("lldp", "a", "et-0", "b", "ge-0"), new NetworkLink("lldp", "a", "et-1", "b", "ge-1")], links);
    }

    [Fact]
    public void A_neighbour_that_is_not_polled_is_called_as_it_calls_itself()
    {
        var links = NetworkLinks.Of([
            Device("a", "aa:00:00:00:00:01", ["et-0", "et-1"], new LldpNeighbour("et-0", "cc:00:00:00:00:01", "Gi0/1", "uplink", "access-7", ""), new LldpNeighbour("et-1", "cc:00:00:00:00:02", "p1", "", "", "")),
        ]);
        Assert.Equal([new NetworkLink("lldp", "a", "et-0", "access-7", "uplink"), new NetworkLink("lldp", "a", "et-1", "cc:00:00:00:00:02", "p1")], links);
    }

    [Fact]
    public void The_end_with_more_links_comes_first()
    {
        var links = NetworkLinks.Of([
            Device("a-leaf", "aa:00:00:00:00:01", ["u"], new LldpNeighbour("u", "", "1", "", "z-core", "")),
            Device("b-leaf", "aa:00:00:00:00:02", ["u"], new LldpNeighbour("u", "", "2", "", "z-core", "")),
            Device("z-core", "aa:00:00:00:00:03", ["1", "2"]),
        ]);
        Assert.Equal([new NetworkLink("lldp", "z-core", "1", "a-leaf", "u"), new NetworkLink("lldp", "z-core", "2", "b-leaf", "u")], links);
    }

    [Fact]
    public void A_session_is_a_link_and_a_peer_outside_is_named_by_its_AS()
    {
        var links = NetworkLinks.Of([
            Device("a", "aa:00:00:00:00:01", []) with { BgpPeers = [new BgpPeer("10.0.0.2", 64500, "10.0.0.1", 6, true), new BgpPeer("192.0.2.9", 64999, "10.0.0.1", 6, true)] },
            Device("b", "aa:00:00:00:00:02", []) with { BgpPeers = [new BgpPeer("10.0.0.1", 64500, "10.0.0.2", 6, true)] },
        ]);
        Assert.Equal([new NetworkLink("bgp", "a", "", "AS64999 192.0.2.9", ""), new NetworkLink("bgp", "a", "", "b", "")], links);
    }

    [Fact]
    public void What_two_devices_have_in_common_identifies_neither()
    {
        var identity = new DeviceIdentity([Device("a", "aa:00:00:00:00:01", ["x"]), Device("b", "aa:00:00:00:00:01", ["y"])]);
        Assert.Null(identity.InstanceOf("aa:00:00:00:00:01"));
        Assert.Equal("b", identity.InstanceOf("aa:00:00:00:00:01", "b"));
        Assert.Equal("a", identity.InstanceOf("192.0.2.97"));
    }

    private static Device Device(string name, string mac, string[] interfaces, params LldpNeighbour[] neighbours) => new()
    {
        Instance = name,
        Address = name == "a" ? "192.0.2.97:161" : $"{name}.example.net",
        SeenAt = 1,
        Name = name,
        Interfaces = [.. interfaces.Select((n, i) => new DeviceInterface(i + 1, n, $"port {n}", "", 6, 1500, 1e9, mac, true, 1))],
        Neighbours = neighbours,
    };
}
