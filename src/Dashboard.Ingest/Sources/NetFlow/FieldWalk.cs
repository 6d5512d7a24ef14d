using System.Buffers.Binary;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Goes from field to field where a record's width is not known beforehand.</summary>
internal static class FieldWalk
{
    /// <summary>Takes the next field, whose length stands before it in one octet, or in three from 255 on (RFC 7011 section 7), where the template leaves it open.</summary>
    public static bool TryTake(ReadOnlySpan<byte> set, ref int at, FieldSpecifier field, out ReadOnlySpan<byte> value)
    {
        value = default;
        int length = field.Length;
        if (field.IsVariable)
        {
            if (at >= set.Length)
                return false;
            length = set[at++];
            if (length == 255)
            {
                if (set.Length - at < 2)
                    return false;
                length = BinaryPrimitives.ReadUInt16BigEndian(set[at..]);
                at += 2;
            }
        }
        if (length > set.Length - at)
            return false;
        value = set.Slice(at, length);
        at += length;
        return true;
    }
}
