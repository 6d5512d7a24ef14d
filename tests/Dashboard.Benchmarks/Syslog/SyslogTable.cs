using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Sources.Syslog.Events;
using Dashboard.Ingest.Wire;

namespace Dashboard.Benchmarks.Syslog;

/// <summary>
/// What a syslog message costs: decoding alone, made a record as well, and received over the loopback beside
/// <c>rsyslogd</c>, which writes to a file. Both receive the same messages at the same pace, one after another; ours are
/// made records, counted by writer and compared with the known messages. Last the whole program, down to disk and index.
/// </summary>
internal static class SyslogTable
{
    private const int Rounds = 5;
    private const int Count = 30_000;
    private const int Again = 20;
    private const int Pace = 100_000;
    private const int TcpRounds = 60;
    private const int WholePace = 50_000;

    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WholeSending = TimeSpan.FromSeconds(20);

    public static async Task Print(TextWriter to)
    {
        var load = new SyslogLoad(Count, TimeProvider.System.GetUtcNow());
        await to.WriteLineAsync($"Syslog, {load.Messages.Average(static m => m.Length):0} octets a message (RFC 5424, RFC 3164, Cisco), one thread; processor time, best of {Rounds}");
        var (nanoseconds, octets) = Decode(load);
        await to.WriteLineAsync($"  decoding alone           {nanoseconds,6:0} ns a message, {octets:0.0} B allocated");
        await to.WriteLineAsync($"  and made a log record    {Take(load),6:0} ns a message");
        await to.WriteLineAsync("Over the loopback; million messages a CPU second of the receiver, and messages it did not take");
        for (var round = 0; round < 2; round++)
        {
            await OursOverUdp(load, to);
            await Rsyslog(load, isTcp: false, to);
            await OursOverTcp(load, to);
            await Rsyslog(load, isTcp: true, to);
        }
        await Whole(load, to);
    }

    // The program as it runs, from the socket to lines and index on disk.
    private static async Task Whole(SyslogLoad load, TextWriter to)
    {
        var port = FreePort.Find();
        using var server = Contender.ThisServer($"--Noc:Listen:SyslogUdp={port}");
        await server.Ready();
        // What the first messages cost is compilation.
        await Send(load, port, WholePace, TimeSpan.FromSeconds(5));
        await Written(server);
        var (written, cpu) = (await Written(server), server.ProcessorSeconds);
        var sent = await Send(load, port, WholePace, WholeSending);
        written = await Written(server) - written;
        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"  the program at {WholePace:N0} messages/s for {WholeSending.TotalSeconds:0} s: {written:N0} on disk with their index, {sent - written:N0} lost, {(server.ProcessorSeconds - cpu) / WholeSending.TotalSeconds:0.00} cores, {server.PeakMegabytes:0} MB at most, {server.Metric("noc_log_bytes", "") / server.Metric("noc_log_records_written_total", ""):0} octets a line"));
    }

    // Lines on disk, once there is nothing more to write.
    private static async Task<long> Written(Contender server)
    {
        for (var last = -1L; ;)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var now = (long)server.Metric("noc_log_records_written_total", "");
            if (now == last)
                return now;
            last = now;
        }
    }

    private static (double Nanoseconds, double Octets) Decode(SyslogLoad load)
    {
        var clock = new SyslogClock(TimeZoneInfo.Utc);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var (best, octets, length) = (double.MaxValue, 0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = ProcessorTime.OfThisThread();
            for (var again = 0; again < Again; again++)
            {
                foreach (var message in load.Messages)
                    length += SyslogDecoder.Decode(message, now, clock).Text.Length;
            }
            best = Math.Min(best, (ProcessorTime.OfThisThread() - started) / ((double)Again * Count));
            // Reading the thread's time allocates, by and large a few hundred octets a round.
            octets = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return (length > 0 ? best : 0, octets / ((double)Again * Count));
    }

    private static double Take(SyslogLoad load)
    {
        var intake = Intake();
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = ProcessorTime.OfThisThread();
            for (var i = 0; i < Again * Count;)
            {
                using var logs = new TelemetryBatch<LogRecord>("bench", capacity: 64);
                List<EventRecord> events = [];
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                for (var end = i + 64; i < end; i++)
                    intake.Take(load.Messages[i % Count], NetworkAddress.FromV4(0x7f000001), now, logs, events);
            }
            best = Math.Min(best, (ProcessorTime.OfThisThread() - started) / ((double)Again * Count));
        }
        return best;
    }

    private static SyslogIntake Intake() => new(new SyslogOptions(), SyslogEventTable.BuiltIn, TimeZoneInfo.Utc);

    private static async Task OursOverUdp(SyslogLoad load, TextWriter to)
    {
        using var receiver = DatagramReceiver.Open(new IPEndPoint(IPAddress.Loopback, 0), 32 << 20);
        using var stop = new CancellationTokenSource();
        long taken = 0, cpu = 0;
        // A thread of its own, so that its processor time can be told from the sender's.
        var thread = new Thread(() =>
        {
            var intake = Intake();
            while (!stop.IsCancellationRequested)
            {
                if (receiver.Receive() is var count && count == 0)
                {
                    receiver.Wait(stop.Token).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
                    continue;
                }
                using var logs = new TelemetryBatch<LogRecord>("bench", capacity: count);
                List<EventRecord> events = [];
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                for (var i = 0; i < count; i++)
                    intake.Take(receiver[i], receiver.SenderOf(i), now, logs, events);
                taken += logs.Count;
            }
            cpu = ProcessorTime.OfThisThread();
        });
        thread.Start();
        var sent = await SendDatagrams(load, receiver.EndPoint.Port);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await stop.CancelAsync();
        thread.Join();
        Report(to, "this server, UDP", taken / (cpu / 1e9), sent - taken);
    }

    private static async Task OursOverTcp(SyslogLoad load, TextWriter to)
    {
        using var listener = SyslogConnections.Listen(new IPEndPoint(IPAddress.Loopback, 0), "port");
        long taken = 0, cpu = 0;
        var thread = new Thread(() =>
        {
            using var socket = listener.Accept();
            var (intake, framing, buffer, filled) = (Intake(), new SyslogFraming(64 << 10), new byte[SyslogFraming.BufferBytes(64 << 10)], 0);
            while (socket.Receive(buffer.AsSpan(filled)) is var read and > 0)
            {
                using var logs = new TelemetryBatch<LogRecord>("bench", capacity: 512);
                List<EventRecord> events = [];
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                filled += read;
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, filled);
                while (framing.TryRead(ref rest, isEnd: false, out var message))
                    intake.Take(message, NetworkAddress.FromV4(0x7f000001), now, logs, events);
                taken += logs.Count;
                rest.CopyTo(buffer);
                filled = rest.Length;
            }
            cpu = ProcessorTime.OfThisThread();
        });
        thread.Start();
        var sent = await SendLines(load, ((IPEndPoint)listener.LocalEndPoint!).Port);
        await Task.Run(thread.Join);
        Report(to, "this server, TCP", taken / (cpu / 1e9), sent - taken);
    }

    private static async Task Rsyslog(SyslogLoad load, bool isTcp, TextWriter to)
    {
        const string Program = "/usr/sbin/rsyslogd";
        if (!File.Exists(Program))
        {
            await to.WriteLineAsync("  rsyslogd is not installed");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("noc-bench-");
        try
        {
            var port = FreePort.Find();
            var output = Path.Combine(folder.FullName, "messages");
            var input = isTcp ? $"module(load=\"imtcp\")\ninput(type=\"imtcp\" port=\"{port}\" address=\"127.0.0.1\")" : $"module(load=\"imudp\")\ninput(type=\"imudp\" port=\"{port}\" address=\"127.0.0.1\" rcvbufSize=\"32m\")";
            var file = Path.Combine(folder.FullName, "rsyslog.conf");
            await File.WriteAllTextAsync(file, $"global(workDirectory=\"{folder.FullName}\")\n{input}\n*.* action(type=\"omfile\" file=\"{output}\")\n");
            using var process = Process.Start(new ProcessStartInfo(Program, ["-n", "-f", file, "-i", Path.Combine(folder.FullName, "pid")]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var before = ProcessorTime.OfTree(process.Id);
            var sent = isTcp ? await SendLines(load, port) : await SendDatagrams(load, port);
            // It is done when its file no longer grows.
            for (var size = -1L; new FileInfo(output) is { Exists: true } now && now.Length != size; size = now.Length)
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            var cpu = ProcessorTime.OfTree(process.Id) - before;
            // What it says of itself is in the file as well.
            var written = File.Exists(output) ? File.ReadLines(output).LongCount(static l => !l.Contains("rsyslogd", StringComparison.Ordinal)) : 0;
            Report(to, isTcp ? "rsyslogd, TCP" : "rsyslogd, UDP", written / cpu.TotalSeconds, sent - written);
            process.Kill();
            await process.WaitForExitAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Report(TextWriter to, string who, double perCpuSecond, long lost) => to.WriteLine($"  {who,-18} {perCpuSecond / 1e6,6:0.00} M  {lost,8} lost");

    private static Task<long> SendDatagrams(SyslogLoad load, int port) => Send(load, port, Pace, Sending);

    private static Task<long> Send(SyslogLoad load, int port, int pace, TimeSpan length) =>
        DatagramLoad.Send(port, pace, length, number => load.Messages[(int)(number % load.Messages.Count)]);

    private static async Task<long> SendLines(SyslogLoad load, int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        for (var round = 0; round < TcpRounds; round++)
            await client.GetStream().WriteAsync(load.Lines);
        return (long)TcpRounds * load.Messages.Count;
    }
}
