using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dashboard.Tests;

/// <summary>Net-SNMP's agent, started for a test.</summary>
internal sealed class Snmpd : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snmpd");
    private readonly string _file;
    private readonly string _configuration;
    private Process _process;

    /// <param name="configuration">Lines of snmpd.conf besides the community <c>public</c>.</param>
    public Snmpd(string configuration = "")
    {
        Port = FreeUdpPort();
        _file = Path.Combine(_folder.FullName, "snmpd.conf");
        _configuration = $"agentAddress udp:127.0.0.1:{Port}\nrocommunity public 127.0.0.1\nsysName agent.test\nsysLocation rack 7\nsysContact noc@test\n{configuration}\n";
        File.WriteAllText(_file, _configuration);
        _process = Start();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>A UDP port of the loopback that nobody listened on a moment ago.</summary>
    public static int FreeUdpPort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Ends the agent and starts it again, with what it keeps over a restart or as one that was never there.</summary>
    public void Restart(bool forgets)
    {
        End();
        foreach (var kept in forgets ? _folder.GetFiles("snmpd.conf", SearchOption.AllDirectories).Where(f => f.FullName != _file) : [])
            kept.Delete();
        File.WriteAllText(_file, _configuration);
        _process = Start();
    }

    public void Dispose()
    {
        End();
        _folder.Delete(recursive: true);
    }

    private Process Start() =>
        Process.Start(new ProcessStartInfo("snmpd", ["-f", "-Lf", Path.Combine(_folder.FullName, "log"), "-C", "-c", _file, "-p", Path.Combine(_folder.FullName, "pid"), $"--persistentDir={Path.Combine(_folder.FullName, "kept")}"]))!;

    private void End()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>A test that needs programs of Net-SNMP; skipped, and saying so, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetSnmpFactAttribute : FactAttribute
{
    public NetSnmpFactAttribute()
    {
        if (!File.Exists("/usr/sbin/snmpd") || !File.Exists("/usr/bin/snmptrap"))
            Skip = "needs the Debian packages snmpd and snmp";
    }
}
