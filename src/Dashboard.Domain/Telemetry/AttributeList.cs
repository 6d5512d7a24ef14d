using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Dashboard.Domain.Telemetry;

/// <summary>
/// Names and values in one string: each name and each value is its length in one character, and then itself. A line of
/// log or a span with ten attributes holds one object for them and not twenty. Names may come more than once, as in RFC 5424
/// section 6.3.3.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttributeList
{
    /// <summary>Characters that a name or a value may have; longer ones are cut.</summary>
    public const int MaxLength = char.MaxValue;

    private readonly string? _packed;

    private AttributeList(string packed) => _packed = packed;

    public static AttributeList None => default;

    public bool IsEmpty => string.IsNullOrEmpty(_packed);

    /// <summary>Characters that it takes.</summary>
    public int Length => _packed?.Length ?? 0;

    /// <summary>The value of the first attribute with a name; null where there is none.</summary>
    public string? Get(ReadOnlySpan<char> name)
    {
        foreach (var attribute in this)
        {
            if (attribute.Name.SequenceEqual(name))
                return attribute.Value.ToString();
        }
        return null;
    }

    public Enumerator GetEnumerator() => new(_packed);

    /// <summary>The attributes as people write them: <c>iut="3" eventSource="App"</c>.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        foreach (var attribute in this)
            text.Append(text.Length == 0 ? "" : " ").Append(attribute.Name).Append("=\"").Append(attribute.Value).Append('"');
        return text.ToString();
    }

    /// <summary>One attribute, valid for as long as the record is.</summary>
    public readonly ref struct Attribute(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        public ReadOnlySpan<char> Name { get; } = name;

        public ReadOnlySpan<char> Value { get; } = value;
    }

    /// <summary>Goes from one attribute to the next.</summary>
    public ref struct Enumerator(ReadOnlySpan<char> packed)
    {
        private ReadOnlySpan<char> _rest = packed;

        public Attribute Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var name = Take();
            Current = new Attribute(name, Take());
            return true;
        }

        private ReadOnlySpan<char> Take()
        {
            var piece = _rest.Slice(1, _rest[0]);
            _rest = _rest[(1 + piece.Length)..];
            return piece;
        }
    }

    /// <summary>Puts attributes together; may be used again for the next record. Used by one thread at a time.</summary>
    public sealed class Builder
    {
        private readonly ArrayBufferWriter<char> _packed = new(256); // bound: what one record says

        public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            Put(name);
            Put(value);
        }

        /// <summary>Adds a name and a value in UTF-8, without a string between; what is not well-formed becomes U+FFFD.</summary>
        public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            Put(name);
            Put(value);
        }

        /// <summary>What was added since the last time.</summary>
        public AttributeList Build()
        {
            var attributes = _packed.WrittenCount == 0 ? None : new AttributeList(_packed.WrittenSpan.ToString());
            _packed.ResetWrittenCount();
            return attributes;
        }

        private void Put(ReadOnlySpan<char> piece)
        {
            piece = piece[..Math.Min(piece.Length, MaxLength)];
            var into = _packed.GetSpan(piece.Length + 1);
            into[0] = (char)piece.Length;
            piece.CopyTo(into[1..]);
            _packed.Advance(piece.Length + 1);
        }

        private void Put(ReadOnlySpan<byte> utf8)
        {
            // No octet becomes more than one character.
            var into = _packed.GetSpan(utf8.Length + 1);
            Utf8.ToUtf16(utf8, into[1..], out _, out var length);
            length = Math.Min(length, MaxLength);
            into[0] = (char)length;
            _packed.Advance(length + 1);
        }
    }
}
