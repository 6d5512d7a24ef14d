using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Sources.Gnmi.Tree;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>What an update of a device by gNMI costs from the message's octets into the cache, on one thread.</summary>
internal static class GnmiTable
{
    private const int Interfaces = 200;
    private const int Rounds = 300;
    private const int WarmUp = 30;

    private static readonly string[] Counters =
    [
        "in-octets", "out-octets", "in-unicast-pkts", "out-unicast-pkts", "in-multicast-pkts", "out-multicast-pkts", "in-broadcast-pkts", "out-broadcast-pkts",
        "in-discards", "out-discards", "in-errors", "out-errors", "in-fcs-errors", "in-pkts", "out-pkts", "carrier-transitions",
    ];

    /// <summary>Takes the counters of 200 interfaces again and again, as typed values and as JSON.</summary>
    public static async Task Print(TextWriter output)
    {
        output.WriteLine($"{Interfaces} interfaces with {Counters.Length} counters, a notification an interface, {Rounds} rounds");
        output.WriteLine("encoding    ns/update   B allocated/update   updates/CPU s   samples/update");
        await Measure(output, "PROTO", isJson: false);
        await Measure(output, "JSON_IETF", isJson: true);
    }

    private static async Task Measure(TextWriter output, string name, bool isJson)
    {
        var time = TimeProvider.System;
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Bytes = 2L << 30 }, time);
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(cache, time, metrics);
        using var pipeline = new IngestPipeline(cache, [new MetricStore(cache)], new Enricher([]), sources, new PipelineOptions(), time, metrics, NullLogger<IngestPipeline>.Instance);
        sources.Register(new SourceDescription { Id = "gnmi", Name = "gNMI", Protocol = "gNMI", Kinds = [], Capabilities = [] });
        await pipeline.StartAsync(default);
        var samples = new GnmiSamples(pipeline, "gnmi", "leaf");
        var intake = new GnmiIntake(new GnmiTree(new GnmiModules(), samples, "leaf", [], 100_000), samples);
        var start = time.GetUtcNow().ToUnixTimeMilliseconds() - ((Rounds + WarmUp) * 1000L);
        intake.Begin(start);
        intake.Synchronize(start);
        var messages = Enumerable.Range(0, WarmUp + Rounds).SelectMany(round => Enumerable.Range(0, Interfaces).Select(i => (Now: start + (round * 1000L), Octets: Message(i, start + (round * 1000L), (ulong)(round * 1000), isJson)))).ToArray();
        await Take(intake, samples, messages.AsMemory(0, WarmUp * Interfaces));
        using var self = Process.GetCurrentProcess();
        var (began, before, cpuBefore) = (time.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true), self.TotalProcessorTime);
        var stored = await Take(intake, samples, messages.AsMemory(WarmUp * Interfaces));
        self.Refresh();
        var (elapsed, allocated, cpu) = (time.GetElapsedTime(began), GC.GetTotalAllocatedBytes(precise: true) - before, self.TotalProcessorTime - cpuBefore);
        var updates = (double)Rounds * Interfaces * Counters.Length;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} {elapsed.TotalNanoseconds / updates,10:0} {allocated / updates,20:0.0} {updates / cpu.TotalSeconds,15:0} {stored / updates,16:0.00}"));
        await pipeline.StopAsync(default);
    }

    private static async Task<long> Take(GnmiIntake intake, GnmiSamples samples, ReadOnlyMemory<(long Now, byte[] Octets)> messages)
    {
        var stored = 0L;
        for (var i = 0; i < messages.Length; i++)
        {
            var (now, octets) = messages.Span[i];
            if (intake.Take(octets, now) is { } problem)
                throw new InvalidOperationException(problem);
            stored += samples.Count;
            await samples.Post(octets.Length, default);
        }
        return stored;
    }

    private static byte[] Message(int place, long now, ulong value, bool isJson) => new ProtobufWriter().Message(1, note =>
    {
        note.Number(1, (ulong)now * 1_000_000).Message(2, prefix => prefix
            .Message(3, e => e.Text(1, "interfaces"))
            .Message(3, e => e.Text(1, "interface").Message(2, k => k.Text(1, "name").Text(2, $"Ethernet{place}/1")))
            .Message(3, e => e.Text(1, "state"))
            .Message(3, e => e.Text(1, "counters")));
        if (isJson)
        {
            var json = new StringBuilder("{");
            foreach (var counter in Counters)
                json.Append(json.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{counter}\":\"{value + (ulong)place}\"");
            note.Message(4, u => u.Message(3, v => v.Text(11, json.Append('}').ToString())));
            return;
        }
        foreach (var counter in Counters)
            note.Message(4, u => u.Message(1, p => p.Message(3, e => e.Text(1, counter))).Message(3, v => v.Number(3, value + (ulong)place + 1)));
    }).Written.ToArray();
}
