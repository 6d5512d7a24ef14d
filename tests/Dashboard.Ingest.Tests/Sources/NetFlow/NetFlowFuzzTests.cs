using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.NetFlow;

namespace Dashboard.Ingest.Tests.Sources.NetFlow;

[Trait("Kind", "fuzz")]
public sealed class NetFlowFuzzTests
{
    private const int LongestDatagram = 65_507;

    // Ids of sets, versions, lengths that mean something.
    private static readonly byte[] Tokens = [0, 1, 2, 3, 4, 5, 9, 10, 16, 127, 128, 254, 255];

    [Fact]
    public async Task Damaged_datagrams_end_in_a_report_and_in_bounded_memory()
    {
        List<byte[]> seeds =
        [
            new MessageBuilder(9).Template(300, "8:4", "12:4", "1:4", "2:4", "22:4", "21:4", "48:1").OptionsTemplate(301, 1, "1:4", "48:1", "50:4").Set(300, new byte[75]).Set(301, new byte[18]).Build(),
            new MessageBuilder(10).Template(300, "27:16", "28:16", "1:8", "29305/1:8", "9/1:65535", "315:65535").Set(300, new byte[200]).Template(300).Build(),
            new MessageBuilder(10).Template(310, "8:4", "27:16", "154:8", "155:3", "152:2").Set(310, new byte[300]).Build(),
            [0, 5, 0, 2, .. new byte[20 + 96]],
        ];
        if (Samples.Find("protocols/flows") is { } folder)
            seeds.AddRange(Directory.GetFiles(folder, "*.pcap").SelectMany(PacketCapture.Read).Select(d => d.Octets));
        var options = new NetFlowOptions { HeldBytes = 1 << 20, MaxTemplateFields = 20_000, MaxDomains = 64 };
        var decoder = new NetFlowDecoder(options, new FlowExporters(64));

        var inputs = await Fuzz.Run(seeds, Tokens, (input, random) =>
        {
            using var batch = new TelemetryBatch<FlowRecord>("fuzz");
            var report = decoder.Decode(input.AsSpan(0, Math.Min(input.Length, LongestDatagram)), NetworkAddress.FromV4((uint)random.Next(100)), random.NextInt64(4_000_000_000_000), batch);
            Assert.InRange(batch.Count, 0, 2 * LongestDatagram);
            Assert.InRange(report.Complaint?.Length ?? 0, 0, 400);
            Assert.InRange(decoder.Domains, 0, options.MaxDomains);
            return Task.CompletedTask;
        });

        Assert.True(decoder.Restore(decoder.Save(), 0) > 0);
        Assert.True(inputs > 0);
    }

    [Fact]
    public async Task A_damaged_file_of_templates_is_read_as_far_as_it_is_sound()
    {
        var bench = new FlowBench();
        bench.Take(new MessageBuilder(9).Template(300, "8:4", "12:4", "1:4").OptionsTemplate(301, 1, "1:4", "48:1").Build());
        bench.Take(new MessageBuilder(10).Template(300, "9/1:65535", "1:4").Build());
        await Fuzz.Run([bench.Decoder.Save()], Tokens, (input, _) =>
        {
            new NetFlowDecoder(new NetFlowOptions(), new FlowExporters()).Restore(input, 0);
            return Task.CompletedTask;
        });
    }
}
