using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>
/// A database of addresses in the MaxMind DB format (MaxMind DB File Format Specification 2.0), in memory and immutable.
/// A look-up allocates nothing and reads within the file only, whatever the file says. Safe from any thread.
/// </summary>
internal sealed class MmdbFile
{
    private const int MaxMetadataBytes = 128 * 1024;
    private const int Separator = 16;
    private const int V4Prefix = 96;
    private const int TableBits = 16;

    private static readonly byte[] Marker = [0xab, 0xcd, 0xef, .. "MaxMind.com"u8];

    private readonly byte[] _octets;
    private readonly uint _nodes;
    private readonly int _recordBits;
    private readonly int _treeBytes;
    private readonly int _dataEnd;
    private readonly bool _hasV6;
    private readonly uint _v4Root;
    private readonly uint[] _v4Table = new uint[1 << TableBits];

    private MmdbFile(byte[] octets, uint nodes, int recordBits, int dataEnd, bool hasV6, string type, DateTimeOffset built)
    {
        (_octets, _nodes, _recordBits, _dataEnd, _hasV6, Type, Built) = (octets, nodes, recordBits, dataEnd, hasV6, type, built);
        _treeBytes = (int)((long)nodes * recordBits / 4);
        // Addresses of version 4 lie below ::/96.
        for (var bit = 0; hasV6 && bit < V4Prefix && _v4Root < nodes; bit++)
            _v4Root = Record(_v4Root, 0);
        for (uint prefix = 0; prefix < _v4Table.Length; prefix++)
            _v4Table[prefix] = Walk(_v4Root, (ulong)prefix << (64 - TableBits), TableBits);
    }

    /// <summary>What it says that it is: <c>GeoLite2-Country</c>.</summary>
    public string Type { get; }

    /// <summary>When it was built.</summary>
    public DateTimeOffset Built { get; }

    /// <summary>Octets of the file.</summary>
    public int Bytes => _octets.Length;

    private ReadOnlySpan<byte> Data => _octets.AsSpan(_treeBytes + Separator, _dataEnd - _treeBytes - Separator);

    /// <summary>Reads a file.</summary>
    /// <param name="octets">The file, which must not be written to any more.</param>
    /// <param name="problem">What is wrong with it, as the rest of a sentence that begins with the file; null where nothing is.</param>
    public static MmdbFile? Read(byte[] octets, out string? problem)
    {
        var tail = octets.AsSpan(Math.Max(0, octets.Length - MaxMetadataBytes));
        var found = tail.LastIndexOf(Marker);
        if (found < 0)
        {
            problem = "is no MaxMind DB, or is not whole: its metadata is missing";
            return null;
        }
        var metadata = MmdbValue.At(tail[(found + Marker.Length)..], 0);
        var (nodes, bits, version, major) = (metadata["node_count"u8].Number, metadata["record_size"u8].Number, metadata["ip_version"u8].Number, metadata["binary_format_major_version"u8].Number);
        problem = major is not 2 ? $"has version {major?.ToString() ?? "?"} of the format, and version 2 is understood"
            : bits is not (24 or 28 or 32) ? $"has records of {bits?.ToString() ?? "?"} bits, and there are 24, 28 and 32"
            : version is not (4 or 6) ? $"is for IP version {version?.ToString() ?? "?"}, and there are 4 and 6"
            : nodes is not > 0 || nodes > uint.MaxValue || (nodes.Value * bits.Value / 4) + Separator > (ulong)(octets.Length - tail.Length + found) ? "is not whole: its search tree is larger than the file"
            : null;
        if (problem is not null)
            return null;
        var built = Math.Min(metadata["build_epoch"u8].Number ?? 0, (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return new MmdbFile(octets, (uint)nodes!.Value, (int)bits!.Value, octets.Length - tail.Length + found, version == 6, metadata["database_type"u8].Text, DateTimeOffset.FromUnixTimeSeconds((long)built));
    }

    /// <summary>Where the record of an address lies in the data section; null where there is none.</summary>
    public uint? Find(NetworkAddress address)
    {
        uint record;
        if (address.IsV4)
            record = _v4Table[address.V4 >> (32 - TableBits)] is var node && node < _nodes ? Walk(node, (ulong)address.V4 << (32 + TableBits), 32 - TableBits) : node;
        else if (!_hasV6)
            return null;
        else
            record = Walk(0, address.High, 64) is var middle && middle < _nodes ? Walk(middle, address.Low, 64) : middle;
        return record > _nodes && record - _nodes >= Separator ? record - _nodes - Separator : null;
    }

    /// <summary>The value at a place of the data section.</summary>
    public MmdbValue At(uint offset) => MmdbValue.At(Data, offset);

    /// <summary>Goes from a node as many bits down as there are, or until it ends.</summary>
    private uint Walk(uint node, ulong bits, int count)
    {
        for (; count > 0 && node < _nodes; count--)
        {
            node = Record(node, (int)(bits >> 63));
            bits <<= 1;
        }
        return node;
    }

    private uint Record(uint node, int side)
    {
        // The tree is as large as the file says, which was checked; products of uint and at most 8 stay below it.
        if (_recordBits == 24)
        {
            var at = (int)(node * 6) + (side * 3);
            return ((uint)_octets[at] << 16) | ((uint)_octets[at + 1] << 8) | _octets[at + 2];
        }
        if (_recordBits == 32)
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_octets.AsSpan((int)(node * 8) + (side * 4)));
        var start = (int)(node * 7);
        var middle = (uint)_octets[start + 3];
        return side == 0
            ? ((middle & 0xf0) << 20) | ((uint)_octets[start] << 16) | ((uint)_octets[start + 1] << 8) | _octets[start + 2]
            : ((middle & 0x0f) << 24) | ((uint)_octets[start + 4] << 16) | ((uint)_octets[start + 5] << 8) | _octets[start + 6];
    }
}
