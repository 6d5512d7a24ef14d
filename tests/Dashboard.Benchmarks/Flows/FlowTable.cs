using System.Diagnostics;
using System.Net;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.NetFlow;
using Dashboard.Ingest.Wire;

namespace Dashboard.Benchmarks.Flows;

/// <summary>
/// What a flow record costs: decoding alone, aggregating as well, looking for attacks besides, and over the loopback beside <c>nfacctd</c>, which
/// aggregates too, and <c>nfcapd</c>, which only stores. All receive the same datagrams at the same pace, one after another.
/// </summary>
internal static class FlowTable
{
    private const int Rounds = 5;
    private const int Datagrams = 20_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task Print(TextWriter to)
    {
        var now = TimeProvider.System.GetUtcNow();
        var load = new FlowLoad(Datagrams, now);
        await to.WriteLineAsync($"NetFlow v9, {FlowLoad.RecordsPerDatagram} records of 19 fields a datagram, one thread; processor time, best of {Rounds}");
        await to.WriteLineAsync($"  decoding alone            {Decode(load, now, null),6:0.0} ns a record");
        var exporters = new FlowExporters();
        await to.WriteLineAsync($"  decoding and aggregating  {Decode(load, now, new FlowStore(new FlowStoreOptions(), exporters, TimeProvider.System)),6:0.0} ns a record");
        await to.WriteLineAsync($"  and looking for attacks   {Decode(load, now, new FlowStore(new FlowStoreOptions(), exporters, TimeProvider.System), new FlowDetection(new FlowDetectionOptions())),6:0.0} ns a record");
        await to.WriteLineAsync("Over the loopback, 10 s each; million flows a CPU second of the receiver, and datagrams it did not take");
        foreach (var pace in new[] { 40_000, 71_500 })
        {
            await Whole(load, pace, to);
            await Ours(load, pace, to);
            await Peer("nfacctd", load, pace, to, port => $"daemonize: false\nnfacctd_port: {port}\nnfacctd_ip: 127.0.0.1\nplugins: print[p]\nprint_output[p]: csv\nprint_output_file[p]: /dev/null\n"
                + "print_refresh_time[p]: 60\nplugin_buffer_size: 1048576\nplugin_pipe_size: 268435456\nprint_cache_entries: 1048583\nnfacctd_pipe_size: 33554432\naggregate[p]: src_host,dst_host,dst_port,proto,src_as,dst_as,in_iface,out_iface,tos\n");
            await Peer("nfcapd", load, pace, to, null);
        }
    }

    private static double Decode(FlowLoad load, DateTimeOffset now, FlowStore? store, FlowDetection? detection = null)
    {
        var decoder = new NetFlowDecoder(new NetFlowOptions(), store?.Exporters ?? new FlowExporters());
        var sender = NetworkAddress.FromV4(0x7f000001);
        var nowMs = now.ToUnixTimeMilliseconds();
        using (var none = new TelemetryBatch<FlowRecord>("bench"))
            decoder.Decode(load.Template, sender, nowMs, none);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = ProcessorTime.OfThisThread();
            long records = 0;
            for (var i = 0; i < load.Count;)
            {
                using var batch = new TelemetryBatch<FlowRecord>("bench", capacity: 64 * 24);
                for (var end = Math.Min(i + 64, load.Count); i < end; i++)
                    decoder.Decode(load.Next(i), sender, nowMs, batch);
                records += batch.Count;
                store?.Add(batch.Records);
                detection?.Look(batch.Records, nowMs);
            }
            best = Math.Min(best, (ProcessorTime.OfThisThread() - started) / (double)records);
        }
        return best;
    }

    // The program as it runs, with everything that it does of itself.
    private static async Task Whole(FlowLoad load, int pace, TextWriter to)
    {
        var port = FreePort.Find();
        using var server = Contender.ThisServer($"--Noc:Listen:NetFlow={port}");
        await server.Ready();
        // What the first datagrams cost is compilation.
        await Send(load, port, pace, TimeSpan.FromSeconds(3));
        await server.Settle();
        var (records, cpu, lost) = (Records(server), server.ProcessorSeconds, UdpDrops.At(port));
        var sent = await Send(load, port, pace, Length);
        lost = UdpDrops.At(port) - lost;
        await server.Settle();
        records = Records(server) - records;
        Report(to, "the program", pace, records / (server.ProcessorSeconds - cpu), Math.Max(lost, sent - 1 - (long)(records / FlowLoad.RecordsPerDatagram)));

        static double Records(Contender server) => server.Metric("network_telemetry_records_total", "source=\"netflow\"");
    }

    private static async Task Ours(FlowLoad load, int pace, TextWriter to)
    {
        var exporters = new FlowExporters();
        var store = new FlowStore(new FlowStoreOptions(), exporters, TimeProvider.System);
        var detection = new FlowDetection(new FlowDetectionOptions());
        var decoder = new NetFlowDecoder(new NetFlowOptions(), exporters);
        using var receiver = DatagramReceiver.Open(new IPEndPoint(IPAddress.Loopback, 0), 32 << 20);
        using var stop = new CancellationTokenSource();
        long taken = 0, flows = 0;
        long cpu = 0;
        // A thread of its own, so that its processor time can be told from the sender's.
        var thread = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (receiver.Receive() is var count && count == 0)
                {
                    receiver.Wait(stop.Token).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
                    continue;
                }
                using var batch = new TelemetryBatch<FlowRecord>("bench", capacity: count * 24);
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                for (var i = 0; i < count; i++)
                    decoder.Decode(receiver[i], receiver.SenderOf(i), now, batch);
                store.Add(batch.Records);
                detection.Look(batch.Records, now);
                taken += count;
                flows += batch.Count;
            }
            cpu = ProcessorTime.OfThisThread();
        });
        thread.Start();
        var sent = await Send(load, receiver.EndPoint.Port, pace, Length);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await stop.CancelAsync();
        thread.Join();
        Report(to, "its receiver", pace, flows * 1e9 / cpu, sent - taken);
    }

    private static async Task Peer(string program, FlowLoad load, int pace, TextWriter to, Func<int, string>? configuration)
    {
        var path = new[] { "/usr/sbin", "/usr/bin" }.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            await to.WriteLineAsync($"  {program} is not installed");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("noc-bench-");
        try
        {
            var port = FreePort.Find();
            string[] arguments = ["-p", $"{port}", "-b", "127.0.0.1", "-w", folder.FullName, "-t", "3600", "-B", $"{32 << 20}"];
            if (configuration is not null)
            {
                var file = Path.Combine(folder.FullName, "conf");
                await File.WriteAllTextAsync(file, configuration(port));
                arguments = ["-f", file];
            }
            using var process = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var before = ProcessorTime.OfTree(process.Id);
            var sent = await Send(load, port, pace, Length);
            var dropped = UdpDrops.At(port);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            var cpu = ProcessorTime.OfTree(process.Id) - before;
            Report(to, program, pace, (sent - dropped) * FlowLoad.RecordsPerDatagram / cpu.TotalSeconds, dropped);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Report(TextWriter to, string who, int pace, double perCpuSecond, long lost) =>
        to.WriteLine($"  {who,-12} {pace * FlowLoad.RecordsPerDatagram / 1e6,5:0.00} M flows/s offered  {perCpuSecond / 1e6,6:0.00} M  {lost,8} lost");

    // The template goes first.
    private static Task<long> Send(FlowLoad load, int port, int pace, TimeSpan length) =>
        DatagramLoad.Send(port, pace, length, number => number == 0 ? load.Template : load.Next((int)(number % load.Count)));
}
