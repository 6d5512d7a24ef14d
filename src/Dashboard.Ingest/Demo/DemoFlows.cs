using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>
/// What the clusters' routers export by NetFlow v9 (RFC 3954) over UDP. Used by one thread at a time.
/// </summary>
public sealed class DemoFlows : IDisposable
{
    private const int HeaderBytes = 20;
    private const int RecordBytes = 42;
    private const int RecordsADatagram = 24;
    private const ushort TemplateId = 256;
    private const ushort NamesId = 257;
    private const int NameBytes = 16;

    // The templates and the interfaces' names, sent again after so many datagrams, in case the first were lost.
    private const int TemplateEvery = 60;

    // Field types and lengths of RFC 3954 section 8.
    private static readonly (ushort Type, ushort Length)[] Fields =
        [(8, 4), (12, 4), (4, 1), (6, 1), (7, 2), (11, 2), (1, 8), (2, 4), (22, 4), (21, 4), (10, 4), (14, 4)];

    private readonly SimulatedNetwork _network;
    private readonly BackhaulInterface[][] _interfaces;
    private readonly Socket[] _sockets;
    private readonly uint[] _sequences;
    private readonly List<SimulatedFlow> _flows = []; // bound: the flows of a second
    private readonly byte[] _datagram = new byte[1500];

    public DemoFlows(SimulatedNetwork network)
    {
        _network = network;
        _sequences = new uint[network.Clusters.Count];
        _interfaces = [.. network.Clusters.Select(c => network.Interfaces.Where(i => i.Router == $"agg-{c}").ToArray())];
        _sockets = [.. network.Clusters.Select(static (_, i) => DemoRouter.Open(i))];
    }

    /// <summary>Exports the flows of a second.</summary>
    /// <param name="to">Where NetFlow is listened for.</param>
    /// <param name="moment">The network, which may have been a little before.</param>
    /// <param name="second">Seconds since 1970-01-01 UTC.</param>
    /// <returns>Datagrams that were sent.</returns>
    /// <exception cref="SocketException">They cannot be sent.</exception>
    public int Send(IPEndPoint to, NetworkMoment moment, long second)
    {
        var datagrams = 0;
        for (var cluster = 0; cluster < _sockets.Length; cluster++)
        {
            var down = moment.TrafficOf(_interfaces[cluster].First(static i => i.IsUplink)).Received;
            _flows.Clear();
            SimulatedFlow.Add(_network, cluster, second, down, _flows);
            for (var at = 0; at < _flows.Count; at += RecordsADatagram)
            {
                var length = Write(cluster, _flows.GetRange(at, Math.Min(RecordsADatagram, _flows.Count - at)), second);
                _sockets[cluster].SendTo(_datagram.AsSpan(0, length), to);
                datagrams++;
            }
        }
        return datagrams;
    }

    public void Dispose() => Array.ForEach(_sockets, static s => s.Dispose());

    private int Write(int cluster, List<SimulatedFlow> flows, long second)
    {
        // The router started at midnight.
        var uptime = (uint)(second % 86_400 * 1000);
        var withTemplate = _sequences[cluster] % TemplateEvery == 0;
        BinaryPrimitives.WriteUInt16BigEndian(_datagram, 9);
        BinaryPrimitives.WriteUInt16BigEndian(_datagram.AsSpan(2), (ushort)(flows.Count + (withTemplate ? 2 + _interfaces[cluster].Length : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(4), uptime);
        BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(8), (uint)second);
        BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(12), _sequences[cluster]++);
        BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(16), (uint)cluster);
        var at = HeaderBytes;
        if (withTemplate)
            at = WriteNames(WriteTemplate(at), _interfaces[cluster]);
        var set = at;
        at += 4;
        foreach (var flow in flows)
            at = WriteRecord(at, flow, uptime);
        // Sets end on a boundary of four octets.
        for (; (at - set) % 4 != 0; at++)
            _datagram[at] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(_datagram.AsSpan(set), TemplateId);
        BinaryPrimitives.WriteUInt16BigEndian(_datagram.AsSpan(set + 2), (ushort)(at - set));
        return at;
    }

    private int WriteTemplate(int at)
    {
        at = WriteWords(at, [0, (ushort)(8 + (4 * Fields.Length)), TemplateId, (ushort)Fields.Length]);
        foreach (var (type, length) in Fields)
            at = WriteWords(at, [type, length]);
        return at;
    }

    // RFC 3954 section 6.1: of each interface, which is the scope, its name.
    private int WriteNames(int at, BackhaulInterface[] interfaces)
    {
        at = WriteWords(at, [1, 20, NamesId, 4, 4, 2, 4, 82, NameBytes, 0]);
        at = WriteWords(at, [NamesId, (ushort)(4 + (interfaces.Length * (4 + NameBytes)))]);
        for (var i = 0; i < interfaces.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(at), (uint)i + 1);
            _datagram.AsSpan(at + 4, NameBytes).Clear();
            Encoding.ASCII.GetBytes(interfaces[i].Name, _datagram.AsSpan(at + 4, NameBytes));
            at += 4 + NameBytes;
        }
        return at;
    }

    private int WriteWords(int at, ReadOnlySpan<ushort> words)
    {
        foreach (var word in words)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_datagram.AsSpan(at), word);
            at += 2;
        }
        return at;
    }

    private int WriteRecord(int at, SimulatedFlow flow, uint uptime)
    {
        var record = _datagram.AsSpan(at, RecordBytes);
        BinaryPrimitives.WriteUInt32BigEndian(record, flow.Source);
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], flow.Destination);
        record[8] = flow.Protocol;
        // A conversation that is over: SYN, ACK, PSH and FIN.
        record[9] = (byte)(flow.Protocol == 6 ? 0x1b : 0);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], flow.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(record[12..], flow.DestinationPort);
        BinaryPrimitives.WriteUInt64BigEndian(record[14..], flow.Octets);
        BinaryPrimitives.WriteUInt32BigEndian(record[22..], flow.Packets);
        BinaryPrimitives.WriteUInt32BigEndian(record[26..], uptime - Math.Min(uptime, flow.Milliseconds));
        BinaryPrimitives.WriteUInt32BigEndian(record[30..], uptime);
        // The first interface leads to the core, the others to the chains, on which users are spread by their addresses.
        var chain = 2 + ((flow.IsDown ? flow.Destination : flow.Source) & 1);
        BinaryPrimitives.WriteUInt32BigEndian(record[34..], flow.IsDown ? 1 : chain);
        BinaryPrimitives.WriteUInt32BigEndian(record[38..], flow.IsDown ? chain : 1);
        return at + RecordBytes;
    }
}
