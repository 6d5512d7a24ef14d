using System.Buffers.Binary;

namespace Dashboard.Benchmarks.Flows;

/// <summary>
/// NetFlow v9 as a router sends it: 21 records of 19 fields, 58 octets each, a datagram. A thousand clients of falling
/// weight among 20,000 talk to 2,000 servers on a dozen ports; every flow has a client port of its own.
/// </summary>
internal sealed class FlowLoad
{
    public const int RecordsPerDatagram = 21;

    private const int RecordBytes = 58;
    private const int HeaderBytes = 20;
    private const uint Uptime = 3_600_000;

    // Element and length.
    private static readonly (int Element, int Length)[] Fields =
    [
        (8, 4), (12, 4), (15, 4), (10, 4), (14, 4), (2, 4), (1, 4), (22, 4), (21, 4), (7, 2), (11, 2), (4, 1), (6, 1), (5, 1), (61, 1), (16, 4), (17, 4), (58, 2), (225, 4),
    ];

    private static readonly ushort[] ServerPorts = [443, 443, 443, 443, 80, 53, 53, 22, 25, 993, 8443, 5060, 3306];

    private readonly byte[][] _datagrams;
    private uint _sequence;

    public FlowLoad(int datagrams, DateTimeOffset now)
    {
        var random = new Random(1);
        _datagrams = [.. Enumerable.Range(0, datagrams).Select(_ => Datagram(random, now))];
        Template = TemplateDatagram(now);
    }

    public byte[] Template { get; }

    public int Count => _datagrams.Length;

    /// <summary>The next datagram, numbered on.</summary>
    public byte[] Next(int index)
    {
        var datagram = _datagrams[index % _datagrams.Length];
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(12), ++_sequence);
        return datagram;
    }

    private static byte[] Header(int count, DateTimeOffset now, int octets)
    {
        var datagram = new byte[octets];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, 9);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)count);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), Uptime);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(8), (uint)now.ToUnixTimeSeconds());
        return datagram;
    }

    private static byte[] TemplateDatagram(DateTimeOffset now)
    {
        var datagram = Header(1, now, HeaderBytes + 8 + (Fields.Length * 4));
        var at = HeaderBytes;
        Write(datagram, ref at, 0, 2);
        Write(datagram, ref at, (uint)(8 + (Fields.Length * 4)), 2);
        Write(datagram, ref at, 300, 2);
        Write(datagram, ref at, (uint)Fields.Length, 2);
        foreach (var (element, length) in Fields)
        {
            Write(datagram, ref at, (uint)element, 2);
            Write(datagram, ref at, (uint)length, 2);
        }
        return datagram;
    }

    private static byte[] Datagram(Random random, DateTimeOffset now)
    {
        var length = (4 + (RecordsPerDatagram * RecordBytes) + 3) & ~3;
        var datagram = Header(RecordsPerDatagram, now, HeaderBytes + length);
        var at = HeaderBytes;
        Write(datagram, ref at, 300, 2);
        Write(datagram, ref at, (uint)length, 2);
        for (var i = 0; i < RecordsPerDatagram; i++)
        {
            var client = random.Next(2) == 0 ? (uint)(1000 * Math.Pow(random.NextDouble(), 3)) : (uint)random.Next(20_000);
            var server = (uint)(2000 * Math.Pow(random.NextDouble(), 2));
            var isUpload = random.Next(2) == 0;
            var (source, destination) = (0x0a000000 + client, 0xc6120000 + server);
            var (sourcePort, destinationPort) = ((uint)random.Next(32768, 61000), (uint)ServerPorts[random.Next(ServerPorts.Length)]);
            if (!isUpload)
                (source, destination, sourcePort, destinationPort) = (destination, source, destinationPort, sourcePort);
            var packets = (uint)random.Next(1, 200);
            uint[] values =
            [
                source, destination, 0x0a0a0a01, (uint)random.Next(1, 49), (uint)random.Next(1, 49), packets, packets * (uint)random.Next(60, 1400), Uptime - 20_000, Uptime - (uint)random.Next(15_000),
                sourcePort, destinationPort, 6, 0x1b, (uint)(random.Next(4) == 0 ? 184 : 0), 0, (uint)(64500 + (client % 50)), (uint)(13000 + (server % 400)), (uint)random.Next(1, 20), 0,
            ];
            for (var field = 0; field < Fields.Length; field++)
                Write(datagram, ref at, values[field], Fields[field].Length);
        }
        return datagram;
    }

    private static void Write(byte[] into, ref int at, uint value, int octets)
    {
        for (var i = octets - 1; i >= 0; i--)
            into[at++] = (byte)(value >> (8 * i));
    }
}
