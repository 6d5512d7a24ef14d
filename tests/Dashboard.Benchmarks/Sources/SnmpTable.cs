using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Polling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>What polling a thousand devices costs, and one walk beside Net-SNMP's.</summary>
internal static class SnmpTable
{
    private const int Devices = 1000;
    private const int Interfaces = 50;
    private const int Cycles = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Polls for two minutes after one of warming up, then walks one table ten times.</summary>
    public static async Task Print(TextWriter output)
    {
        using var agents = Process.Start(new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], SnmpAgents.Command, $"{Devices}", $"{Interfaces}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await agents.StandardOutput.ReadLineAsync();
        try
        {
            await Poll(output);
            await Walk(output);
        }
        finally
        {
            agents.StandardInput.Close();
            await agents.WaitForExitAsync();
        }
    }

    private static async Task Poll(TextWriter output)
    {
        var time = TimeProvider.System;
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Bytes = 8L << 30, SeriesPerSource = 5_000_000 }, time);
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(cache, time, metrics);
        using var pipeline = new IngestPipeline(cache, [new MetricStore(cache)], new Enricher([]), sources, new PipelineOptions(), time, metrics, NullLogger<IngestPipeline>.Instance);
        await pipeline.StartAsync(default);
        var inventory = new DeviceInventory();
        var devices = Enumerable.Range(0, Devices).Select(i => new SnmpDeviceOptions { Address = $"{SnmpAgents.AddressOf(i)}:{SnmpAgents.Port}", Instance = $"rtr-{i:d4}", Interval = Interval }).ToArray();
        using var source = new SnmpSource(new SnmpOptions(), devices, new SnmpModules(), pipeline, sources, inventory, cache, metrics, time, NullLogger<SnmpSource>.Instance);
        using var stop = new CancellationTokenSource();
        var run = source.Run(stop.Token);
        await Task.Delay(Interval * 2, time);
        using var self = Process.GetCurrentProcess();
        var (cpu, stored, started, allocated) = (self.TotalProcessorTime, Records(sources), time.GetTimestamp(), GC.GetTotalAllocatedBytes());
        await Task.Delay(Interval * Cycles, time);
        self.Refresh();
        var (used, samples, elapsed) = (self.TotalProcessorTime - cpu, Records(sources) - stored, time.GetElapsedTime(started));
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        await stop.CancelAsync();
        await run.ContinueWith(static _ => { }, TaskScheduler.Default);
        var series = cache.StatisticsOf(SnmpSource.Id).Series;
        await pipeline.StopAsync(default);
        var status = sources.Statuses().Single();
        await output.WriteLineAsync($"{Devices} devices with {Interfaces} interfaces every {Interval.TotalSeconds:0} s, modules {SnmpDeviceOptions.DefaultModules}, for {elapsed.TotalSeconds:0} s after {Interval.TotalSeconds * 2:0} s of warming up");
        await output.WriteLineAsync($"  CPU                  {100 * used / elapsed:0.0} % of one core");
        await output.WriteLineAsync($"  missed polls         {source.MissedPolls}");
        await output.WriteLineAsync($"  failures             {status.Errors}");
        await output.WriteLineAsync($"  devices known        {inventory.Current.Devices.Count}");
        await output.WriteLineAsync($"  series               {series}");
        await output.WriteLineAsync($"  samples dropped      {status.Dropped.Values.Sum()}");
        await output.WriteLineAsync($"  samples a second     {samples / elapsed.TotalSeconds:0}");
        await output.WriteLineAsync($"  CPU a sample         {used.TotalNanoseconds / samples:0} ns");
        await output.WriteLineAsync($"  allocated a sample   {(double)allocated / samples:0.0} bytes");
    }

    private static long Records(SourceRegistry sources) => sources.Statuses().Single().Records;

    private static async Task Walk(TextWriter output)
    {
        const int rounds = 10;
        var address = SnmpAgents.AddressOf(Devices);
        var target = $"{address}:{SnmpAgents.Port}";
        var (theirs, start, ours, bindings) = (new List<double>(), new List<double>(), new List<double>(), 0);
        for (var i = 0; i < rounds; i++)
        {
            theirs.Add(await Bulkwalk(target, "1.3.6.1.2.1.31.1.1.1"));
            start.Add(await Bulkwalk(target, "1.3.6.1.2.1.1.5"));
            var started = TimeProvider.System.GetTimestamp();
            bindings = WalkOnce(new IPEndPoint(address, SnmpAgents.Port));
            ours.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }
        theirs.Sort();
        start.Sort();
        ours.Sort();
        await output.WriteLineAsync($"Walk of ifXTable of {Interfaces * 10} interfaces, {bindings} bindings, 50 at a time, medians of {rounds} interleaved runs");
        await output.WriteLineAsync($"  snmpbulkwalk         {theirs[rounds / 2]:0.0} ms, {theirs[rounds / 2] - start[rounds / 2]:0.0} ms without the start of its process");
        await output.WriteLineAsync($"  ours                 {ours[rounds / 2]:0.0} ms");
    }

    private static async Task<double> Bulkwalk(string target, string subtree)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("snmpbulkwalk", ["-v2c", "-c", "public", "-m", "", "-Cr50", "-Onq", target, subtree]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static int WalkOnce(IPEndPoint target)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(target);
        var walk = new SubtreeWalk([ObjectIdentifier.Parse("1.3.6.1.2.1.31.1.1.1")], 1_000_000);
        var (sink, bulk, request, answer) = (new Counting(), new BulkSize(50), new byte[2000], new byte[65_535]);
        walk.Begin();
        for (var id = 1; !walk.IsDone; id++)
        {
            var writer = new BerWriter(request);
            var end = writer.Position;
            walk.Write(ref writer, id, 50, hasBulk: true);
            SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
            socket.Send(writer.Written);
            var length = socket.Receive(answer);
            if (!SnmpMessage.TryRead(answer.AsSpan(0, length), out var message, out _) || !SnmpPdu.TryRead(message.Body, out var pdu, out _))
                throw new InvalidOperationException("the answer cannot be read");
            walk.Take(pdu, bulk, sink);
        }
        return sink.Count;
    }

    private sealed class Counting : IWalkSink
    {
        public int Count { get; private set; }

        public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding) => Count++;
    }
}
