using System.Net;
using System.Net.Sockets;
using Dashboard.Ingest.Tests.Sources.Snmp;

namespace Dashboard.Benchmarks.Sources;

/// <summary>Simulated devices in a process of their own, each at an address of the loopback, <c>127.1.x.y</c>.</summary>
internal static class SnmpAgents
{
    public const string Command = "snmp-agents";

    /// <summary>The port that every device listens on.</summary>
    public const int Port = 21_161;

    /// <summary>The address of a device.</summary>
    public static IPAddress AddressOf(int device) => new([127, 1, (byte)(device / 250), (byte)((device % 250) + 1)]);

    /// <summary>Answers until the input ends. The first device has ten times as many interfaces, for the walk of one table.</summary>
    public static async Task Run(int devices, int interfaces)
    {
        var agent = SimulatedAgent.WithInterfaces(interfaces);
        var large = SimulatedAgent.WithInterfaces(interfaces * 10);
        agent.MaxAnswer = large.MaxAnswer = 1400;
        var gate = new Lock();
        var answers = Enumerable.Range(0, devices + 1).Select(i => Answer(i == devices ? large : agent, AddressOf(i), gate)).ToArray();
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync();
        GC.KeepAlive(answers);
    }

    private static async Task Answer(SimulatedAgent agent, IPAddress address, Lock gate)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, Port));
        var (request, answer, sender) = (new byte[2000], new byte[65_535], new SocketAddress(AddressFamily.InterNetwork));
        while (true)
        {
            var length = await socket.ReceiveFromAsync(request, SocketFlags.None, sender);
            int at, count;
            lock (gate)
            {
                var octets = agent.Answer(request.AsSpan(0, length), answer);
                (count, at) = (octets.Length, answer.Length - octets.Length);
            }
            socket.SendTo(answer.AsSpan(at, count), SocketFlags.None, sender);
        }
    }
}
