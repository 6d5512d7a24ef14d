using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.NetFlow;
using static Dashboard.Ingest.Tests.Sources.NetFlow.MessageBuilder;

namespace Dashboard.Ingest.Tests.Sources.NetFlow;

public sealed class NetFlowDecoderTests
{
    private const long SentMs = Seconds * 1000L;

    private readonly FlowBench _bench = new();

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void A_template_that_arrives_late_decodes_the_flows_that_waited_for_it(int version)
    {
        _bench.Take(new MessageBuilder(version, 1).Set(300, [.. Four(7), .. Four(2)]).Build());
        Assert.Empty(_bench.Flows);

        _bench.Take(new MessageBuilder(version, 2).Template(300, "1:4", "2:4").Build());

        Assert.Equal((7UL, 2UL), (Assert.Single(_bench.Flows).Octets, _bench.Packets));
    }

    [Fact]
    public void A_template_behind_its_data_in_the_same_datagram_decodes_them()
    {
        _bench.Take(new MessageBuilder(10).Set(300, Four(7)).Template(300, "1:4").Build());
        Assert.Equal(7UL, Assert.Single(_bench.Flows).Octets);
    }

    // What was dropped says so in the upper two bits of 89, RFC 7270 section 4.12; a firewall by event 3 of 233, or of ASA's own 40005.
    [Theory]
    [InlineData(9, "89:1", new byte[] { 0x40, 0x80, 0xc0 }, new[] { false, true, false })]
    [InlineData(10, "89:4", new byte[] { 0, 0, 0, 0x41, 0, 0, 0, 0x8a }, new[] { false, true })]
    [InlineData(9, "233:1", new byte[] { 1, 2, 3, 5 }, new[] { false, false, true, false })]
    [InlineData(9, "40005:1", new byte[] { 3, 0 }, new[] { true, false })]
    public void What_a_device_denied_or_dropped_is_known(int version, string field, byte[] values, bool[] denied)
    {
        var width = values.Length / denied.Length;
        byte[] records = [.. Enumerable.Range(0, denied.Length).SelectMany(i => (byte[])[.. Four(7), .. values.AsSpan(i * width, width)])];
        _bench.Take(new MessageBuilder(version).Template(300, "1:4", field).Set(300, records).Build());

        Assert.Equal(denied, _bench.Flows.Select(f => f.IsDenied));
    }

    [Fact]
    public void Data_waits_for_its_template_no_longer_than_it_may_and_its_loss_is_told()
    {
        _bench.Take(new MessageBuilder(9).Set(300, Four(7)).Build());
        var later = (uint)(Seconds + 601);

        var report = _bench.Take(new MessageBuilder(9, 1, seconds: later).Template(300, "1:4").Build());

        Assert.Empty(_bench.Flows);
        Assert.Equal("4 octets of records were let go of: the template 300 of 192.0.2.1 (v9, domain 0) did not come within 600 s", report.Complaint);
    }

    [Fact]
    public void Data_waits_in_no_more_memory_than_it_may()
    {
        var bench = new FlowBench(new NetFlowOptions { HeldBytes = 1000 });
        for (uint i = 0; i < 10; i++)
            bench.Take(new MessageBuilder(9, i).Set(300, new byte[100]).Build());
        Assert.Equal((3, 7), (bench.Total.HeldSets, bench.Total.ForgottenSets));
    }

    [Fact]
    public void The_same_template_id_of_another_domain_or_exporter_is_another_template()
    {
        var other = NetworkAddress.FromV4(0xc0000202);
        _bench.Take(new MessageBuilder(9, domain: 1).Template(300, "1:4").Build());
        _bench.Take(new MessageBuilder(9, domain: 2).Template(300, "2:4").Build());
        _bench.Take(new MessageBuilder(9, domain: 1).Template(300, "1:2", "2:2").Build(), other);
        _bench.Take(new MessageBuilder(9, 1, domain: 1).Set(300, Four(5)).Build());
        _bench.Take(new MessageBuilder(9, 1, domain: 2).Set(300, Four(6)).Build());
        _bench.Take(new MessageBuilder(9, 1, domain: 1).Set(300, Four(0x00070008)).Build(), other);

        Assert.Equal([(5UL, 0UL), (0UL, 6UL), (7UL, 8UL)], _bench.Flows.Select(f => (f.Octets, f.Packets)));
        Assert.Equal([1, 1, 2], _bench.Flows.Select(f => (int)f.Exporter));
    }

    [Fact]
    public void A_template_that_changes_is_used_from_then_on()
    {
        _bench.Take(new MessageBuilder(10).Template(300, "1:4").Set(300, Four(5)).Template(300, "2:4").Set(300, Four(6)).Build());
        Assert.Equal([(5UL, 0UL), (0UL, 6UL)], _bench.Flows.Select(f => (f.Octets, f.Packets)));
    }

    [Fact]
    public void A_template_that_was_withdrawn_decodes_nothing_any_more()
    {
        _bench.Take(new MessageBuilder(10).Template(300, "1:4").Template(301, "1:4").Build());
        _bench.Take(new MessageBuilder(10).Template(300).Set(300, Four(5)).Set(301, Four(6)).Build());
        Assert.Equal(6UL, Assert.Single(_bench.Flows).Octets);

        _bench.Take(new MessageBuilder(10).Set(2, [.. Two(2), .. Two(0)]).Set(301, Four(7)).Build());
        Assert.Single(_bench.Flows);
    }

    [Theory]
    [InlineData("1:1", new byte[] { 200 }, 200)]
    [InlineData("1:3", new byte[] { 1, 0, 0 }, 65536)]
    [InlineData("1:8", new byte[] { 0, 0, 0, 1, 0, 0, 0, 0 }, 1L << 32)]
    [InlineData("1:10", new byte[] { 9, 9, 0, 0, 0, 1, 0, 0, 0, 1 }, (1L << 32) + 1)]
    public void A_number_is_read_at_the_length_that_its_template_gives_it(string field, byte[] octets, long expected)
    {
        _bench.Take(new MessageBuilder(10).Template(300, field).Set(300, octets).Build());
        Assert.Equal((ulong)expected, Assert.Single(_bench.Flows).Octets);
    }

    [Fact]
    public void Fields_of_variable_length_and_of_enterprises_are_passed_over_and_padding_is_no_record()
    {
        byte[] longText = [255, .. Two(300), .. new byte[300]];
        _bench.Take(new MessageBuilder(10).Template(300, "9/1:65535", "1:4", "6871/5:3")
            .Set(300, [3, 1, 2, 3, .. Four(5), 9, 9, 9, .. longText, .. Four(6), 9, 9, 9, 0, 0]).Build());
        Assert.Equal([5UL, 6UL], _bench.Flows.Select(f => f.Octets));
        Assert.Null(_bench.Total.Complaint);
    }

    [Fact]
    public void Lists_are_passed_over_as_wholes()
    {
        _bench.Take(new MessageBuilder(10).Template(300, "293:65535", "291:65535", "1:4").Set(300, [5, 1, 2, 3, 4, 5, 0, .. Four(5)]).Build());
        Assert.Equal(5UL, Assert.Single(_bench.Flows).Octets);
    }

    [Fact]
    public void A_biflow_is_a_flow_in_each_direction()
    {
        _bench.Take(new MessageBuilder(10).Template(300, "8:4", "12:4", "7:2", "11:2", "1:4", "29305/1:4")
            .Set(300, [10, 0, 0, 1, 10, 0, 0, 2, .. Two(1000), .. Two(443), .. Four(5), .. Four(6), 10, 0, 0, 3, 10, 0, 0, 4, .. Two(1), .. Two(2), .. Four(7), .. Four(0)]).Build());

        Assert.Equal(
            [("10.0.0.1", 1000, "10.0.0.2", 443, 5UL), ("10.0.0.2", 443, "10.0.0.1", 1000, 6UL), ("10.0.0.3", 1, "10.0.0.4", 2, 7UL)],
            _bench.Flows.Select(f => (f.Source.ToString(), (int)f.SourcePort, f.Destination.ToString(), (int)f.DestinationPort, f.Octets)));
        Assert.Equal(2, _bench.Total.DataRecords);
    }

    [Fact]
    public void What_came_in_and_what_went_out_is_never_added_up()
    {
        _bench.Take(new MessageBuilder(9).Template(300, "23:4", "24:4", "1:4", "2:4").Set(300, [.. Four(900), .. Four(9), .. Four(100), .. Four(1)]).Build());
        Assert.Equal((100UL, 1UL), (_bench.Octets, _bench.Packets));
    }

    [Fact]
    public void Times_of_uptime_are_right_when_it_goes_round()
    {
        // The exporter's uptime went round 1 s ago; the flow ended 3 s ago and lasted 2 s.
        _bench.Take(new MessageBuilder(9, uptime: 1000).Template(300, "22:4", "21:4", "1:4").Set(300, [.. Four(unchecked((uint)-4000)), .. Four(unchecked((uint)-2000)), .. Four(1)]).Build());
        var flow = Assert.Single(_bench.Flows);
        Assert.Equal((SentMs - 3000, 2000u), (flow.End, flow.DurationMs));
    }

    [Fact]
    public void Times_of_uptime_in_IPFIX_count_from_the_start_that_options_tell()
    {
        _bench.Take(new MessageBuilder(10).OptionsTemplate(301, 1, "149:4", "160:8").Set(301, [.. Four(0), .. Eight(SentMs - 60_000)])
            .Template(300, "22:4", "21:4", "1:4").Build());
        _bench.Take(new MessageBuilder(10).Set(300, [.. Four(50_000), .. Four(55_000), .. Four(1)]).Build());
        var flow = Assert.Single(_bench.Flows);
        Assert.Equal((SentMs - 5000, 5000u), (flow.End, flow.DurationMs));
    }

    [Fact]
    public void An_exporter_whose_clock_is_wrong_is_taken_at_the_time_of_ours()
    {
        _bench.Take(new MessageBuilder(9, seconds: 5000).Template(300, "22:4", "21:4", "1:4").Set(300, [.. Four(98_000), .. Four(99_000), .. Four(1)]).Build(), now: SentMs);
        var flow = Assert.Single(_bench.Flows);
        Assert.Equal((SentMs - 1000, 1000u), (flow.End, flow.DurationMs));
    }

    [Fact]
    public void Microseconds_are_in_the_form_of_NTP()
    {
        var seconds = (ulong)Seconds + 2_208_988_800;
        _bench.Take(new MessageBuilder(10).Template(300, "154:8", "155:8", "1:4").Set(300, [.. Eight((seconds - 2) << 32), .. Eight(((seconds - 1) << 32) | 0x8000_0000), .. Four(1)]).Build());
        var flow = Assert.Single(_bench.Flows);
        Assert.Equal((SentMs - 500, 1500u), (flow.End, flow.DurationMs));
    }

    [Fact]
    public void Sampling_of_options_scales_records_by_their_sampler_and_what_is_unknown_is_not_one()
    {
        _bench.Take(new MessageBuilder(9).Template(300, "48:1", "1:4", "2:4").Set(300, [1, .. Four(10), .. Four(1)]).Build());
        Assert.Equal((0u, 10UL), (_bench.Flows[0].SamplingRate, _bench.Flows[0].Octets));

        _bench.Take(new MessageBuilder(9, 1).OptionsTemplate(301, 1, "1:4", "48:1", "50:4").Set(301, [.. Four(0), 1, .. Four(100), .. Four(0), 2, .. Four(1)]).Build());
        _bench.Take(new MessageBuilder(9, 2).Set(300, [1, .. Four(10), .. Four(1), 2, .. Four(10), .. Four(1), 3, .. Four(10), .. Four(1)]).Build());

        Assert.Equal([(100u, 1000UL, 100UL), (1u, 10UL, 1UL), (0u, 10UL, 1UL)], _bench.Flows.Skip(1).Select(f => (f.SamplingRate, f.Octets, f.Packets)));
    }

    [Fact]
    public void Later_options_override_earlier_ones()
    {
        var template = new MessageBuilder(10).OptionsTemplate(301, 1, "302:8", "305:4", "306:4").Template(300, "302:8", "1:4");
        _bench.Take(template.Set(301, [.. Eight(7), .. Four(1), .. Four(99)]).Set(300, [.. Eight(7), .. Four(1)]).Build());
        _bench.Take(new MessageBuilder(10, 2).Set(301, [.. Eight(7), .. Four(1), .. Four(9)]).Set(300, [.. Eight(7), .. Four(1)]).Build());
        Assert.Equal([100u, 10u], _bench.Flows.Select(f => f.SamplingRate));
    }

    [Fact]
    public void Options_name_interfaces_and_applications()
    {
        _bench.Take(new MessageBuilder(10).OptionsTemplate(301, 1, "10:4", "82:65535").OptionsTemplate(302, 1, "95:4", "96:8")
            .Set(301, [.. Four(7), 5, .. "xe-01"u8]).Set(302, [.. Four(0x0d000035), .. "dns\0\0\0\0\0"u8]).Build());
        Assert.Equal(("xe-01", "8", "dns"), (_bench.Exporter.InterfaceName(7), _bench.Exporter.InterfaceName(8), _bench.Exporter.ApplicationName(0x0d000035)));
    }

    [Fact]
    public void The_beginning_of_a_frame_tells_what_flow_it_is()
    {
        byte[] frame =
        [
            0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0x81, 0, 0, 42, 8, 0,
            0x45, 0xb8, 0, 60, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. Two(53), .. Two(5353),
        ];
        _bench.Take(new MessageBuilder(10).Template(300, "315:65535", "10:4").Set(300, [(byte)frame.Length, .. frame, .. Four(3)]).Build());
        var flow = Assert.Single(_bench.Flows);
        Assert.Equal(("10.0.0.1", "10.0.0.2", 53, 5353, 17, 42, 46, 60UL, 1UL, 3u),
            (flow.Source.ToString(), flow.Destination.ToString(), (int)flow.SourcePort, (int)flow.DestinationPort, (int)flow.Protocol, (int)flow.Vlan, (int)flow.Dscp, flow.Octets, flow.Packets, flow.InInterface));
    }

    [Fact]
    public void What_is_lost_is_counted_in_the_units_of_each_protocol()
    {
        var template = new MessageBuilder(10, 0, domain: 10).Template(300, "1:4").Build();
        _bench.Take(template);
        _bench.Take(new MessageBuilder(10, 0, 10).Set(300, [.. Four(1), .. Four(2)]).Build());
        // Of the records 2 to 4 one comes late.
        _bench.Take(new MessageBuilder(10, 5, 10).Set(300, Four(1)).Build());
        _bench.Take(new MessageBuilder(10, 3, 10).Set(300, Four(1)).Build());
        for (uint i = 6; i < 50; i++)
            _bench.Take(new MessageBuilder(10, i, 10).Set(300, Four(1)).Build());
        Assert.Equal((2, 0), (_bench.Exporter.LostRecords, _bench.Exporter.LostDatagrams));
    }

    [Fact]
    public void Lost_datagrams_of_v9_count_as_many_records_as_the_others_hold()
    {
        _bench.Take(new MessageBuilder(9, 0).Template(300, "1:4").Set(300, [.. Four(1), .. Four(2)]).Build());
        for (uint i = 4; i < 60; i++)
            _bench.Take(new MessageBuilder(9, i).Set(300, [.. Four(1), .. Four(2)]).Build());
        Assert.Equal((6, 3), (_bench.Exporter.LostRecords, _bench.Exporter.LostDatagrams));
    }

    [Theory]
    [InlineData(31, 31)]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void A_count_of_v5_that_cannot_be_is_refused_and_nothing_invented(int count, int records)
    {
        byte[] datagram = [.. Two(5), .. Two(count), .. new byte[20], .. new byte[records * 48]];
        var report = _bench.Take(datagram);
        Assert.Equal($"a NetFlow v5 datagram of {24 + (records * 48)} octets says that it has {count} records", report.Complaint);
        Assert.Empty(_bench.Flows);
    }

    [Fact]
    public void Templates_survive_a_restart()
    {
        _bench.Take(new MessageBuilder(9).Template(300, "1:4").OptionsTemplate(301, 1, "1:4", "48:1", "50:4").Build());
        _bench.Take(new MessageBuilder(10).Template(300, "9/7:65535", "2:4").Build());
        var saved = _bench.Decoder.Save();

        var restarted = new FlowBench();
        Assert.Equal(3, restarted.Decoder.Restore(saved, SentMs));
        restarted.Take(new MessageBuilder(9, 1).Set(300, Four(5)).Build());
        restarted.Take(new MessageBuilder(10, 1).Set(300, [0, .. Four(6)]).Build());
        Assert.Equal([(5UL, 0UL), (0UL, 6UL)], restarted.Flows.Select(f => (f.Octets, f.Packets)));

        Assert.Equal(2, new FlowBench().Decoder.Restore(saved.AsSpan(..^1), SentMs));
        Assert.Equal(0, new FlowBench().Decoder.Restore("rubbish"u8, SentMs));
    }

    [Fact]
    public void Templates_take_no_more_room_than_they_may()
    {
        var bench = new FlowBench(new NetFlowOptions { MaxTemplateFields = 1000, MaxDomains = 8 });
        for (var i = 0; i < 200; i++)
            bench.Take(new MessageBuilder(9).Template(256 + i, "1:4", "2:4").Build());
        Assert.StartsWith("the template 346 of 192.0.2.1 (v9, domain 0) was refused: ", bench.Total.Complaint);
        for (uint i = 0; i < 100; i++)
            bench.Take(new MessageBuilder(9, domain: i).Template(300, "1:4").Build());
        Assert.Equal(8, bench.Decoder.Domains);
    }

    [Fact]
    public void A_flow_of_more_octets_than_there_can_be_is_refused_with_a_sentence()
    {
        var report = _bench.Take(new MessageBuilder(10).Template(300, "1:8").Set(300, Eight(ulong.MaxValue)).Build());
        Assert.Equal((1, "192.0.2.1 (v10, domain 0) reported a flow of more than 1125899906842624 octets"), (report.Implausible, report.Complaint));
        Assert.Empty(_bench.Flows);
    }

    [Fact]
    public void Decoding_records_of_fixed_width_allocates_nothing()
    {
        using var batch = new TelemetryBatch<FlowRecord>("test", capacity: 100_000);
        var datagram = new MessageBuilder(9, 1).Set(300, new byte[21 * 24]).Build();
        _bench.Take(new MessageBuilder(9).Template(300, "8:4", "12:4", "1:4", "2:4", "22:4", "21:4").Build());
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                _bench.Decoder.Decode(datagram, FlowBench.Router, SentMs, batch);
            if (round > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(6300, batch.Count);
    }
}
