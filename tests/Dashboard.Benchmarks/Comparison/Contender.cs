using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Dashboard.EndToEnd;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>A server under test: its own process, port and directory, on loopback.</summary>
internal sealed class Contender : IDisposable
{
    private const string VictoriaPath = "/usr/bin/victoria-metrics";
    private const double TicksPerSecond = 100;

    private readonly string _directory = Directory.CreateTempSubdirectory("noc-compare-").FullName;
    private readonly Process _process;

    private Contender(string name, Func<string, int, ProcessStartInfo> start)
    {
        (Name, Port) = (name, FreePort.Find());
        var info = start(_directory, Port);
        (info.UseShellExecute, info.RedirectStandardOutput, info.RedirectStandardError) = (false, true, true);
        _process = Process.Start(info) ?? throw new InvalidOperationException($"{name} did not start.");
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Whether VictoriaMetrics is installed here.</summary>
    public static bool HasVictoriaMetrics => File.Exists(VictoriaPath);

    /// <summary>Processor time of the process so far, user and system, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>The most memory that the process ever had resident, in megabytes.</summary>
    public double PeakMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
    }

    /// <summary>Octets of all files in its directory.</summary>
    public long DiskBytes => new DirectoryInfo(_directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static f => f.Length);

    /// <summary>This server as it is built, its cache large enough for every round, its own sources off.</summary>
    /// <param name="more">Further settings, which count before those.</param>
    public static Contender ThisServer(params string[] more)
    {
        var program = Path.Combine(Server.Root(), "src/Dashboard.Web");
        return new Contender("this server", (directory, port) => new ProcessStartInfo("dotnet",
        [
            Path.Combine(program, "bin/Release/net10.0/Dashboard.Web.dll"), "--urls", $"http://127.0.0.1:{port}",
            $"--Noc:DataDirectory={directory}", "--Noc:Auth:Mode=Open", "--Noc:Demo:Enabled=false", "--Noc:Listen:NetFlow=-1", "--Noc:Listen:Ipfix=-1", "--Noc:Listen:SFlow=-1", "--Noc:Listen:SnmpTrap=-1", "--Noc:Listen:SyslogUdp=-1", "--Noc:Listen:SyslogTcp=-1", "--Noc:Listen:SyslogTls=-1", "--Noc:Listen:OtlpGrpc=-1", "--Noc:Listen:OtlpHttp=-1", "--Noc:Sources:Host:Enabled=false", "--Noc:Sources:Self:Enabled=false",
            "--Noc:Cache:SeriesPerSource=5000000", $"--Noc:Cache:Bytes={8L << 30}", .. more,
        ])
        { WorkingDirectory = program });
    }

    public static Contender VictoriaMetrics() => new("VictoriaMetrics", static (directory, port) => new ProcessStartInfo(VictoriaPath)
    {
        ArgumentList = { "-storageDataPath", directory, "-httpListenAddr", $"127.0.0.1:{port}" },
    });

    /// <summary>Waits until it answers.</summary>
    public async Task Ready()
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60);)
        {
            try
            {
                using var connection = new LoopbackHttp(Port);
                if (connection.Ask(LoopbackHttp.Get("/api/v1/query?query=1")).Status == 200)
                    return;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Not yet listening.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new InvalidOperationException($"{Name} does not answer.");
    }

    /// <summary>Waits until it has worked off what it took, three seconds at most.</summary>
    public async Task Settle()
    {
        var before = ProcessorSeconds;
        for (var (quiet, waited) = (0, 0); quiet < 3 && waited < 30; waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            var now = ProcessorSeconds;
            quiet = now - before < 0.015 ? quiet + 1 : 0;
            before = now;
        }
    }

    /// <summary>The text of a page.</summary>
    public string Get(string path)
    {
        using var client = new HttpClient();
        return Encoding.UTF8.GetString(client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{Port}{path}")).GetAwaiter().GetResult());
    }

    /// <summary>The sum of a metric's values on <c>/metrics</c>, over all of its series that have a text in their labels.</summary>
    public double Metric(string name, string labels) =>
        Get("/metrics").Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal) && l[name.Length] is '{' or ' ' && l.Contains(labels, StringComparison.Ordinal))
            .Sum(static l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
