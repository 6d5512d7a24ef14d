using System.Diagnostics;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>Two ends of a cable that speak LLDP: <c>lldpd</c> at each, one of them in a network of its own.</summary>
internal sealed class LldpLink : IDisposable
{
    private static int _made;

    private readonly DirectoryInfo _folder;
    private readonly List<Process> _speakers = []; // bound: two
    private readonly string _network;

    public LldpLink()
    {
        var number = $"{Environment.ProcessId}{Interlocked.Increment(ref _made)}";
        (_network, Near, Far) = ($"noc-{number}", $"na{number}", $"nb{number}");
        // Open to all, as what speaks has given up its rights.
        _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"noc-lldp-{number}"));
        Run("ip", "netns", "add", _network);
        Run("ip", "link", "add", Near, "type", "veth", "peer", "name", Far, "netns", _network);
        Run("ip", "link", "set", Near, "up");
        Run("ip", "netns", "exec", _network, "ip", "link", "set", Far, "up");
    }

    /// <summary>The interface at this end.</summary>
    public string Near { get; }

    /// <summary>The interface at the other end.</summary>
    public string Far { get; }

    /// <summary>Where an agent of SNMP is to listen for subagents.</summary>
    public string AgentX => Path.Combine(_folder.FullName, "agentx");

    /// <summary>Has both ends speak, and waits until an agent says that this one has heard the other.</summary>
    public async Task Start(string agent)
    {
        _speakers.Add(Begin("lldpd", "-d", "-x", "-X", AgentX, "-u", Path.Combine(_folder.FullName, "near"), "-I", Near, "-S", "near end"));
        _speakers.Add(Begin("ip", "netns", "exec", _network, "lldpd", "-d", "-u", Path.Combine(_folder.FullName, "far"), "-I", Far, "-S", "far end"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!Says(agent))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
    }

    public void Dispose()
    {
        foreach (var speaker in _speakers)
        {
            speaker.Kill(entireProcessTree: true);
            speaker.WaitForExit();
            speaker.Dispose();
        }
        using (var removing = Begin("ip", "netns", "del", _network))
            removing.WaitForExit();
        _folder.Delete(recursive: true);
    }

    /// <summary>Whether a network of its own can be made here.</summary>
    internal static bool CanBeMade()
    {
        if (!File.Exists("/usr/sbin/lldpd") || !File.Exists("/usr/sbin/ip"))
            return false;
        try
        {
            new LldpLink().Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // lldpRemSysDesc
    private static bool Says(string agent)
    {
        using var asked = Begin("snmpgetnext", "-v2c", "-c", "public", agent, "1.0.8802.1.1.2.1.4.1.1.10");
        var answer = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        return answer.Contains("far end", StringComparison.Ordinal);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Begin(program, arguments);
        var problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(problem);
    }

    private static Process Begin(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Nobody reads what those that go on say.
        if (program != "snmpgetnext" && !arguments.Contains("add") && !arguments.Contains("set"))
        {
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        return process;
    }
}

/// <summary>A test that needs <c>lldpd</c>, <c>snmpd</c> and a network of its own; skipped, and saying so, where it cannot have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LldpFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanBeMade = new(LldpLink.CanBeMade);

    public LldpFactAttribute()
    {
        if (!File.Exists("/usr/sbin/snmpd") || !CanBeMade.Value)
            Skip = "needs the Debian packages snmpd and lldpd, and the right to make a network namespace";
    }
}
