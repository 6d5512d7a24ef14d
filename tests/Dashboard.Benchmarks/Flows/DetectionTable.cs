using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.NetFlow;

namespace Dashboard.Benchmarks.Flows;

/// <summary>What it costs to look through flows for attacks: each detector by itself, all of them, and all of them under attack.</summary>
internal static class DetectionTable
{
    private const int Rounds = 7;
    private const int Batch = 1344;
    private const int Records = 420_000;

    private static readonly string[] Rules = ["deny 10.0.0.0/16 to 198.18.0.0/16 tcp/23", "deny any to 192.0.2.0/24 any", "allow 10.0.3.0/24 to any tcp/22", "deny any to 198.18.5.0/24 tcp/3389"];

    public static async Task Print(TextWriter to)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var ordinary = Ordinary();
        var random = new Random(20261122);
        (string Name, FlowDetectionOptions Options)[] all =
        [
            ("no detector, ends told apart", Only()),
            ("and port scans, host sweeps", Only(scans: true)),
            ("and beaconing", Only(beacons: true)),
            ("and exfiltration", Only(exfiltration: true)),
            ("and four rules", Only(rules: true)),
            ("all", Only(true, true, true, true)),
        ];
        await to.WriteLineAsync($"Looking through {ordinary.Length} flow records, one thread; processor time a record, best of {Rounds} interleaved rounds, after one to settle");
        Report(to, ordinary, all, now);
        await to.WriteLineAsync("All detectors while");
        Report(to, Mixed(ordinary, random, i => Probe(random, 0x0a000505, 0xc6120000 + (uint)(i / 60_000), (ushort)i)), [("one host scans, half of all flows", Only(true, true, true, true))], now);
        Report(to, Mixed(ordinary, random, _ => Probe(random, (uint)random.NextInt64(1L << 32), 0x0a000909, 443)), [("random sources flood, half of all flows", Only(true, true, true, true))], now);
        Report(to, Mixed(ordinary, random, _ => Probe(random, 0x5b000000 + (uint)random.Next(10_000), 0x0a000000 + (uint)random.Next(65_536), (ushort)random.Next(1000))), [("10,000 sources scan, half of all flows", Only(true, true, true, true))], now);
    }

    private static FlowDetectionOptions Only(bool scans = false, bool beacons = false, bool exfiltration = false, bool rules = false) =>
        new() { Scans = scans, Beacons = beacons, Exfiltration = exfiltration, Rules = rules ? Rules : [] };

    private static FlowRecord[] Ordinary()
    {
        var now = TimeProvider.System.GetUtcNow();
        var load = new FlowLoad(Records / FlowLoad.RecordsPerDatagram, now);
        var decoder = new NetFlowDecoder(new NetFlowOptions(), new FlowExporters());
        using var batch = new TelemetryBatch<FlowRecord>("bench", capacity: Records);
        decoder.Decode(load.Template, NetworkAddress.FromV4(1), now.ToUnixTimeMilliseconds(), batch);
        for (var i = 0; i < load.Count; i++)
            decoder.Decode(load.Next(i), NetworkAddress.FromV4(1), now.ToUnixTimeMilliseconds(), batch);
        return batch.Records.ToArray();
    }

    private static FlowRecord[] Mixed(FlowRecord[] ordinary, Random random, Func<int, FlowRecord> attack) =>
        [.. ordinary.Select((flow, i) => random.Next(2) == 0 ? flow : attack(i))];

    private static FlowRecord Probe(Random random, uint source, uint destination, ushort port) => new()
    {
        Source = NetworkAddress.FromV4(source),
        Destination = NetworkAddress.FromV4(destination),
        SourcePort = (ushort)random.Next(32_768, 61_000),
        DestinationPort = port,
        Protocol = 6,
        TcpFlags = 2,
        Packets = 1,
        Octets = 44,
        SamplingRate = 1,
        End = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static void Report(TextWriter to, FlowRecord[] flows, (string Name, FlowDetectionOptions Options)[] variants, long now)
    {
        var detections = variants.Select(static v => new FlowDetection(v.Options)).ToArray();
        var (best, allocated) = (new double[variants.Length], new long[variants.Length]);
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round <= Rounds; round++)
        {
            for (var variant = 0; variant < variants.Length; variant++)
            {
                var (started, before) = (ProcessorTime.OfThisThread(), GC.GetAllocatedBytesForCurrentThread());
                for (var at = 0; at < flows.Length; at += Batch)
                    detections[variant].Look(flows.AsSpan(at, Math.Min(Batch, flows.Length - at)), now + (round * 1000));
                // The first round settles tables, and raises what there is to be found.
                if (round == 0)
                    continue;
                allocated[variant] = Math.Max(allocated[variant], GC.GetAllocatedBytesForCurrentThread() - before);
                best[variant] = Math.Min(best[variant], (ProcessorTime.OfThisThread() - started) / (double)flows.Length);
            }
        }
        for (var variant = 0; variant < variants.Length; variant++)
            to.WriteLine($"  {variants[variant].Name,-40} {best[variant],6:0.0} ns  {(double)allocated[variant] / flows.Length,6:0.000} B allocated a record  {detections[variant].Bytes / 1e6,6:0.0} MB in all");
    }
}
