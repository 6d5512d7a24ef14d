using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Demo;

/// <summary>What the clusters' routers tell of their interfaces, as SNMP traps of version 2c (RFC 3416, RFC 2863). Used by one thread at a time.</summary>
public sealed class DemoTraps : IDisposable
{
    private static readonly ObjectIdentifier UpTime = ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0");
    private static readonly ObjectIdentifier TrapOid = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.4.1.0");
    private static readonly ObjectIdentifier LinkDown = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.5.3");
    private static readonly ObjectIdentifier LinkUp = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.5.4");

    private readonly SimulatedNetwork _network;
    private readonly Socket[] _sockets;
    private readonly byte[] _datagram = new byte[500];
    private int _requestId;

    public DemoTraps(SimulatedNetwork network) => (_network, _sockets) = (network, [.. network.Clusters.Select(static (_, i) => DemoRouter.Open(i))]);

    /// <summary>A trap as it is sent; good until the next.</summary>
    public ReadOnlySpan<byte> Write(SimulatedTrap trap)
    {
        var writer = new BerWriter(_datagram);
        var end = writer.Position;
        // From the last binding to the first, as the writer has it.
        writer.Value((byte)SnmpType.OctetString, Encoding.ASCII.GetBytes(trap.Port));
        Name(ref writer, end, Column("1.3.6.1.2.1.31.1.1.1.1", trap));
        Number(ref writer, trap.IsUp ? 1 : 2, Column("1.3.6.1.2.1.2.2.1.8", trap));
        Number(ref writer, 1, Column("1.3.6.1.2.1.2.2.1.7", trap));
        Number(ref writer, trap.PortIndex, Column("1.3.6.1.2.1.2.2.1.1", trap));
        var binding = writer.Position;
        writer.Value((byte)SnmpType.ObjectIdentifier, (trap.IsUp ? LinkUp : LinkDown).Octets);
        Name(ref writer, binding, TrapOid);
        binding = writer.Position;
        // The router started at midnight; hundredths of a second.
        writer.Unsigned((ulong)(trap.Time % 86_400_000 / 10), (byte)SnmpType.TimeTicks);
        Name(ref writer, binding, UpTime);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.TrapV2, ++_requestId);
        SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
        return writer.Written;
    }

    /// <summary>Sends a trap.</summary>
    /// <exception cref="SocketException">It cannot be sent.</exception>
    public void Send(IPEndPoint to, SimulatedTrap trap) => _sockets[_network.Clusters.Index().First(c => c.Item == trap.Cluster).Index].SendTo(Write(trap), to);

    public void Dispose() => Array.ForEach(_sockets, static s => s.Dispose());

    private static ObjectIdentifier Column(string name, SimulatedTrap trap) => ObjectIdentifier.Parse($"{name}.{trap.PortIndex}");

    private static void Number(ref BerWriter writer, int value, ObjectIdentifier name)
    {
        var end = writer.Position;
        writer.Integer(value);
        Name(ref writer, end, name);
    }

    private static void Name(ref BerWriter writer, int end, ObjectIdentifier name)
    {
        writer.Value((byte)SnmpType.ObjectIdentifier, name.Octets);
        writer.Header(BerReader.SequenceTag, end);
    }
}
