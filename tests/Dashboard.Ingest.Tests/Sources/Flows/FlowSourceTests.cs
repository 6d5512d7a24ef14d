using Dashboard.Domain.Flows;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Tests.Sources.NetFlow;
using Dashboard.Ingest.Tests.Sources.SFlow;
using static Dashboard.Ingest.Tests.Sources.NetFlow.MessageBuilder;

namespace Dashboard.Ingest.Tests.Sources.Flows;

public sealed class FlowSourceTests
{
    [Fact]
    public async Task Flows_come_from_the_wire_into_the_store_whichever_port_they_are_sent_to()
    {
        await using var house = new FlowHouse();
        await house.Start();
        FlowHouse.Send(house.NetFlow.EndPoints[0], new MessageBuilder(9).Template(300, "8:4", "12:4", "1:4").Build());
        await Eventually.True(() => house.Bench.Status("netflow").LastContact is not null);
        FlowHouse.Send(house.NetFlow.EndPoints[1], new MessageBuilder(9, 1).Set(300, [10, 0, 0, 1, 10, 0, 0, 2, .. Four(700)]).Build());
        FlowHouse.Send(house.SFlow.EndPoints[0], SFlowMessages.Sample(rate: 16));

        var flows = await house.Arrived(2);

        Assert.Equal([700UL, 1400UL * 16], flows.Select(f => f.Octets).Order());
        Assert.Equal(700UL + (1400UL * 16), house.Flows.Rank(FlowDimension.Exporter, house.Bench.Now, house.Bench.Now, 5).Octets);
        await Eventually.True(() => house.Bench.Status("netflow").Records == 1);
        Assert.Equal(SourceState.Active, house.Bench.Status("netflow").State);
    }

    [Fact]
    public async Task Templates_are_kept_over_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("noc-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "templates.bin");
            await using (var house = new FlowHouse(templates: file))
            {
                await house.Start();
                FlowHouse.Send(house.NetFlow.EndPoints[0], new MessageBuilder(10).Template(300, "1:4").Build());
                await Eventually.True(() => house.Bench.Status("netflow").LastContact is not null);
            }
            await using var restarted = new FlowHouse(templates: file);
            await restarted.Start();
            FlowHouse.Send(restarted.NetFlow.EndPoints[0], new MessageBuilder(10).Set(300, Four(5)).Build());
            Assert.Equal(5UL, Assert.Single(await restarted.Arrived(1)).Octets);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_no_flow_makes_the_source_say_what_was_wrong()
    {
        await using var house = new FlowHouse();
        await house.Start();
        FlowHouse.Send(house.NetFlow.EndPoints[0], "hello, world"u8.ToArray());
        FlowHouse.Send(house.SFlow.EndPoints[0], "hello, world"u8.ToArray());
        await Eventually.True(() => house.Bench.Status("netflow").Errors == 1 && house.Bench.Status("sflow").Errors == 1);
        Assert.Equal("version 26725 is not NetFlow 5 or 9, nor IPFIX (10)", house.Bench.Status("netflow").Reason);
        Assert.Equal("version 1751477356 is not sFlow 5", house.Bench.Status("sflow").Reason);
    }

    [Fact]
    public async Task A_port_of_minus_one_turns_a_receiver_off()
    {
        await using var house = new FlowHouse(listen: new ListenOptions { NetFlow = -1, Ipfix = -1, SFlow = -1 });
        await Eventually.True(() => house.Bench.Status("netflow").IsSwitchedOff && house.Bench.Status("sflow").IsSwitchedOff);
        Assert.Equal("switched off by Noc:Listen:NetFlow and Ipfix", house.Bench.Status("netflow").Reason);
        Assert.Equal("switched off by Noc:Listen:SFlow", house.Bench.Status("sflow").Reason);
    }

    [Fact]
    public async Task Flows_become_series()
    {
        await using var house = new FlowHouse();
        await house.Start();
        FlowHouse.Send(house.NetFlow.EndPoints[0], new MessageBuilder(9).Template(300, "8:4", "12:4", "7:2", "11:2", "4:1", "1:4", "2:4", "10:4")
            .Set(300, [10, 0, 0, 1, 10, 0, 0, 2, .. Two(50000), .. Two(443), 6, .. Four(700), .. Four(7), .. Four(3)]).Build());
        await house.Arrived(1);

        await house.Series.Collect(CancellationToken.None);
        // The conversation got its own counter, which began when it was chosen.
        await house.Bench.Holds([700], "flow_bytes_total", ("exporter", "127.0.0.1"), ("application", "https"), ("source", "other"), ("destination", "other"));
        await house.Bench.Holds([0], "flow_bytes_total", ("exporter", "127.0.0.1"), ("application", "https"), ("source", "10.0.0.1"), ("destination", "10.0.0.2"));
        await house.Bench.Holds([7], "flow_packets_total", ("source", "other"));
        await house.Bench.Holds([700], "flow_interface_bytes_total", ("exporter", "127.0.0.1"), ("interface", "3"), ("direction", "in"));
        await house.Bench.Holds([1], "flow_records_total", ("exporter", "127.0.0.1"));
        await house.Bench.Holds([0], "flow_records_lost_total", ("exporter", "127.0.0.1"));
    }

    [SampleFact]
    public async Task Counters_of_sFlow_become_series_with_the_names_of_the_interfaces_MIB()
    {
        await using var house = new FlowHouse();
        await house.Start();
        FlowHouse.Send(house.SFlow.EndPoints[0], PacketCapture.Read(Samples.At("protocols/telegraf-flows/sflow_issue_18876/combined.pcap"))[0].Octets);
        await Eventually.True(() => house.Bench.Status("sflow").Records > 0);
        (string, string)[] labels = [("job", "sflow"), ("instance", "172.16.254.196"), ("ifIndex", "1258293248")];
        await house.Bench.Holds([59347538341644], "ifHCInOctets", labels);
        await house.Bench.Holds([58690], "ifInErrors", labels);
        await house.Bench.Holds([1], "ifOperStatus", labels);
    }

    [SampleFact]
    public async Task Packets_that_a_device_dropped_are_counted_by_reason()
    {
        await using var house = new FlowHouse();
        await house.Start();
        var datagram = PacketCapture.Read(Samples.At("protocols/telegraf-flows/sflow_issue_15375/combined.pcap"))[0].Octets;
        FlowHouse.Send(house.SFlow.EndPoints[0], datagram, datagram);
        await Eventually.True(() => house.Bench.Status("sflow").Records == 2);
        Assert.Equal(2, (await house.Bench.Values("sflow_discarded_packets_total", ("instance", "192.168.119.184"), ("reason", "host_unreachable")))[^1]);
    }
}
