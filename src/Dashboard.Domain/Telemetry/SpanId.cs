using System.Buffers.Binary;
using System.Globalization;

namespace Dashboard.Domain.Telemetry;

/// <summary>The id of a span within its trace: eight octets (W3C Trace Context section 3.2.2.4).</summary>
public readonly record struct SpanId(ulong Value)
{
    /// <summary>Octets of an id.</summary>
    public const int Size = 8;

    /// <summary>Whether it is no id: one of zeros is not valid.</summary>
    public bool IsEmpty => Value == 0;

    /// <summary>The id in octets as they come from the wire; none where there are not <see cref="Size"/>.</summary>
    public static SpanId From(ReadOnlySpan<byte> octets) => octets.Length != Size ? default : new(BinaryPrimitives.ReadUInt64BigEndian(octets));

    /// <summary>Reads 1 to 16 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpanId id)
    {
        id = default;
        if (text.Length is 0 or > 2 * Size || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        id = new SpanId(value);
        return true;
    }

    /// <summary>Writes its octets as they go over the wire.</summary>
    public void CopyTo(Span<byte> into) => BinaryPrimitives.WriteUInt64BigEndian(into, Value);

    /// <summary>Its 16 hexadecimal digits; empty where it is none.</summary>
    public override string ToString() => IsEmpty ? "" : $"{Value:x16}";
}
