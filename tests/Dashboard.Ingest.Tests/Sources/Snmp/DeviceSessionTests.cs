using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class DeviceSessionTests
{
    private const string IfTable = "1.3.6.1.2.1.2.2.1";
    private const string IfXTable = "1.3.6.1.2.1.31.1.1.1";

    [Fact]
    public async Task Interfaces_have_the_names_that_snmp_exporter_gives_them_and_those_of_hosts()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(50));
        await device.Poll();
        Assert.Null(device.Session.Complaint);
        Assert.Equal(7_000_000, await device.Latest("ifHCInOctets", ("instance", "rtr"), ("job", "snmp"), ("ifIndex", "7"), ("ifName", "Te0/7"), ("ifAlias", "to customer 7"), ("ifDescr", "TenGigabitEthernet0/7")));
        Assert.Equal(7_000_000, await device.Latest("node_network_receive_bytes_total", ("instance", "rtr"), ("device", "Te0/7"), ("ifIndex", "")));
        Assert.Equal(1_250_000_000, await device.Latest("node_network_speed_bytes", ("device", "Te0/7")));
        Assert.Equal(0, await device.Latest("node_network_up", ("device", "Te0/9")));
        Assert.Equal(2, await device.Latest("ifOperStatus", ("ifIndex", "9")));
        Assert.Equal(100_000, await device.Latest("sysUpTime"));
        Assert.Equal(1, await device.Latest("up", ("instance", "rtr")));
        Assert.Equal(50, (await device.Bench.Series("ifHCOutOctets")).Count);
    }

    [Fact]
    public async Task An_interface_that_is_switched_off_has_no_carrier_to_lose_and_one_without_speed_none_to_fill()
    {
        var agent = SimulatedAgent.WithInterfaces(3).Set($"{IfTable}.7.2", SnmpType.Integer, 2L).Set($"{IfTable}.8.2", SnmpType.Integer, 2L).Set($"{IfXTable}.15.3", SnmpType.Gauge32, 0UL);
        using var device = new PolledDevice(agent);
        await device.Poll();
        Assert.Empty(await device.Bench.Series("node_network_carrier", ("device", "Te0/2")));
        Assert.Equal(0, await device.Latest("node_network_up", ("device", "Te0/2")));
        Assert.Equal(1, await device.Latest("node_network_carrier", ("device", "Te0/1")));
        Assert.Empty(await device.Bench.Series("node_network_speed_bytes", ("device", "Te0/3")));
        agent.Set($"{IfTable}.7.2", SnmpType.Integer, 1L);
        await device.Poll();
        Assert.Equal(0, await device.Latest("node_network_carrier", ("device", "Te0/2")));
    }

    [Fact]
    public async Task A_poll_of_what_is_known_asks_for_no_labels_and_no_column_twice()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(50));
        await device.Poll();
        await device.Poll();
        // 17 columns of 50 interfaces and a row more, 60 at a time, and single objects.
        Assert.InRange(device.Session.Sent, 10, 24);
        await device.Bench.Holds([7_000_000, 7_000_000], "ifHCInOctets", ("ifIndex", "7"));
    }

    [Fact]
    public async Task An_interface_without_counters_of_64_bits_is_counted_by_those_of_32_under_the_same_name_over_their_wrap()
    {
        var agent = SimulatedAgent.WithInterfaces(3);
        foreach (var column in new[] { 6, 7, 10, 11 })
            agent.Remove($"{IfXTable}.{column}.2");
        agent.Set($"{IfTable}.10.2", SnmpType.Counter32, 4_294_967_000UL);
        using var device = new PolledDevice(agent);
        await device.Poll();
        agent.Set($"{IfTable}.10.2", SnmpType.Counter32, 704UL);
        await device.Poll();
        await device.Bench.Holds([4_294_967_000, 4_294_968_000], "ifHCInOctets", ("ifIndex", "2"));
        await device.Bench.Holds([1_000_000, 1_000_000], "ifHCInOctets", ("ifIndex", "1"));
    }

    [Fact]
    public async Task A_counter_that_falls_with_a_discontinuity_began_anew_and_did_not_wrap()
    {
        var agent = SimulatedAgent.WithInterfaces(2).Set($"{IfTable}.14.1", SnmpType.Counter32, 4_294_967_000UL).Set($"{IfTable}.14.2", SnmpType.Counter32, 4_294_967_000UL);
        using var device = new PolledDevice(agent);
        await device.Poll();
        agent.Set($"{IfTable}.14.1", SnmpType.Counter32, 5UL).Set($"{IfXTable}.19.1", SnmpType.TimeTicks, 99_000UL).Set($"{IfTable}.14.2", SnmpType.Counter32, 5UL);
        await device.Poll();
        await device.Bench.Holds([4_294_967_000, 5], "ifInErrors", ("ifIndex", "1"));
        await device.Bench.Holds([4_294_967_000, 4_294_967_301], "ifInErrors", ("ifIndex", "2"));
    }

    [Fact]
    public async Task A_counter_that_falls_with_sysUpTime_began_anew()
    {
        var agent = SimulatedAgent.WithInterfaces(1).Set($"{IfTable}.14.1", SnmpType.Counter32, 4_294_967_000UL);
        using var device = new PolledDevice(agent);
        await device.Poll();
        agent.Set("1.3.6.1.2.1.1.3.0", SnmpType.TimeTicks, 500UL).Set($"{IfTable}.14.1", SnmpType.Counter32, 5UL);
        await device.Poll();
        await device.Bench.Holds([4_294_967_000, 5], "ifInErrors", ("ifIndex", "1"));
    }

    [Fact]
    public async Task An_interface_that_leaves_ends_its_series_and_a_renamed_one_goes_on_under_its_new_name()
    {
        var agent = SimulatedAgent.WithInterfaces(3);
        using var device = new PolledDevice(agent);
        await device.Poll();
        foreach (var column in Enumerable.Range(1, 20))
        {
            agent.Remove($"{IfTable}.{column}.2");
            agent.Remove($"{IfXTable}.{column}.2");
        }
        agent.Set($"{IfXTable}.18.3", SnmpType.OctetString, "to nobody");
        await device.Poll(seconds: 600);
        Assert.Null(await device.Latest("ifHCInOctets", ("ifIndex", "2")));
        await device.Poll();
        Assert.Null(await device.Latest("ifHCInOctets", ("ifAlias", "to customer 3")));
        Assert.Equal(3_000_000, await device.Latest("ifHCInOctets", ("ifAlias", "to nobody")));
    }

    [Fact]
    public async Task A_device_that_falls_silent_is_down_and_its_series_end()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(2));
        await device.Poll();
        device.OnAnswer = _ => null;
        await device.Poll();
        Assert.Equal("rtr did not answer within 2 s, asked 3 times", device.Session.Complaint);
        Assert.Equal(0, await device.Latest("up"));
        Assert.Null(await device.Latest("ifHCInOctets", ("ifIndex", "1")));
        device.OnAnswer = null;
        await device.Poll();
        Assert.Equal(1, await device.Latest("up"));
        Assert.Equal(1_000_000, await device.Latest("ifHCInOctets", ("ifIndex", "1")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_that_cannot_answer_much_at_once_is_asked_for_less(bool refuses)
    {
        var agent = SimulatedAgent.WithInterfaces(20);
        (agent.MaxAnswer, agent.RefusesBig) = (300, refuses);
        using var device = new PolledDevice(agent);
        await device.Poll();
        Assert.Null(device.Session.Complaint);
        Assert.Equal(20, (await device.Bench.Series("ifHCInOctets")).Count);
        Assert.Equal(20, (await device.Bench.Series("ifMtu")).Count);
    }

    [Fact]
    public async Task An_agent_of_version_1_is_walked_step_by_step_without_what_it_does_not_have()
    {
        var agent = SimulatedAgent.WithInterfaces(3);
        agent.RemoveBelow("1.3.6.1.2.1.31");
        agent.RemoveBelow("1.3.6.1.2.1.11");
        using var device = new PolledDevice(agent, version: SnmpVersion.V1);
        await device.Poll();
        Assert.Null(device.Session.Complaint);
        Assert.Equal(2_000_000, await device.Latest("ifHCInOctets", ("ifIndex", "2"), ("ifDescr", "TenGigabitEthernet0/2"), ("ifName", "")));
        Assert.Equal(2_000_000, await device.Latest("node_network_receive_bytes_total", ("device", "TenGigabitEthernet0/2")));
    }

    [Fact]
    public async Task The_inventory_holds_what_a_device_says_of_itself_and_of_its_neighbours()
    {
        var agent = SimulatedAgent.WithInterfaces(2)
            .Set("1.0.8802.1.1.2.1.3.7.1.2.1", SnmpType.Integer, 5L).Set("1.0.8802.1.1.2.1.3.7.1.3.1", SnmpType.OctetString, "Te0/1").Set("1.0.8802.1.1.2.1.3.7.1.4.1", SnmpType.OctetString, "uplink")
            .Set("1.0.8802.1.1.2.1.4.1.1.4.900.1.3", SnmpType.Integer, 4L).Set("1.0.8802.1.1.2.1.4.1.1.5.900.1.3", SnmpType.OctetString, new byte[] { 0, 17, 34, 51, 68, 85 })
            .Set("1.0.8802.1.1.2.1.4.1.1.6.900.1.3", SnmpType.Integer, 5L).Set("1.0.8802.1.1.2.1.4.1.1.7.900.1.3", SnmpType.OctetString, "xe-0/0/1")
            .Set("1.0.8802.1.1.2.1.4.1.1.9.900.1.3", SnmpType.OctetString, "core-1")
            .Set("1.3.6.1.2.1.15.3.1.2.10.0.0.2", SnmpType.Integer, 6L).Set("1.3.6.1.2.1.15.3.1.3.10.0.0.2", SnmpType.Integer, 2L).Set("1.3.6.1.2.1.15.3.1.5.10.0.0.2", SnmpType.IpAddress, "10.0.0.1").Set("1.3.6.1.2.1.15.3.1.9.10.0.0.2", SnmpType.Integer, 65_001L);
        using var device = new PolledDevice(agent);
        await device.Poll();
        Assert.Equal(("sim", "Simulated router 1.0", "Cisco", "lab"), (device.Device.Name, device.Device.Description, device.Device.Vendor, device.Device.Location));
        Assert.Equal(["Te0/1", "Te0/2"], device.Device.Interfaces.Select(i => i.Name));
        Assert.Equal(10e9, device.Device.Interfaces[0].BitsPerSecond);
        Assert.Equal("02:00:00:00:00:01", device.Device.Interfaces[0].MacAddress);
        Assert.Equal(("uplink", "00:11:22:33:44:55", "xe-0/0/1", "core-1"), device.Device.Neighbours.Select(n => (n.LocalPort, n.ChassisId, n.PortId, n.SystemName)).Single());
        Assert.Equal(("10.0.0.2", 65_001U, "10.0.0.1", true), device.Device.BgpPeers.Select(p => (p.RemoteAddress, p.RemoteAs, p.LocalAddress, p.IsEstablished)).Single());
        Assert.Equal(1, await device.Latest("snmp_device_info", ("sysName", "sim"), ("vendor", "Cisco"), ("instance", "rtr")));
        Assert.Equal(1, await device.Latest("lldp_neighbour_info", ("local_port", "uplink"), ("remote_system", "core-1")));
        Assert.Equal(6, await device.Latest("bgpPeerState", ("bgpPeerRemoteAddr", "10.0.0.2"), ("bgpPeerRemoteAs", "65001")));
    }

    [Fact]
    public async Task A_device_that_answers_without_end_is_stopped()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(50), options: new SnmpOptions { MaxRows = 10 });
        await device.Poll();
        Assert.Contains("has more than 10 instances", device.Session.Complaint);
        Assert.Equal(10, (await device.Bench.Series("ifHCInOctets")).Count);
    }

    [Fact]
    public async Task Labels_and_rows_survive_answers_that_are_damaged_or_belong_elsewhere()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(5));
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            device.OnAnswer = answer =>
            {
                if (random.Next(3) == 0)
                    answer[random.Next(answer.Length)] ^= (byte)(1 << random.Next(8));
                return answer;
            };
            await device.Poll();
        }
        device.OnAnswer = null;
        await device.Poll();
        await device.Poll(seconds: 600);
        await device.Poll();
        Assert.Equal(5_000_000, await device.Latest("ifHCInOctets", ("ifIndex", "5"), ("ifName", "Te0/5"), ("ifAlias", "to customer 5"), ("ifDescr", "TenGigabitEthernet0/5")));
    }

    [Fact]
    public async Task A_poll_of_what_is_known_allocates_nothing_for_a_sample()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(50));
        for (var i = 0; i < 4; i++)
            await device.Poll();
        // Some 1,160 samples; what is left is the poll's own enumerator and batch.
        Assert.InRange(device.Allocated, 0, 2_000);
    }

    [SampleFact]
    public async Task Walks_of_real_devices_become_series_and_inventory()
    {
        foreach (var file in Directory.GetFiles(Samples.At("protocols/snmprec"), "*.snmprec"))
        {
            using var device = new PolledDevice(SimulatedAgent.OfWalk(file), "system,if_mib,node_network,ip_mib,entity,entity_sensor,lldp,bgp4");
            await device.Poll();
            Assert.Null(device.Session.Complaint);
            Assert.NotEmpty(device.Device.Vendor);
            var interfaces = File.ReadLines(file).Count(line => line.StartsWith("1.3.6.1.2.1.2.2.1.2.", StringComparison.Ordinal));
            Assert.Equal(interfaces, device.Device.Interfaces.Count);
            Assert.Equal(interfaces, (await device.Bench.Series("ifOperStatus")).Count);
            Assert.NotEmpty(await device.Bench.Series("ifHCInOctets"));
        }
    }
}
