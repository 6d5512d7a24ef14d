using System.Diagnostics;
using System.Globalization;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Ran;
using Dashboard.Domain.TimeSeries;
using Dashboard.EndToEnd;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Ves;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>What a VES event costs from its octets into the stores, on one thread, and how many the program takes over HTTP, one and twenty a request.</summary>
internal static class VesTable
{
    private const int Senders = 200;
    private const int Events = 20_000;
    private const int Connections = 8;
    private const int BatchEvents = 20;
    private const int Rounds = 5;

    public static async Task Print(TextWriter output)
    {
        await output.WriteLineAsync($"{Events} events of {Senders} senders a round; median of {Rounds} rounds after one to warm up\ndecoded and stored, one thread    octets     ns/event   B allocated/event");
        foreach (var domain in new[] { "measurement", "perf3gpp", "fault" })
            await Direct(output, domain);
        await output.WriteLineAsync($"over HTTP, {Connections} connections          events/s   events/CPU s of the server");
        foreach (var domain in new[] { "measurement", "perf3gpp", "fault" })
        {
            await OverHttp(output, domain, 1);
            await OverHttp(output, domain, BatchEvents);
        }
    }

    private static async Task Direct(TextWriter output, string domain)
    {
        var time = TimeProvider.System;
        var cacheOptions = new TimeSeriesCacheOptions { Bytes = 2L << 30 };
        var cache = new TimeSeriesCache(cacheOptions, time);
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(cache, time, metrics);
        var inventory = new DeviceInventory();
        var alarms = new AlarmList(new AlarmOptions(), new ManagedObjectNames(inventory, time), time);
        using var pipeline = new IngestPipeline(cache, [new MetricStore(cache), new EventStore(new(), alarms)], new Enricher([]), sources, new PipelineOptions(), time, metrics, NullLogger<IngestPipeline>.Instance);
        var naming = new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), cache.Metrics, time);
        var source = new VesSource(new VesOptions(), new VesSurroundings(pipeline, cache, cacheOptions, naming, inventory, new VesHeartbeats(time), new VesAnomalies(metrics), time), sources, metrics);
        await pipeline.StartAsync(default);
        var (octets, nanoseconds, allocations) = (0, new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var bodies = Bodies(domain, 1, round).ToArray();
            var (began, before) = (time.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
            foreach (var body in bodies)
            {
                if (await source.Take(body, isBatch: false) is { Refusal: { } refusal })
                    throw new InvalidOperationException(refusal.ToString());
            }
            var (elapsed, allocated) = (time.GetElapsedTime(began), GC.GetTotalAllocatedBytes(precise: true) - before);
            if (round < 0)
                continue;
            octets = bodies[0].Length;
            nanoseconds.Add(elapsed.TotalNanoseconds / Events);
            allocations.Add((double)allocated / Events);
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {domain,-30} {octets,8} {Median(nanoseconds),12:0} {Median(allocations),18:0}"));
        await pipeline.StopAsync(default);
    }

    private static async Task OverHttp(TextWriter output, string domain, int eventsABody)
    {
        await using var server = new Server { Settings = ["--Noc:Auth:Mode=Open"] };
        await server.Start();
        var path = eventsABody == 1 ? "/eventListener/v7" : "/eventListener/v7/eventBatch";
        byte[][] Requests(int round) => [.. Bodies(domain, eventsABody, round).Select(b => LoopbackHttp.Post(path, "Content-Type: application/json\r\n", b))];
        Send(server.Port, Requests(-1));
        using var process = Process.GetProcesses().Single(p => p.Id == LoopbackHttp.ProcessAt(server.Port));
        var (rates, perProcessor) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var requests = Requests(round);
            process.Refresh();
            var (began, cpu) = (TimeProvider.System.GetTimestamp(), process.TotalProcessorTime);
            Send(server.Port, requests);
            rates.Add(Events / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            process.Refresh();
            perProcessor.Add(Events / (process.TotalProcessorTime - cpu).TotalSeconds);
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {domain,-14} {eventsABody,3} a request {Median(rates),16:0} {Median(perProcessor),12:0}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Send(int port, byte[][] requests)
    {
        var next = -1;
        var senders = Enumerable.Range(0, Connections).Select(_ => new Thread(() =>
        {
            using var connection = new LoopbackHttp(port);
            for (var i = Interlocked.Increment(ref next); i < requests.Length; i = Interlocked.Increment(ref next))
            {
                if (connection.Ask(requests[i]) is { Status: not 202 } answer)
                    throw new InvalidOperationException($"{answer.Status} {answer.Text}");
            }
        })).ToArray();
        foreach (var sender in senders)
            sender.Start();
        foreach (var sender in senders)
            sender.Join();
    }

    private static IEnumerable<byte[]> Bodies(string domain, int eventsABody, int round)
    {
        var start = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 3_600_000 + (round * 600_000L)) * 1000;
        for (var i = 0; i < Events; i += eventsABody)
        {
            var events = Enumerable.Range(i, eventsABody).Select(n =>
            {
                var (sender, time) = ($"gnb-{n % Senders:d3}", $"{start + ((long)(n / Senders) * 1_000_000)}");
                return VesEvents.Event(domain, VesEvents.Blocks[domain].Replace("ManagedElement=gnb-1", $"ManagedElement={sender}", StringComparison.Ordinal), $"e-{round}-{n}", 0, time, time, null, sender).ReplaceLineEndings("");
            }).ToArray();
            yield return VesEvents.Octets(eventsABody == 1 ? VesEvents.One(events[0]) : VesEvents.Batch(events));
        }
    }
}
