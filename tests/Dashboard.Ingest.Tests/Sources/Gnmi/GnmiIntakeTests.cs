using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using static Dashboard.Ingest.Tests.Sources.Gnmi.GnmiMessages;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

public sealed class GnmiIntakeTests
{
    private const string Eth0 = "/interfaces/interface[name=eth0]";
    private const string Neighbour = "/network-instances/network-instance[name=default]/protocols/protocol[identifier=BGP][name=BGP]/bgp/neighbors/neighbor[neighbor-address=192.0.2.1]/state";

    [Fact]
    public async Task An_interface_has_the_names_and_labels_that_it_has_by_snmp()
    {
        using var device = new TakenDevice();
        Assert.Null(await device.Take(
            Notify(device.Bench.Now, Prefix($"{Eth0}/state"), Update("/description", String("uplink")), Update("/ifindex", Uint(7))),
            Notify(device.Bench.Now, Prefix($"{Eth0}/state/counters"), Update("/in-octets", Uint(1000)), Update("/in-fcs-errors", Uint(3))),
            Notify(device.Bench.Now, Update($"{Eth0}/state/oper-status", String("LOWER_LAYER_DOWN")))));

        Assert.Equal(["ifHCInOctets{ifAlias=\"uplink\", ifDescr=\"eth0\", ifIndex=\"7\", ifName=\"eth0\", instance=\"rtr\", job=\"gnmi\"}"], await device.Living("ifHCInOctets"));
        Assert.Equal(["node_network_receive_bytes_total{device=\"eth0\", instance=\"rtr\", job=\"gnmi\"}"], await device.Living("node_network_receive_bytes_total"));
        await device.Bench.Holds([1000], "node_network_receive_bytes_total");
        await device.Bench.Holds([7], "ifOperStatus", ("ifName", "eth0"), ("ifIndex", "7"));
        await device.Bench.Holds([0], "node_network_up", ("device", "eth0"));
        // What no rule names is called like its path.
        await device.Bench.Holds([3], "interfaces_interface_state_counters_in_fcs_errors", ("interface_name", "eth0"));
    }

    [Fact]
    public async Task A_label_that_is_learnt_late_or_changes_moves_the_series()
    {
        using var device = new TakenDevice();
        await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/counters/in-octets", Uint(1))));
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/description", String("to core")), Update($"{Eth0}/state/counters/in-octets", Uint(2))));

        Assert.Equal(["ifHCInOctets{ifAlias=\"to core\", ifDescr=\"eth0\", ifName=\"eth0\", instance=\"rtr\", job=\"gnmi\"}"], await device.Living("ifHCInOctets"));
        Assert.Equal(2, (await device.Bench.Series("ifHCInOctets")).Count);
        Assert.Single(await device.Bench.Series("node_network_receive_bytes_total"));
    }

    [Fact]
    public async Task A_first_value_waits_for_its_labels_until_everything_was_sent()
    {
        using var device = new TakenDevice();
        device.Begin();
        await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/counters/in-octets", Uint(1)), Update($"{Eth0}/state/description", String("uplink"))));
        Assert.Empty(await device.Bench.Series("ifHCInOctets"));
        await device.Take(Sync);
        await device.Bench.Holds([1], "ifHCInOctets", ("ifAlias", "uplink"));

        // A label that changes later moves the series at once, though nothing else is sent.
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/description", String("core"))));
        Assert.Null(await device.Latest("ifHCInOctets", ("ifAlias", "uplink")));
        await device.Bench.Holds([1], "ifHCInOctets", ("ifAlias", "core"));

        // A device that never says that it sent everything is not waited for for ever.
        device.Begin();
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(11));
        await device.Take(Notify(device.Bench.Now, Update("/interfaces/interface[name=eth1]/state/counters/in-octets", Uint(2))));
        await device.Bench.Holds([2], "ifHCInOctets", ("ifName", "eth1"));
    }

    [Fact]
    public async Task The_default_network_instance_is_no_label_and_others_are()
    {
        using var device = new TakenDevice();
        await device.Take(
            Notify(device.Bench.Now, Prefix(Neighbour), Update("/peer-as", Uint(65001)), Update("/session-state", String("ESTABLISHED")), Update("/enabled", Number(4, 1))),
            Notify(device.Bench.Now, Prefix(Neighbour.Replace("name=default", "name=red", StringComparison.Ordinal)), Update("/session-state", String("IDLE"))));

        Assert.Equal(
            ["bgpPeerState{bgpPeerRemoteAddr=\"192.0.2.1\", bgpPeerRemoteAs=\"65001\", instance=\"rtr\", job=\"gnmi\"}", "bgpPeerState{bgpPeerRemoteAddr=\"192.0.2.1\", instance=\"rtr\", job=\"gnmi\", network_instance_name=\"red\"}"],
            await device.Living("bgpPeerState"));
        await device.Bench.Holds([6], "bgpPeerState", ("bgpPeerRemoteAs", "65001"));
        await device.Bench.Holds([2], "bgpPeerAdminStatus");
    }

    [Fact]
    public async Task A_change_of_state_is_an_event_and_the_first_state_is_none()
    {
        using var device = new TakenDevice();
        foreach (var state in new[] { "UP", "UP", "DOWN", "LOWER_LAYER_DOWN", "UP" })
            await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/oper-status", String(state))));

        Assert.Equal(
            [("link-up", PerceivedSeverity.Cleared, "rtr eth0: oper-status went from LOWER_LAYER_DOWN to UP."), ("link-down", PerceivedSeverity.Major, "rtr eth0: oper-status went from UP to DOWN.")],
            device.Bench.Events.NewestFirst.Select(e => (e.EventType, e.Severity, e.Text)).OrderByDescending(e => e.EventType, StringComparer.Ordinal));
        Assert.All(device.Bench.Events.NewestFirst, e => Assert.Equal("rtr eth0", e.ManagedObject));
    }

    [Fact]
    public async Task Json_is_taken_apart_into_the_series_that_typed_values_make()
    {
        using var device = new TakenDevice();
        Assert.Null(await device.Take(Notify(device.Bench.Now, Update("/", Json("""
            {"openconfig-interfaces:interfaces":{"interface":[
              {"name":"eth0","config":{"name":"eth0","mtu":1500},"state":{"description":"a \"b\"","oper-status":"UP","counters":{"in-octets":"18446744073709551615","out-octets":12}}},
              {"state":{"counters":{"in-octets":"5"}},"name":"eth1"}]},
             "openconfig-platform:components":{"component":[{"name":"psu","power-supply":{"state":{"openconfig-platform-psu:input-voltage":"Q1CAAA==","enabled":true}},
               "state":{"temperature":{"instant":"35.5"},"type":"openconfig-platform-types:POWER_SUPPLY"}}]},
             "x":{"list":[{"a":1},{"a":2}],"leaf-list":[7,8],"empty":[null]}}
            """)))));

        await device.Bench.Holds([18446744073709551615.0], "ifHCInOctets", ("ifName", "eth0"), ("ifAlias", "a \"b\""));
        await device.Bench.Holds([5], "node_network_receive_bytes_total", ("device", "eth1"));
        await device.Bench.Holds([12], "node_network_transmit_bytes_total", ("device", "eth0"));
        await device.Bench.Holds([1], "ifOperStatus", ("ifName", "eth0"));
        await device.Bench.Holds([1500], "interfaces_interface_config_mtu", ("interface_name", "eth0"));
        await device.Bench.Holds([208.5], "component_power_supply_input_volts", ("component", "psu"));
        await device.Bench.Holds([1], "component_power_supply_enabled", ("component", "psu"));
        await device.Bench.Holds([35.5], "component_temperature_celsius", ("component", "psu"));
        await device.Bench.Holds([2], "x_list_a", ("list_index", "1"));
        await device.Bench.Holds([8], "x_leaf_list", ("leaf_list_index", "1"));
        // The component's type; that list entries are called what their keys say is no news.
        Assert.Equal(1, device.Bench.Status("gnmi").Dropped["text without a rule"]);
    }

    [Fact]
    public async Task Json_that_is_cut_off_says_where_and_what_came_before_is_there()
    {
        using var device = new TakenDevice();
        Assert.Equal("sent JSON that cannot be read beyond octet 11 of line 1 at /system", await device.Take(Notify(device.Bench.Now, Update("/system", Json("{\"a\":1,\"b\":")))));
        Assert.StartsWith("sent JSON", await device.Take(Notify(device.Bench.Now, Update("/system", Chunk(11, [.. "{\"l\":[{\"name\":\""u8, 0xff, .. "\"}]}"u8])))), StringComparison.Ordinal);
        await device.Bench.Holds([1], "system_a");
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100);
        Assert.StartsWith("sent JSON that cannot be read", await device.Take(Notify(device.Bench.Now, Update("/system", Json(deep)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_ends_with_all_below_it()
    {
        using var device = new TakenDevice();
        await device.Take(Notify(device.Bench.Now,
            Update($"{Eth0}/state/counters/in-octets", Uint(1)), Update("/interfaces/interface[name=eth1]/state/counters/in-octets", Uint(2)),
            Update("/interfaces/interface[name=eth2]/state/counters/in-octets", Uint(2)), Update("/system/x", Uint(4))));
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        // Deletes count before updates, wherever they stand.
        await device.Take(Notify(device.Bench.Now, Prefix("/interfaces"), Update("/interface[name=eth2]/state/counters/in-octets", Uint(5)), Delete("/interface[name=eth0]"), Delete("/interface[name=eth2]/state")));

        Assert.Equal(["eth1", "eth2"], (await device.Living("node_network_receive_bytes_total")).Select(s => s[41..45]));
        Assert.Equal(5, await device.Latest("node_network_receive_bytes_total", ("device", "eth2")));
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await device.Take(Notify(device.Bench.Now, Delete("/interfaces/interface")));
        Assert.Empty(await device.Living("node_network_receive_bytes_total"));
        Assert.Equal(4, await device.Latest("system_x"));
        Assert.Equal(1, device.Tree.Leaves);
    }

    [Fact]
    public async Task An_atomic_notification_replaces_what_lies_below_its_prefix()
    {
        using var device = new TakenDevice();
        await device.Take(Notify(device.Bench.Now, Prefix("/a"), Update("/b", Uint(1)), Update("/c", Uint(2))), Notify(device.Bench.Now, Update("/d", Uint(3))));
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await device.Take(Notify(device.Bench.Now, Prefix("/a"), Update("/c", Uint(4)), Atomic));
        Assert.Null(await device.Latest("a_b"));
        Assert.Equal(4, await device.Latest("a_c"));
        Assert.Equal(3, await device.Latest("d"));
    }

    [Fact]
    public async Task What_is_not_sent_again_before_everything_was_has_ended()
    {
        using var device = new TakenDevice();
        await device.Take(Notify(device.Bench.Now, Update("/a", Uint(1)), Update("/b", Uint(2))), Sync);
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        device.Begin();
        await device.Take(Notify(device.Bench.Now, Update("/b", Uint(3))));
        Assert.Equal(1, await device.Latest("a"));
        await device.Take(Sync);
        Assert.Null(await device.Latest("a"));
        Assert.Equal(3, await device.Latest("b"));
    }

    [Fact]
    public async Task A_value_that_is_sent_on_change_is_repeated_while_it_holds()
    {
        Assert.Null(GnmiPath.Read("/a", out var path));
        using var device = new TakenDevice(null, 100, new GnmiSubscription(path, GnmiSubscriptionMode.OnChange, default, SuppressesRedundant: false, default));
        // It changed long ago, and holds now.
        await device.Take(Notify(device.Bench.Now - 86_400_000, Update("/a/x", Uint(1))), Notify(device.Bench.Now, Update("/b", Uint(2))));
        await device.Bench.Holds([1], "a_x");
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(61));
        device.Tree.Repeat(device.Bench.Now, TimeSpan.FromMinutes(1));
        await device.Store();
        await device.Bench.Holds([1, 1], "a_x");
        await device.Bench.Holds([2], "b");
    }

    [Fact]
    public async Task More_leaves_than_allowed_are_counted_and_not_kept()
    {
        using var device = new TakenDevice(maxLeaves: 3);
        await device.Take(Enumerable.Range(0, 10).Select(i => Notify(device.Bench.Now, Update($"/l[k={i}]", Uint(1)))));
        Assert.Equal(3, (await device.Living("l")).Length);
        Assert.Equal(7, device.Bench.Status("gnmi").Dropped["limit of leaves of a target reached"]);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_said_and_not_kept()
    {
        using var device = new TakenDevice();
        Assert.Equal("sent an update that cannot be read: a path has more than 4096 octets", await device.Take(Notify(device.Bench.Now, Update($"/a[b={new string('x', 5000)}]", Uint(1)))));
        Assert.Equal(0, device.Tree.Leaves);
    }

    [Fact]
    public async Task A_text_that_no_number_is_known_for_is_said()
    {
        using var device = new TakenDevice();
        Assert.Equal("sent the text 'SIDEWAYS' at /interfaces/interface/state/admin-status, which is none that metric ifAdminStatus has a number for",
            await device.Take(Notify(device.Bench.Now, Update($"{Eth0}/state/admin-status", String("SIDEWAYS")))));
    }

    [Fact]
    public async Task A_series_of_text_ends_when_the_text_changes()
    {
        using var device = new TakenDevice();
        await device.Take(Notify(device.Bench.Now, Update("/system/state/software-version", String("1.0"))));
        device.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await device.Take(Notify(device.Bench.Now, Update("/system/state/software-version", String("2.0"))));
        Assert.Equal(["system_software_info{instance=\"rtr\", job=\"gnmi\", version=\"2.0\"}"], await device.Living("system_software_info"));
    }

    [Fact]
    public async Task Updates_of_known_paths_are_taken_without_an_allocation()
    {
        using var device = new TakenDevice();
        byte[] Message(int round) => Notify(device.Bench.Now + round, [Prefix($"{Eth0}/state"), .. Enumerable.Range(0, 50).Select(i => Update($"/counters/c{i}", Uint((ulong)(i + round)))), Update("/oper-status", String("UP")), Update("/description", String("x"))]);
        for (var round = 0; round < 3; round++)
            await device.Take(Message(round));
        var message = Message(4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(device.Intake.Take(message, device.Bench.Now));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(53, device.Samples.Count);
    }

    [Theory]
    [InlineData("modules: {x: {metrics: [{path: /a, name: b-c}]}}", "mine.yml: module x, metric b-c: a metric's name has letters, digits and underscores only.")]
    [InlineData("modules: {x: {metrics: [{path: '/a[b=c]', name: b}]}}", "mine.yml: module x, metric b: '/a[b=c]' is no path of names such as /interfaces/interface/state/mtu.")]
    [InlineData("modules: {x: {subscribe: [{path: /a, mode: sometimes}]}}", "mine.yml: module x: 'sometimes' is no mode. There are sample, on_change and target_defined.")]
    [InlineData("modules: {x: {metrics: [{path: /a, name: b, type: info}]}}", "mine.yml: module x, metric b: 'info_label' belongs to the type info, and to no other.")]
    [InlineData("modules: {x: {metrics: [{path: /a, name: b, event: {good: UP}}]}}", "mine.yml: module x, metric b: an event needs 'name' and 'good'.")]
    [InlineData("a: b", "mine.yml, line 1: Property 'a' not found on type 'Dashboard.Ingest.Sources.Gnmi.Modules.GnmiModuleFile'.")]
    public void A_file_of_modules_that_is_wrong_says_where(string yaml, string expected) =>
        Assert.Equal(expected, Assert.Throws<GnmiModuleException>(() => GnmiModuleReader.Read(yaml, "mine.yml")).Message);

    [SampleFact]
    public async Task Messages_of_real_devices_become_the_values_that_another_collector_made_of_them()
    {
        using var file = new TemporaryModules("modules: {huawei: {metrics: [{path: /ifm/interfaces/interface/dynamic/oper-status, name: huawei_up, values: {up: 1, down: 0}}]}}");
        using var device = new TakenDevice(new GnmiModules(file.Path));
        // The devices' clocks stood in the past; the cache keeps what is younger than its retention.
        foreach (var folder in Directory.GetDirectories(Samples.At("protocols/gnmi")))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "responses.json")));
            foreach (var message in json.RootElement.EnumerateArray())
                Assert.Null(device.Intake.Take(FromJson(message, device.Bench.Now * 1_000_000), device.Bench.Now));
        }
        await device.Store();

        await device.Bench.Holds([0], "node_network_receive_bytes_total", ("device", "Ethernet35"));
        await device.Bench.Holds([6], "bgpPeerState", ("bgpPeerRemoteAddr", "192.0.2.1"));
        Assert.Equal(20.4, await device.Latest("component_temperature_celsius", ("component", "CM-1")));
        Assert.Equal(0.16, await device.Latest("component_cpu_utilization_ratio", ("component", "CM-1")));
        Assert.Equal(208.5, await device.Latest("component_power_supply_input_volts", ("component", "PowerSupply1/A")));
        Assert.Equal(68.625, await device.Latest("component_power_supply_output_watts", ("component", "PowerSupply1/A")));
        Assert.Equal(35, await device.Latest("component_temperature_celsius", ("component", "InletTempSensor1")));
        Assert.Equal(3479527424, await device.Latest("system_memory_used_bytes"));
        Assert.Equal(28, await device.Latest("components_component_properties_property_state_value", ("property_name", "mem-util-kernel-utilization"), ("component_name", "FPC0:CPU0")));
        Assert.Equal(15680405047, await device.Latest("interfaces_interface_state_counters_in_1024_to_1518_octet_pkts", ("origin", "Ciena")));
        Assert.Equal(36.66, (await device.Latest("interfaces_interface_optics_module_temp", ("interface_name", "et-0/0/0")))!.Value, 0.001);
        Assert.Equal(0, await device.Latest("huawei_up", ("interface_name", "Eth-Trunk5.1234")));
        await device.Bench.Holds([1], "ifOperStatus", ("ifName", "xe-0/1/1.1410"), ("ifAlias", "Core:PacketFabric:abc-def-dmn1-staging:{PF-BC-DAL-SFO-12345}"));
        await device.Bench.Holds([42425], "interfaces_interface_config_id", ("origin", "openconfig-interfaces"), ("target", "subscription"));
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Messages_that_are_damaged_in_every_way_break_nothing_and_stay_small()
    {
        using var device = new TakenDevice(maxLeaves: 500);
        byte[][] seeds =
        [
            Notify(device.Bench.Now, Prefix($"{Eth0}/state"), Update("/counters/in-octets", Uint(1)), Update("/oper-status", String("UP")), Update("/description", String("x")), Delete("/mtu")),
            Notify(device.Bench.Now, Update("/interfaces", Json("{\"interface\":[{\"name\":\"a\\u0041\",\"state\":{\"mtu\":\"1\",\"l\":[1,\"2\",null]}},{\"name\":7,\"psu:x\":\"Q1CAAA==\"}]}")), Atomic),
            Notify(device.Bench.Now, Update(Neighbour, Json("{\"session-state\":\"x:IDLE\",\"peer-as\":5}")), Update("/a", Chunk(8, Chunk(1, Uint(1)), Chunk(1, String("t"))))),
            Sync,
        ];
        var most = 0;
        await Fuzz.Run(seeds, [0x00, 0x08, 0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x5a, 0x7f, 0x80, 0xff, (byte)'{', (byte)'[', (byte)'"', (byte)'\\', (byte)':'], async (octets, random) =>
        {
            if (random.Next(50) == 0)
                device.Begin();
            device.Intake.Take(octets, device.Bench.Now);
            await device.Store();
            most = Math.Max(most, device.Tree.Leaves);
        });
        Assert.InRange(most, 1, 500);
    }

    private sealed class TemporaryModules : IDisposable
    {
        public TemporaryModules(string yaml) => File.WriteAllText(Path, yaml);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
