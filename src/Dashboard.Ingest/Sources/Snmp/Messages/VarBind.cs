using System.Globalization;
using System.Net;

namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>A name and its value, where they lie in a message (RFC 3416 section 2.2).</summary>
public readonly ref struct VarBind(ReadOnlySpan<byte> name, SnmpType type, ReadOnlySpan<byte> content)
{
    /// <summary>The name's contents octets, valid by <see cref="ObjectIdentifier.IsValid"/>.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    public SnmpType Type { get; } = type;

    /// <summary>The value's contents octets.</summary>
    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>Whether there is a value, and not the word that there is none.</summary>
    public bool HasValue => Type is not (SnmpType.NoSuchObject or SnmpType.NoSuchInstance or SnmpType.EndOfMibView or SnmpType.Null);

    /// <summary>The value of the unsigned kinds, and of integers that are not negative.</summary>
    public bool TryUnsigned(out ulong value)
    {
        value = 0;
        if (Type == SnmpType.Integer)
        {
            if (!BerReader.TryInteger(Content, out var signed) || signed < 0)
                return false;
            value = (ulong)signed;
            return true;
        }
        if (Type is not (SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64 or SnmpType.UInteger32))
            return false;
        if (!BerReader.TryUnsigned(Content, out value))
            return false;
        if (Type != SnmpType.Counter64)
            value &= uint.MaxValue;
        return true;
    }

    /// <summary>The value as a number, where it is one: the numeric kinds, opaque floats, and text that is a number.</summary>
    public bool TryNumber(out double value)
    {
        value = 0;
        switch (Type)
        {
            case SnmpType.Integer:
                var whole = BerReader.TryInteger(Content, out var signed);
                value = signed;
                return whole;
            case SnmpType.Opaque:
                return BerReader.TryOpaqueNumber(Content, out value);
            case SnmpType.OctetString:
                return double.TryParse(Content.Trim(" \t\0"u8), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            default:
                var isUnsigned = TryUnsigned(out var unsigned);
                value = unsigned;
                return isUnsigned;
        }
    }

    /// <summary>The value as text for people, whatever its kind.</summary>
    public string Text() => Type switch
    {
        SnmpType.OctetString => SnmpText.Of(Content),
        SnmpType.ObjectIdentifier => ObjectIdentifier.TextOf(Content),
        SnmpType.IpAddress when Content.Length is 4 or 16 => new IPAddress(Content).ToString(),
        _ when TryNumber(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ when !HasValue => "",
        _ => SnmpText.Hex(Content),
    };
}

/// <summary>Reads the bindings of a message one by one.</summary>
public ref struct VarBindReader(ReadOnlySpan<byte> bindings)
{
    private BerReader _reader = new(bindings);

    /// <summary>Why reading stopped before the end; null where it did not.</summary>
    public string? Complaint { get; private set; }

    public bool TryRead(out VarBind binding)
    {
        binding = default;
        if (_reader.IsEmpty)
            return false;
        if (!_reader.TryRead(BerReader.SequenceTag, out var content))
            return Stop("a binding is cut off or no sequence");
        var inner = new BerReader(content);
        if (!inner.TryRead(BerReader.ObjectIdentifierTag, out var name) || !ObjectIdentifier.IsValid(name))
            return Stop("a binding has no valid object identifier");
        if (!inner.TryRead(out var tag, out var value))
            return Stop("a binding has no value, or one that is cut off");
        binding = new VarBind(name, (SnmpType)tag, value);
        return true;
    }

    private bool Stop(string complaint)
    {
        Complaint = complaint;
        return false;
    }
}
