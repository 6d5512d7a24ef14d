using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.SFlow;

namespace Dashboard.Ingest.Tests.Sources.SFlow;

/// <summary>Captures of other people's devices against what tshark and telegraf make of them.</summary>
public sealed class SFlowCaptureTests
{
    private readonly FlowExporters _exporters = new();
    private readonly SFlowOutput _output = new() { Flows = new TelemetryBatch<FlowRecord>("test") };

    [SampleFact]
    public void An_agent_with_an_IPv6_address_sends_samples_of_packets_and_counters()
    {
        var total = Decode("protocols/sflow-tcpdump/sflow-print-v6.pcap");

        Assert.Equal((13, 48, null), (total.FlowSamples, total.CounterSamples, total.Complaint));
        Assert.Equal("30::1:1:1", Assert.Single(_exporters.All.Skip(1)).Name);
        Assert.Equal(48, _output.Counters.Count);
        Assert.All(_output.Counters, c => Assert.Equal(400_000_000_000, c.Values[0]));
        foreach (var flow in _output.Flows.Records)
            Assert.Equal((7001u, 0u, 1u), (flow.InInterface, flow.OutInterface, flow.SamplingRate));
    }

    [SampleFact]
    public void An_expanded_sample_is_scaled_by_its_rate_and_by_the_length_of_the_IP_packet()
    {
        var total = Decode("protocols/sflow-tcpdump/sflow_expanded.pcap");

        Assert.Equal((1, null), (total.FlowSamples, total.Complaint));
        Assert.Equal("49.49.49.49", _exporters[1].Name);
        var flow = Assert.Single(_output.Flows.Records.ToArray());
        Assert.Equal((29001u, 1285816721u, 1000u, 1000UL), (flow.InInterface, flow.OutInterface, flow.SamplingRate, flow.Packets));
        Assert.Equal(104UL * 1000, flow.Octets);
    }

    [SampleFact]
    public void Expanded_counter_samples_tell_of_each_interface()
    {
        var total = Decode("protocols/sflow-tcpdump/sflow_multiple_counter_30_pdus.pcap");

        // Two more are plain samples of other counters, and five datagrams are NetFlow v5 that was sent to the wrong port.
        Assert.Equal((142 + 2, 0, "version 327681 is not sFlow 5"), (total.CounterSamples, total.FlowSamples, total.Complaint));
        Assert.Equal((112, 30), (_output.Counters.Count(c => c.Values[0] == 1e9), _output.Counters.Count(c => c.Values[0] == 1e10)));
    }

    [SampleFact]
    public void Counters_are_those_that_telegraf_reads()
    {
        Decode("protocols/telegraf-flows/sflow_issue_18876/combined.pcap");

        var counters = Assert.Single(_output.Counters);
        Assert.Equal(("172.16.254.196", 1258293248u), (counters.Agent.ToString(), counters.Index));
        double[] expected = [1e10, 1, 1, 59347538341644, 1698396964, 133525532, 160001596, 0, 58690, 0, 89572325677612, 2754096045, 4095509374, 255518929, 0, 0];
        var values = counters.Values;
        Assert.Equal(expected, ((ReadOnlySpan<double>)values).ToArray());
    }

    [SampleFact]
    public void A_dropped_packet_is_told_with_its_reason_and_is_no_flow()
    {
        Decode("protocols/telegraf-flows/sflow_issue_15375/combined.pcap");

        var discard = Assert.Single(_output.Discards);
        Assert.Equal(("192.168.119.184", 1u, 256u, 1u, 2u), (discard.Agent.ToString(), discard.Reason, discard.Drops, discard.Packet.InInterface, discard.Packet.OutInterface));
        Assert.Equal(0, _output.Flows.Count);
    }

    private SFlowReport Decode(string path)
    {
        var decoder = new SFlowDecoder(_exporters);
        var total = default(SFlowReport);
        foreach (var datagram in PacketCapture.Read(Samples.At(path)))
        {
            var report = decoder.Decode(datagram.Octets, datagram.Timestamp, _output);
            total.FlowSamples += report.FlowSamples;
            total.CounterSamples += report.CounterSamples;
            total.Complaint ??= report.Complaint;
        }
        return total;
    }
}
