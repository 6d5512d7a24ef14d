using System.Diagnostics;

namespace Dashboard.Ingest.Tests.Storage.Remote;

/// <summary>
/// A real store at a free port, with a directory of its own. It is run by a shell that waits for the end of its own input,
/// so that it ends with this process, however this process ends. It can be stopped and started again.
/// </summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("noc-peer-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly string _program;
    private readonly string[] _arguments;
    private readonly string _ready;
    private Process? _shell;

    private PeerProgram(string program, string ready, Func<int, string[]> arguments)
    {
        var port = FreePort.Find();
        (_program, _arguments, _ready, Address) = (program, arguments(port), ready, $"http://127.0.0.1:{port}");
    }

    public string Address { get; }

    public HttpClient Http => _http;

    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, program)));

    public static async Task<PeerProgram> VictoriaMetrics()
    {
        var peer = new PeerProgram("victoria-metrics", "/health", static port => [$"-httpListenAddr=127.0.0.1:{port}", "-storageDataPath=data", "-retentionPeriod=10y"]);
        await peer.Start();
        return peer;
    }

    public static async Task<PeerProgram> Prometheus()
    {
        var peer = new PeerProgram("prometheus", "/-/ready", static port =>
            ["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--storage.tsdb.retention.time=10y", "--web.enable-remote-write-receiver", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        await File.WriteAllTextAsync(Path.Combine(peer._directory, "prometheus.yml"), "storage:\n  tsdb:\n    out_of_order_time_window: 60d\n");
        await peer.Start();
        return peer;
    }

    public async Task Start()
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$@\" >peer.log 2>&1 & cat >/dev/null; kill $!; wait $!", "sh", _program, .. _arguments])
        {
            WorkingDirectory = _directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{_program} does not start");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await _http.GetAsync(Address + _ready);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (attempt < 400)
            {
                // Not listening yet.
            }
            if (attempt >= 400)
                throw new InvalidOperationException($"{_program} does not start: {await File.ReadAllTextAsync(Path.Combine(_directory, "peer.log"))}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Makes VictoriaMetrics show what it has taken at once, and not a second later; of Prometheus nothing is asked.</summary>
    public async Task Flush()
    {
        if (_program == "victoria-metrics")
            (await _http.GetAsync(Address + "/internal/force_flush")).Dispose();
    }

    public void Stop()
    {
        _shell?.StandardInput.Close();
        _shell?.WaitForExit();
        _shell?.Dispose();
        _shell = null;
    }

    public void Dispose()
    {
        Stop();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
