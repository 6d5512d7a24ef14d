using System.Diagnostics;
using System.Text;

namespace Dashboard.EndToEnd;

/// <summary>The program itself, as a user starts it: its own process, its own port, its own data directory.</summary>
public sealed class Server : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(Root(), "src/Dashboard.Web");

    // How long a start takes is measured elsewhere; a busy processor is no fault.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("noc-e2e-").FullName;
    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>Further settings on the command line, such as <c>--Noc:Section:Key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public int Port { get; } = FreePort.Find();

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The link that the program printed.</summary>
    public string Link { get; private set; } = "";

    /// <summary>Everything that the program has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public async Task Start()
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Program,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(Program, $"bin/{Configuration}/net10.0/Dashboard.Web.dll"),
                "--urls", Address, $"--Noc:DataDirectory={_data}", "--environment", "Development", "--Noc:Demo:Enabled=false",
                // Any free port, for servers run side by side.
                "--Noc:Listen:NetFlow=0", "--Noc:Listen:Ipfix=0", "--Noc:Listen:SFlow=0", "--Noc:Listen:SnmpTrap=0", "--Noc:Listen:SyslogUdp=0", "--Noc:Listen:SyslogTcp=0", "--Noc:Listen:SyslogTls=0", "--Noc:Listen:OtlpGrpc=0", "--Noc:Listen:OtlpHttp=0",
            },
        };
        foreach (var setting in Settings)
            start.ArgumentList.Add(setting);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The program ended before it was ready:\n{Output}"));
        _process.OutputDataReceived += Read;
        _process.ErrorDataReceived += Read;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Link = await ready.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            // One that comes too late would be left over, and slow the next ones down.
            await Kill();
            throw;
        }

        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (_output)
                _output.AppendLine(line.Data);
            const string Mark = "NOC dashboard is ready: ";
            if (line.Data?.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
                ready.TrySetResult(line.Data[(at + Mark.Length)..].Trim());
        }
    }

    /// <summary>Ends the program without a warning, as a power cut would.</summary>
    public async Task Kill()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Directory.Delete(_data, recursive: true);
    }

    internal static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Dashboard.sln")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("The tests are to be run from within the repository.");
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
}
