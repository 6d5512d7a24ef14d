using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.SFlow;

namespace Dashboard.Ingest.Tests.Sources.SFlow;

[Trait("Kind", "fuzz")]
public sealed class SFlowFuzzTests
{
    [Fact]
    public async Task Damaged_datagrams_end_in_a_report()
    {
        List<byte[]> seeds = [SFlowMessages.Sample(rate: 16), SFlowMessages.Sample(rate: 0)];
        foreach (var folder in new[] { "protocols/sflow-tcpdump", "protocols/telegraf-flows/sflow_issue_15375", "protocols/telegraf-flows/sflow_issue_18876" })
        {
            if (Samples.Find(folder) is { } found)
                seeds.AddRange(Directory.GetFiles(found, "*.pcap").SelectMany(PacketCapture.Read).Select(d => d.Octets));
        }
        var decoder = new SFlowDecoder(new FlowExporters(64), maxAgents: 64);
        var inputs = await Fuzz.Run(seeds, [0, 1, 2, 3, 4, 5, 0x40, 0x80, 0xff, 0x45, 0x60], (input, _) =>
        {
            using var batch = new TelemetryBatch<FlowRecord>("fuzz");
            var output = new SFlowOutput { Flows = batch };
            decoder.Decode(input, 1, output);
            Assert.InRange(batch.Count + output.Counters.Count + output.Discards.Count, 0, input.Length);
            return Task.CompletedTask;
        });
        Assert.True(inputs > 0);
    }
}
