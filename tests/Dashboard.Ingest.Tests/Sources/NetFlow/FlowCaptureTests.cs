using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests.Sources.NetFlow;

/// <summary>Captures of other people's devices against what independent decoders make of them.</summary>
public sealed class FlowCaptureTests
{
    // Datagrams, templates, options templates, data records, options records; octets and packets as the rule of NetFlowDecoder
    // counts them, which is tshark's sum of what came in where there is such, and nfdump's where there is not; first and last source.
    [SampleTheory]
    [InlineData("ipfix", 3, 2, 1, 12, 1, 13279, 54, "192.168.253.1", "192.168.253.1")]
    [InlineData("ipfix_barracuda_firewall", 2, 1, 0, 8, 0, 388, 4, "10.99.130.239", "10.98.243.20")]
    [InlineData("ipfix_mikrotik_routeros_6_39_2", 3, 2, 0, 46, 0, 103235, 253, "10.10.8.197", "fe80::ff:fe00:1201")]
    [InlineData("ipfix_netscaler_with_variable_length_fields", 2, 7, 0, 3, 0, 3106, 5, "192.168.0.1", "192.168.0.1")]
    [InlineData("ipfix_nokia_bras", 2, 2, 0, 1, 0, 0, 0, "10.0.1.228", "10.0.1.228")]
    [InlineData("ipfix_options_template_from_juniper_mx240_junos_15_1_r6_s3", 2, 0, 1, 0, 1, 0, 0, null, null)]
    [InlineData("ipfix_viptela_with_vpn_id", 2, 1, 0, 1, 0, 775, 8, "10.113.7.54", "10.113.7.54")]
    [InlineData("ipfix_yaf_basic_with_applabel", 5, 14, 1, 2, 1, 596, 10, "172.16.32.201", "172.16.32.100")]
    [InlineData("netflow5_juniper_mx80", 1, 0, 0, 29, 0, 3989000, 31000, "10.0.0.1", "66.249.92.75")]
    [InlineData("netflow_5_split_12_datagrams", 12, 0, 0, 30, 0, 18684, 230, "10.0.2.2", "10.0.2.15")]
    [InlineData("netflow_9_cisco_aci", 2, 3, 0, 3, 0, 297, 6, "10.154.231.145", "10.154.230.177")]
    [InlineData("netflow_9_cisco_asa_2", 3, 30, 0, 19, 0, 130362, 0, "192.168.0.2", "192.168.0.1")]
    [InlineData("netflow_9_cisco_asr_9000_series_options_template_256", 2, 0, 1, 0, 19, 0, 0, null, null)]
    [InlineData("netflow_9_cisco_nbar_flowset_262", 2, 1, 0, 5, 0, 3064, 40, "10.30.18.62", "10.10.172.60")]
    [InlineData("netflow_9_cisco_wlc", 2, 1, 1, 19, 0, 142991108, 133708, "::", "::")]
    [InlineData("netflow_9_field_layer2segmentid", 2, 1, 0, 1, 0, 52, 1, "192.168.200.136", "192.168.200.136")]
    [InlineData("netflow_9_fortigate_fortios_5_2_1", 3, 4, 1, 1, 1, 152, 3, "192.168.99.7", "192.168.99.7")]
    [InlineData("netflow_9_h3c_netstream_with_varstring", 2, 1, 0, 1, 0, 702, 9, "20.20.20.20", "20.20.20.20")]
    [InlineData("netflow_9_ie150_ie151", 1, 2, 2, 2, 0, 310, 2, "192.168.0.3", "192.168.0.4")]
    [InlineData("netflow_9_macaddress", 2, 2, 1, 29, 1, 0, 0, "172.16.32.1", "172.16.32.201")]
    [InlineData("netflow_9_nprobe_dpi_l7", 1, 1, 0, 1, 0, 82, 1, "0.0.0.0", "0.0.0.0")]
    [InlineData("netflow_9_palo_alto_1_flowset_in_large_zero_filled_packet", 2, 8, 0, 1, 0, 363, 3, "134.220.2.6", "134.220.2.6")]
    [InlineData("netflow_9_streamcore", 2, 12, 0, 4, 0, 7295, 28, "100.78.40.201", "10.27.8.20")]
    [InlineData("netflow_9_ubiquiti_edgerouter_with_mpls_labels", 3, 4, 0, 16, 0, 20418, 114, "10.1.0.135", "192.168.1.102")]
    public void A_capture_decodes_to_the_figures_of_independent_decoders(
        string capture, int datagrams, int templates, int optionsTemplates, int data, int options, long octets, long packets, string? first, string? last)
    {
        var (bench, read) = Decode($"protocols/flows/{capture}.pcap");

        Assert.Null(bench.Total.Complaint);
        Assert.Equal(
            (datagrams, templates, optionsTemplates, data, options, (ulong)octets, (ulong)packets),
            (read, bench.Total.Templates, bench.Total.OptionsTemplates, bench.Total.DataRecords + bench.Total.OtherRecords, bench.Total.OptionsRecords, bench.Octets, bench.Packets));
        if (first is null)
        {
            Assert.Empty(bench.Flows);
            return;
        }
        var reverse = bench.Flows.Count - bench.Total.DataRecords;
        Assert.Equal((first, last), (bench.Flows[0].Source.ToString(), (reverse == 0 ? bench.Flows[^1] : bench.Flows[^2]).Source.ToString()));
    }

    // The figures of telegraf's own tests: octets and packets of what came in, and of what it leaves as an unknown reverse element.
    [SampleTheory]
    [InlineData("ipfix_example", 29, 2, 111492, 457, 1666345513807, 1666345527739)]
    [InlineData("ipfix_pen_35632", 2, 0, 208, 2, 1684767922502, 1684767922502)]
    [InlineData("netflow_v9_example", 8, 0, 103623, 175, 1666350478660, 1666350481362)]
    public void A_capture_of_telegrafs_tests_decodes_to_their_figures(string capture, int data, int options, long octets, long packets, long firstStart, long lastEnd)
    {
        // Their exporters' clocks say 0 or the wrong day, and the datagrams are taken as of then.
        var bench = new FlowBench();
        foreach (var datagram in PacketCapture.Read(Samples.At($"protocols/telegraf-flows/{capture}/combined.pcap")))
            bench.Take(datagram.Octets);

        Assert.Null(bench.Total.Complaint);
        Assert.Equal((data, options), (bench.Total.DataRecords, bench.Total.OptionsRecords));
        var forward = bench.Flows.Where((f, i) => i == 0 || f.Source != bench.Flows[i - 1].Destination || f.Destination != bench.Flows[i - 1].Source || f.End != bench.Flows[i - 1].End || f.TcpFlags != 0).ToList();
        Assert.Equal((octets, packets), (forward.Sum(f => (long)f.Octets), forward.Sum(f => (long)f.Packets)));
        Assert.Equal((firstStart, lastEnd), (forward[0].End - forward[0].DurationMs, forward[^1].End));
    }

    [SampleFact]
    public void Fields_of_no_length_are_passed_over()
    {
        var (bench, _) = Decode("protocols/telegraf-flows/issue_14370/combined.pcap");

        Assert.Equal(2, bench.Flows.Count);
        var (v4, v6) = (bench.Flows[0], bench.Flows[1]);
        Assert.Equal(("0.0.0.0", "101.104.199.17"), (v4.Source.ToString(), v4.Destination.ToString()));
        Assert.Equal(("::6568:c711:0:0:6568:c711", "2001:db8:0:1::1"), (v6.Source.ToString(), v6.Destination.ToString()));
        Assert.All(bench.Flows, f => Assert.Equal(
            (256UL, 1UL, 101u, 201u, 65535u, 2152u, 443, 50202, 6, FlowDirection.Ingress),
            (f.Octets, f.Packets, f.InInterface, f.OutInterface, f.SourceAs, f.DestinationAs, f.SourcePort, f.DestinationPort, f.Protocol, f.Direction)));
    }

    [SampleFact]
    public void Options_name_interfaces_applications_and_the_sampling_rate()
    {
        var (names, _) = Decode("protocols/flows/netflow_9_cisco_asr_9000_series_options_template_256.pcap");
        var exporter = names.Exporters[1];
        Assert.Contains(Enumerable.Range(1, 1000), i => exporter.InterfaceName((uint)i) != i.ToString());

        var (sampled, _) = Decode("protocols/flows/netflow5_juniper_mx80.pcap");
        Assert.All(sampled.Flows, f => Assert.Equal(1000u, f.SamplingRate));
        var (unknown, _) = Decode("protocols/flows/netflow_5_split_12_datagrams.pcap");
        Assert.All(unknown.Flows, f => Assert.Equal(0u, f.SamplingRate));
    }

    [SampleFact]
    public void Nothing_in_the_captures_of_other_peoples_devices_is_taken_for_an_attack()
    {
        var (detection, flows) = (new FlowDetection(new FlowDetectionOptions()), 0);
        foreach (var capture in Directory.GetFiles(Samples.At("protocols/flows"), "*.pcap"))
        {
            var (bench, _) = Decode(Path.Combine("protocols/flows", Path.GetFileName(capture)));
            detection.Look([.. bench.Flows], bench.Flows.Count > 0 ? bench.Flows.Max(f => f.End) : 0);
            flows += bench.Flows.Count;
        }

        Assert.InRange(flows, 200, 1000);
        Assert.Empty(detection.Active);
    }

    private static (FlowBench Bench, int Datagrams) Decode(string path)
    {
        var bench = new FlowBench();
        var datagrams = PacketCapture.Read(Samples.At(path));
        foreach (var datagram in datagrams)
            bench.Take(datagram.Octets, datagram.Sender);
        return (bench, datagrams.Count);
    }
}
