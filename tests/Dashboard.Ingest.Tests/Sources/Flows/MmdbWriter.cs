using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Dashboard.Ingest.Tests.Sources.Flows;

/// <summary>Writes databases in the MaxMind DB format, for tests: maps, texts, numbers and truth values, with pointers to texts that came before.</summary>
internal sealed class MmdbWriter
{
    private const int Empty = -1;

    private readonly List<(int Left, int Right)> _nodes = [(Empty, Empty)]; // bound: the test
    private readonly List<byte> _data = []; // bound: the test
    private readonly Dictionary<string, int> _texts = []; // bound: the test

    /// <summary>A database of these prefixes; longer ones after shorter ones that they lie in.</summary>
    public static byte[] Write(int recordBits, string type, params (string Prefix, object Value)[] entries)
    {
        var writer = new MmdbWriter();
        foreach (var (prefix, value) in entries)
        {
            var offset = writer._data.Count;
            writer.Add(value);
            writer.Insert(IPNetwork.Parse(prefix), offset);
        }
        List<byte> file = [.. writer.Tree(recordBits), .. new byte[16], .. writer._data, 0xab, 0xcd, 0xef, .. "MaxMind.com"u8];
        var metadata = new MmdbWriter();
        metadata.Add(new Dictionary<string, object>
        {
            ["node_count"] = (uint)writer._nodes.Count,
            ["record_size"] = (ushort)recordBits,
            ["ip_version"] = (ushort)6,
            ["database_type"] = type,
            ["languages"] = new object[] { "en" },
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = 1767225600UL,
            ["description"] = new Dictionary<string, object> { ["en"] = "test" },
        });
        file.AddRange(metadata._data);
        return [.. file];
    }

    // A record of a leaf is kept as its data offset below −1.
    private void Insert(IPNetwork prefix, int offset)
    {
        var octets = prefix.BaseAddress.GetAddressBytes();
        var isV4 = octets.Length == 4;
        octets = isV4 ? [.. new byte[12], .. octets] : octets;
        var length = prefix.PrefixLength + (isV4 ? 96 : 0);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (octets[bit / 8] >> (7 - (bit % 8))) & 1;
            var next = side == 0 ? _nodes[node].Left : _nodes[node].Right;
            if (bit == length - 1)
            {
                Set(node, side, -2 - offset);
                return;
            }
            if (next < 0)
            {
                // What was said of the whole holds for both halves.
                _nodes.Add((next, next));
                Set(node, side, _nodes.Count - 1);
                next = _nodes.Count - 1;
            }
            node = next;
        }
    }

    private void Set(int node, int side, int value) =>
        _nodes[node] = side == 0 ? (value, _nodes[node].Right) : (_nodes[node].Left, value);

    private byte[] Tree(int bits)
    {
        List<byte> tree = [];
        foreach (var (left, right) in _nodes)
        {
            var (a, b) = (Record(left), Record(right));
            tree.AddRange(bits switch
            {
                24 => [(byte)(a >> 16), (byte)(a >> 8), (byte)a, (byte)(b >> 16), (byte)(b >> 8), (byte)b],
                28 => [(byte)(a >> 16), (byte)(a >> 8), (byte)a, (byte)((a >> 24 << 4) | (b >> 24)), (byte)(b >> 16), (byte)(b >> 8), (byte)b],
                _ => (byte[])[(byte)(a >> 24), (byte)(a >> 16), (byte)(a >> 8), (byte)a, (byte)(b >> 24), (byte)(b >> 16), (byte)(b >> 8), (byte)b],
            });
        }
        return [.. tree];
    }

    private uint Record(int value) => (uint)(value == Empty ? _nodes.Count : value >= 0 ? value : _nodes.Count + 16 + (-2 - value));

    private void Add(object value)
    {
        switch (value)
        {
            case string text when _texts.TryGetValue(text, out var known) && known < 2048:
                _data.AddRange([(byte)(0x20 | (known >> 8)), (byte)known]);
                break;
            case string text:
                _texts.TryAdd(text, _data.Count);
                var octets = Encoding.UTF8.GetBytes(text);
                Head(2, octets.Length);
                _data.AddRange(octets);
                break;
            case Dictionary<string, object> map:
                Head(7, map.Count);
                foreach (var (key, entry) in map)
                {
                    Add(key);
                    Add(entry);
                }
                break;
            case object[] array:
                Head(11, array.Length);
                foreach (var entry in array)
                    Add(entry);
                break;
            case double real:
                Head(3, 8);
                var eight = new byte[8];
                BinaryPrimitives.WriteDoubleBigEndian(eight, real);
                _data.AddRange(eight);
                break;
            case bool truth:
                Head(14, truth ? 1 : 0);
                break;
            default:
                var (type, number) = value switch { ushort u => (5, u), uint u => (6, u), _ => (9, Convert.ToUInt64(value)) };
                var bytes = new byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
                var short_ = bytes.SkipWhile(b => b == 0).ToArray();
                Head(type, short_.Length);
                _data.AddRange(short_);
                break;
        }
    }

    private void Head(int type, int size)
    {
        var more = size < 29 ? [] : size < 285 ? new[] { (byte)(size - 29) } : [(byte)((size - 285) >> 8), (byte)(size - 285)];
        var low = size < 29 ? size : 28 + more.Length;
        _data.AddRange(type > 7 ? [(byte)low, (byte)(type - 7)] : [(byte)((type << 5) | low)]);
        _data.AddRange(more);
    }
}
