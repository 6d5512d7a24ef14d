using System.Diagnostics;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Syslog;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

/// <summary>Syslog on free ports, with the lists of recent lines and events behind it.</summary>
internal sealed class SyslogHouse : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SyslogCertificate _certificate;
    private Task _run = Task.CompletedTask;

    public SyslogHouse(SyslogOptions? options = null, ListenOptions? listen = null, TimeProvider? time = null)
    {
        options ??= new SyslogOptions { TimeZone = "UTC" };
        Bench = new IngestBench(stores: bench => [new MetricStore(bench.Cache), new EventStore(bench.Events, bench.Alarms), Logs]);
        if (time is not null)
            Bench.Clock.Advance(time.GetUtcNow() - Bench.Clock.GetUtcNow());
        _certificate = SyslogCertificate.Open(options, CertificateFile, Bench.Clock);
        Source = new SyslogSource(
            options, listen ?? new ListenOptions { SyslogUdp = 0, SyslogTcp = 0, SyslogTls = 0, ReceiveBufferBytes = 1 << 20 }, _certificate, Bench.Pipeline, Bench.Sources, Bench.Metrics,
            time ?? Bench.Clock, NullLogger<SyslogSource>.Instance);
    }

    public IngestBench Bench { get; }

    public KeptLines Logs { get; } = new();

    public SyslogSource Source { get; }

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("noc-syslog-");

    public string CertificateFile => Path.Combine(Folder.FullName, "syslog-tls.p12");

    public SyslogEndPoints At => Source.EndPoints!;

    public SourceStatus Status => Bench.Status(SyslogSource.Id);

    public async Task Start()
    {
        await Bench.Pipeline.StartAsync(CancellationToken.None);
        _run = Task.Run(() => Source.Run(_stop.Token));
        await Eventually.True(() => Source.EndPoints is not null || _run.IsCompleted);
    }

    /// <summary>The server's certificate in PEM, as a client would be given it.</summary>
    public string Authority()
    {
        var file = Path.Combine(Folder.FullName, "server.pem");
        File.WriteAllText(file, _certificate.Server.ExportCertificatePem());
        return file;
    }

    /// <summary>Waits for so many lines, oldest first.</summary>
    public async Task<LogRecord[]> Arrived(int lines)
    {
        await Eventually.True(() => Logs.All.Count >= lines);
        return [.. Logs.All.TakeLast(lines)];
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task Program(string program, string[] arguments, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (Bench.Pipeline.ExecuteTask is not null)
            await Bench.Pipeline.StopAsync(CancellationToken.None);
        Bench.Dispose();
        _certificate.Dispose();
        _stop.Dispose();
        Folder.Delete(recursive: true);
    }
}

/// <summary>A test with a real program, skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SenderFactAttribute : FactAttribute
{
    public SenderFactAttribute(params string[] files)
    {
        if (Array.Find(files, f => !File.Exists(f)) is { } missing)
            Skip = $"{missing} is not installed.";
    }
}
