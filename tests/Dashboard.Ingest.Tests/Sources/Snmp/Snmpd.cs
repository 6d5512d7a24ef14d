using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>Net-SNMP's agent, started for a test.</summary>
internal sealed class Snmpd : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snmpd");
    private readonly Process _process;

    /// <param name="configuration">Lines of snmpd.conf besides the community <c>public</c>.</param>
    public Snmpd(string configuration = "")
    {
        Port = FreeUdpPort();
        var file = Path.Combine(_folder.FullName, "snmpd.conf");
        File.WriteAllText(file, $"agentAddress udp:127.0.0.1:{Port}\nrocommunity public 127.0.0.1\nsysName agent.test\nsysLocation rack 7\nsysContact noc@test\n{configuration}\n");
        _process = Process.Start(new ProcessStartInfo("snmpd", ["-f", "-Lf", Path.Combine(_folder.FullName, "log"), "-C", "-c", file, "-p", Path.Combine(_folder.FullName, "pid"), $"--persistentDir={_folder.FullName}"]))!;
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

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
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
