using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>The name of an object in a MIB: at most 128 numbers (RFC 2578 section 3.5), kept as BER has them.</summary>
public sealed class ObjectIdentifier : IEquatable<ObjectIdentifier>
{
    /// <summary>Numbers that a name has at most.</summary>
    public const int MaxNumbers = 128;

    /// <summary>Octets that a name takes at most.</summary>
    public const int MaxOctets = MaxNumbers * 5;

    private readonly byte[] _octets;

    private ObjectIdentifier(byte[] octets) => _octets = octets;

    /// <summary>The contents octets of the name in BER.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>A name from its usual text, <c>1.3.6.1.2.1.1.3.0</c>; a dot before it is passed over.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ObjectIdentifier Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not an object identifier: numbers with dots between them are, such as 1.3.6.1.2.1.1.3.0.");

    /// <summary>A name from its usual text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ObjectIdentifier? name)
    {
        name = null;
        var numbers = new List<uint>(); // bound: MaxNumbers
        foreach (var part in (text ?? "").TrimStart('.').Split('.'))
        {
            if (numbers.Count == MaxNumbers || !uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return false;
            numbers.Add(number);
        }
        if (numbers.Count < 2 || numbers[0] > 2 || (numbers[0] < 2 && numbers[1] > 39) || numbers[1] > uint.MaxValue - 80)
            return false;
        Span<byte> octets = stackalloc byte[MaxOctets];
        var length = Append(octets, (numbers[0] * 40) + numbers[1]);
        foreach (var number in numbers.Skip(2))
            length += Append(octets[length..], number);
        name = new ObjectIdentifier(octets[..length].ToArray());
        return true;
    }

    /// <summary>A name from its contents octets; null where they are none.</summary>
    public static ObjectIdentifier? From(ReadOnlySpan<byte> octets) => IsValid(octets) ? new ObjectIdentifier(octets.ToArray()) : null;

    /// <summary>Whether octets are a name: whole numbers of at most 32 bits, no more than <see cref="MaxNumbers"/>.</summary>
    public static bool IsValid(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty || octets.Length > MaxOctets || octets[^1] >= 0x80)
            return false;
        var (size, numbers) = (0, 1);
        foreach (var octet in octets)
        {
            if (size == 0 && octet == 0x80)
                return false;
            if (++size == 5 && octet >= 0x80)
                return false;
            if (octet >= 0x80)
                continue;
            size = 0;
            numbers++;
        }
        return numbers <= MaxNumbers;
    }

    /// <summary>Compares two valid names number by number: negative, 0 or positive.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var at = left.CommonPrefixLength(right);
        if (at == left.Length || at == right.Length)
            return left.Length - right.Length;
        while (at > 0 && left[at - 1] >= 0x80)
            at--;
        var (leftSize, rightSize) = (NumberSize(left[at..]), NumberSize(right[at..]));
        return leftSize != rightSize ? leftSize - rightSize : left.Slice(at, leftSize).SequenceCompareTo(right.Slice(at, rightSize));
    }

    /// <summary>Reads the next of the numbers after the first two, which share one place in BER. False at the end, and where there is none of 32 bits.</summary>
    public static bool TryNumber(ref ReadOnlySpan<byte> octets, out uint number)
    {
        number = 0;
        ulong value = 0;
        for (var i = 0; i < octets.Length && i < 5; i++)
        {
            value = (value << 7) | (uint)(octets[i] & 0x7f);
            if (octets[i] >= 0x80)
                continue;
            if (value > uint.MaxValue)
                return false;
            number = (uint)value;
            octets = octets[(i + 1)..];
            return true;
        }
        return false;
    }

    /// <summary>Writes a number as BER has it; returns its octets, at most five.</summary>
    public static int Append(Span<byte> octets, uint number)
    {
        var size = number < 1u << 7 ? 1 : number < 1u << 14 ? 2 : number < 1u << 21 ? 3 : number < 1u << 28 ? 4 : 5;
        for (var i = size - 1; i >= 0; i--, number >>= 7)
            octets[i] = (byte)((number & 0x7f) | (i == size - 1 ? 0u : 0x80u));
        return size;
    }

    /// <summary>A name's usual text; of octets that are no name, as far as they go.</summary>
    public static string TextOf(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder();
        if (TryNumber(ref octets, out var first))
        {
            var root = Math.Min(first / 40, 2);
            text.Append(root).Append('.').Append(first - (root * 40));
        }
        while (TryNumber(ref octets, out var number))
            text.Append('.').Append(number);
        return text.ToString();
    }

    public bool Equals(ObjectIdentifier? other) => other is not null && _octets.AsSpan().SequenceEqual(other._octets);

    public override bool Equals(object? obj) => Equals(obj as ObjectIdentifier);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_octets);
        return hash.ToHashCode();
    }

    public override string ToString() => TextOf(_octets);

    private static int NumberSize(ReadOnlySpan<byte> octets)
    {
        var size = 1;
        while (size < octets.Length && octets[size - 1] >= 0x80)
            size++;
        return size;
    }
}
