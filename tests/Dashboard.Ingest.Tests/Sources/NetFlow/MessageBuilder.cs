using System.Buffers.Binary;

namespace Dashboard.Ingest.Tests.Sources.NetFlow;

/// <summary>Builds NetFlow v9 and IPFIX messages.</summary>
internal sealed class MessageBuilder(int version, uint sequence = 0, uint domain = 0, uint seconds = MessageBuilder.Seconds, uint uptime = 100_000)
{
    /// <summary>When messages are sent unless told otherwise: 2026-01-01 00:00 UTC.</summary>
    public const uint Seconds = 1_767_225_600;

    private readonly List<byte> _sets = [];

    /// <summary>A template of fields of IANA's elements, or with an enterprise number before the slash.</summary>
    public MessageBuilder Template(int id, params string[] fields) => Set(version == 9 ? 0 : 2, [.. Two(id), .. Two(fields.Length), .. fields.SelectMany(Field)]);

    public MessageBuilder OptionsTemplate(int id, int scope, params string[] fields) => version == 9
        ? Set(1, [.. Two(id), .. Two(scope * 4), .. Two((fields.Length - scope) * 4), .. fields.SelectMany(Field)])
        : Set(3, [.. Two(id), .. Two(fields.Length), .. Two(scope), .. fields.SelectMany(Field)]);

    public MessageBuilder Set(int id, params byte[] octets)
    {
        _sets.AddRange([.. Two(id), .. Two(octets.Length + 4), .. octets]);
        return this;
    }

    public byte[] Build() => version == 9
        ? [.. Two(9), .. Two(1), .. Four(uptime), .. Four(seconds), .. Four(sequence), .. Four(domain), .. _sets]
        : [.. Two(10), .. Two(16 + _sets.Count), .. Four(seconds), .. Four(sequence), .. Four(domain), .. _sets];

    public static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Four(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    public static byte[] Eight(ulong value)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return octets;
    }

    private static IEnumerable<byte> Field(string field)
    {
        var (element, length) = (field.Split(':')[0], int.Parse(field.Split(':')[1]));
        return element.Split('/') is [var enterprise, var own]
            ? [.. Two(int.Parse(own) | 0x8000), .. Two(length), .. Four(uint.Parse(enterprise))]
            : [.. Two(int.Parse(element)), .. Two(length)];
    }
}
