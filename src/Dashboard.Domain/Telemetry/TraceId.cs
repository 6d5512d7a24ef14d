using System.Buffers.Binary;
using System.Globalization;

namespace Dashboard.Domain.Telemetry;

/// <summary>The id of a trace: 16 octets (W3C Trace Context section 3.2.2.3). Zipkin's and Jaeger's short ids have zeros before them.</summary>
/// <param name="High">Its first eight octets.</param>
/// <param name="Low">Its last eight octets.</param>
public readonly record struct TraceId(ulong High, ulong Low)
{
    /// <summary>Octets of an id.</summary>
    public const int Size = 16;

    /// <summary>Whether it is no id: one of zeros is not valid.</summary>
    public bool IsEmpty => (High | Low) == 0;

    /// <summary>The id in octets as they come from the wire; none where there are not <see cref="Size"/>.</summary>
    public static TraceId From(ReadOnlySpan<byte> octets) =>
        octets.Length != Size ? default : new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <summary>Reads 1 to 32 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceId id)
    {
        id = default;
        if (text.Length is 0 or > 2 * Size)
            return false;
        var split = Math.Max(0, text.Length - 16);
        ulong high = 0;
        if ((split > 0 && !ulong.TryParse(text[..split], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out high))
            || !ulong.TryParse(text[split..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
            return false;
        id = new TraceId(high, low);
        return true;
    }

    /// <summary>Writes its octets as they go over the wire.</summary>
    public void CopyTo(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64BigEndian(into, High);
        BinaryPrimitives.WriteUInt64BigEndian(into[8..], Low);
    }

    /// <summary>Its 32 hexadecimal digits; empty where it is none.</summary>
    public override string ToString() => IsEmpty ? "" : $"{High:x16}{Low:x16}";
}
