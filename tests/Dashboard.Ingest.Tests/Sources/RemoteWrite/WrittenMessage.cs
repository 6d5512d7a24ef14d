using System.Text;

namespace Dashboard.Ingest.Tests.Sources.RemoteWrite;

/// <summary>Writes what a remote-write sender would: a Protocol Buffers message, packed as one Snappy literal after another.</summary>
internal static class WrittenMessage
{
    public static byte[] Text(int field, string text) => Chunk(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Chunk(int field, params byte[][] parts) =>
        [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)parts.Sum(p => p.Length)), .. parts.SelectMany(p => p)];

    public static byte[] Number(int field, ulong number) => [.. Varint((ulong)(field << 3)), .. Varint(number)];

    public static byte[] Sample(double value, long timestamp) =>
        Chunk(2, [(1 << 3) | 1, .. BitConverter.GetBytes(value)], Number(2, (ulong)timestamp));

    /// <summary>An exemplar, whose labels are written as its version has them.</summary>
    public static byte[] Exemplar(int field, byte[] labels, double value, long timestamp) =>
        Chunk(field, labels, [(2 << 3) | 1, .. BitConverter.GetBytes(value)], Number(3, (ulong)timestamp));

    public static byte[] Label(string name, string value) => Chunk(1, Text(1, name), Text(2, value));

    public static byte[] Varint(ulong number)
    {
        List<byte> octets = [];
        for (; number >= 0x80; number >>= 7)
            octets.Add((byte)(number | 0x80));
        return [.. octets, (byte)number];
    }

    public static byte[] Packed(params byte[][] parts)
    {
        byte[] plain = [.. parts.SelectMany(p => p)];
        return [.. Varint((ulong)plain.Length), .. plain.Chunk(60).SelectMany(c => c.Prepend((byte)((c.Length - 1) << 2)))];
    }
}
