using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.SFlow;

namespace Dashboard.Ingest.Tests.Sources.SFlow;

public sealed class SFlowDecoderTests
{
    private readonly FlowExporters _exporters = new();
    private readonly SFlowOutput _output = new() { Flows = new TelemetryBatch<FlowRecord>("test") };
    private readonly SFlowDecoder _decoder;

    public SFlowDecoderTests() => _decoder = new SFlowDecoder(_exporters);

    [Fact]
    public void A_sampled_packet_counts_its_IP_octets_times_the_rate()
    {
        _decoder.Decode(SFlowMessages.Sample(rate: 16), 1000, _output);
        var flow = Assert.Single(_output.Flows.Records.ToArray());
        Assert.Equal((1400UL * 16, 16UL, 16u, 1000L), (flow.Octets, flow.Packets, flow.SamplingRate, flow.End));
        Assert.Equal(("10.0.0.1", "10.0.0.2", 50000, 443, 6, 0x12), (flow.Source.ToString(), flow.Destination.ToString(), (int)flow.SourcePort, (int)flow.DestinationPort, (int)flow.Protocol, (int)flow.TcpFlags));
    }

    [Theory]
    [InlineData(0x3fffffff, 0u)]
    [InlineData(0x40000001, 0u)]
    [InlineData(0x80000003, 0u)]
    [InlineData(5, 5u)]
    public void The_device_itself_several_interfaces_and_none_are_no_interface(uint output, uint expected)
    {
        _decoder.Decode(SFlowMessages.Sample(rate: 1, output: output), 1000, _output);
        Assert.Equal((3u, expected), (_output.Flows.Records[0].InInterface, _output.Flows.Records[0].OutInterface));
    }

    [Fact]
    public void A_frame_of_another_protocol_makes_no_flow()
    {
        var report = _decoder.Decode(SFlowMessages.Sample(rate: 16, type: 0x88), 1000, _output);
        Assert.Equal((1, 1, 0), (report.FlowSamples, report.NotIp, _output.Flows.Count));
    }

    [Fact]
    public void A_rate_that_is_not_told_is_not_one()
    {
        _decoder.Decode(SFlowMessages.Sample(rate: 0), 1000, _output);
        Assert.Equal((0u, 1400UL, 1UL), (_output.Flows.Records[0].SamplingRate, _output.Flows.Records[0].Octets, _output.Flows.Records[0].Packets));
    }

    [Fact]
    public void Datagrams_that_never_come_are_counted()
    {
        _decoder.Decode(SFlowMessages.Sample(16, sequence: 1), 1000, _output);
        for (uint i = 5; i < 50; i++)
            _decoder.Decode(SFlowMessages.Sample(16, sequence: i), 1000, _output);
        Assert.Equal((3, 3), (_exporters[1].LostRecords, _exporters[1].LostDatagrams));
    }

    [Fact]
    public void A_datagram_that_ends_early_gives_a_sentence()
    {
        var whole = SFlowMessages.Sample(rate: 16);
        Assert.Equal("192.0.2.1 says that an sFlow datagram has 1 samples, and it ends within the 1th", _decoder.Decode(whole.AsSpan(..60), 1, _output).Complaint);
        Assert.Equal("an sFlow datagram of 20 octets ends within its header", _decoder.Decode(whole.AsSpan(..20), 1, _output).Complaint);
        Assert.Equal("version 9 is not sFlow 5", _decoder.Decode([0, 0, 0, 9], 1, _output).Complaint);
    }
}
