using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.EndToEnd;
using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Screens;

/// <summary>The program with dashboards of ours, its own process, port and directory, and everything else but for <see cref="KeepLost"/> as by default.</summary>
internal sealed class ScreenServer : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private const int LogLines = 60;

    /// <summary>How long the page of a lost connection is kept: short, so that none is left when the next ones are weighed.</summary>
    public static readonly TimeSpan KeepLost = TimeSpan.FromSeconds(5);

    private readonly string _directory = Directory.CreateTempSubdirectory("noc-screens-").FullName;
    private readonly HttpClient _client = new();
    private readonly Queue<string> _log = new(); // bound: LogLines
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Find()}");

    public HttpClient Client => _client;

    public int Id => _process!.Id;

    /// <summary>Processor time so far, user and system, in milliseconds.</summary>
    public double ProcessorMilliseconds
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond * 1000;
        }
    }

    /// <summary>Starts the program on a state database that holds the dashboards already.</summary>
    public static async Task<ScreenServer> Start(params DashboardDefinition[] dashboards)
    {
        var server = new ScreenServer();
        await server.Run();
        server.Stop();
        // Pooled connections would keep a file open that the program is to have for itself.
        await using (var state = new SqliteConnection($"Data Source={server._directory}/noc.db;Pooling=False"))
        {
            await state.OpenAsync();
            foreach (var dashboard in dashboards)
            {
                await using var insert = state.CreateCommand();
                insert.CommandText = """
                    INSERT INTO dashboards (slug, version) VALUES ($slug, 1);
                    INSERT INTO dashboard_versions (slug, version, changed_at, changed_by, note, json) VALUES ($slug, 1, 0, 'bench', '', $json);
                    """;
                insert.Parameters.AddWithValue("$slug", dashboard.Slug);
                insert.Parameters.AddWithValue("$json", DashboardJson.Write(dashboard));
                await insert.ExecuteNonQueryAsync();
            }
        }
        await server.Run();
        return server;
    }

    /// <summary>Writes lines of InfluxDB's protocol, with times in milliseconds.</summary>
    public async Task Write(string lines)
    {
        using var body = new StringContent(lines, Encoding.UTF8, "text/plain");
        using var answer = await _client.PostAsync(new Uri(Address, "/write?precision=ms"), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The server refused samples: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The last lines that the program wrote, for when something fails.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>The sum of a metric's series on the program's own page of metrics.</summary>
    public async Task<double> Metric(string name) =>
        (await _client.GetStringAsync(new Uri(Address, "/metrics"))).Split('\n')
            .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Length > name.Length && l[name.Length] is ' ' or '{')
            .Sum(static l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>What lives on the managed heap, in octets, after everything dead has been collected.</summary>
    public async Task<double> Heap()
    {
        // Twice: the first frees what the second finds unreachable behind finalizers.
        await FullCollection.Induce(Id);
        await FullCollection.Induce(Id);
        return await Metric("dotnet_gc_last_collection_heap_size_bytes") - await Metric("dotnet_gc_last_collection_heap_fragmentation_size_bytes");
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        _client.Dispose();
        await Task.Run(() => Directory.Delete(_directory, recursive: true));
    }

    private async Task Run()
    {
        var program = Path.Combine(Server.Root(), "src/Dashboard.Web");
        _process = Process.Start(new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = program,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(program, "bin/Release/net10.0/Dashboard.Web.dll"), "--urls", Address.GetLeftPart(UriPartial.Authority),
                $"--Noc:DataDirectory={_directory}", "--Noc:Auth:Mode=Open", "--Noc:Demo:Enabled=false", $"--Noc:Live:KeepLost={KeepLost}",
                "--Noc:Listen:NetFlow=-1", "--Noc:Listen:Ipfix=-1", "--Noc:Listen:SFlow=-1", "--Noc:Listen:SnmpTrap=-1", "--Noc:Listen:SyslogUdp=-1", "--Noc:Listen:SyslogTcp=-1", "--Noc:Listen:SyslogTls=-1", "--Noc:Listen:OtlpGrpc=-1", "--Noc:Listen:OtlpHttp=-1",
            },
        }) ?? throw new InvalidOperationException("The server did not start.");
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60);)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(Address, "/healthz"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not yet listening.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new InvalidOperationException("The server does not answer.");
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.Enqueue(line ?? "");
            if (_log.Count > LogLines)
                _log.Dequeue();
        }
    }

    private void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }
}
