namespace Dashboard.Ingest.Wire;

/// <summary>What stands between an angle bracket and its other one.</summary>
internal enum XmlTagKind
{
    Start,
    End,
    Empty,
    Instruction,
    Comment,
    CharacterData,
    DocumentType,
}

/// <summary>One piece of markup of an XML document (W3C XML 1.0) as it lies in a buffer. Nothing is allocated; entities are not looked at until text is made of octets.</summary>
internal readonly ref struct XmlTag
{
    private readonly ReadOnlySpan<byte> _attributes;

    private XmlTag(XmlTagKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rest)
    {
        Kind = kind;
        Name = name;
        _attributes = rest;
    }

    public XmlTagKind Kind { get; }

    /// <summary>The name without its prefix; of an instruction its target.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What an instruction, a comment or character data hold.</summary>
    public ReadOnlySpan<byte> Content => _attributes;

    /// <summary>How many octets the markup has that a text begins with; 0 where its end is not in the text.</summary>
    /// <param name="text">The text, from the angle bracket on.</param>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] == '!')
        {
            if (text.StartsWith("<!--"u8))
                return Behind(text, 4, "-->"u8);
            if (text.StartsWith("<![CDATA["u8))
                return Behind(text, 9, "]]>"u8);
            // What it is shows with its next octets.
            return text.Length < 9 && !text.Contains((byte)'>') ? 0 : Behind(text, 2, ">"u8);
        }
        if (text[1] == '?')
            return Behind(text, 2, "?>"u8);
        // The other bracket may stand in an attribute's value too.
        for (var at = 1; ;)
        {
            var found = text[at..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (found < 0)
                return 0;
            at += found;
            if (text[at] == '>')
                return at + 1;
            var quote = text[(at + 1)..].IndexOf(text[at]);
            if (quote < 0)
                return 0;
            at += quote + 2;
        }
    }

    /// <summary>Reads markup of the length that <see cref="LengthOf"/> said.</summary>
    public static XmlTag Read(ReadOnlySpan<byte> markup)
    {
        if (markup[1] == '!')
        {
            return markup.StartsWith("<!--"u8) ? new(XmlTagKind.Comment, default, markup[4..^3])
                : markup.StartsWith("<![CDATA["u8) ? new(XmlTagKind.CharacterData, default, markup[9..^3])
                : new(XmlTagKind.DocumentType, default, markup[2..^1]);
        }
        var isInstruction = markup[1] == '?';
        var isEnd = markup[1] == '/';
        var isEmpty = !isInstruction && !isEnd && markup[^2] == '/';
        var inner = isInstruction ? markup[2..^2] : isEnd ? markup[2..^1] : isEmpty ? markup[1..^2] : markup[1..^1];
        var end = inner.IndexOfAny(" \t\r\n"u8);
        var name = end < 0 ? inner : inner[..end];
        var rest = end < 0 ? default : inner[end..];
        return new(isInstruction ? XmlTagKind.Instruction : isEnd ? XmlTagKind.End : isEmpty ? XmlTagKind.Empty : XmlTagKind.Start, name[(name.IndexOf((byte)':') + 1)..], rest);
    }

    /// <summary>The octets of an attribute's value as they are written; none where there is no such attribute. Prefixes do not count.</summary>
    public ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> name) => TryAttribute(name, out var value) ? value : default;

    /// <summary>Whether there is an attribute of a name.</summary>
    public bool TryAttribute(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (var rest = _attributes; ;)
        {
            var sign = rest.IndexOf((byte)'=');
            if (sign < 0)
                break;
            var attribute = rest[..sign].Trim(" \t\r\n"u8);
            rest = rest[(sign + 1)..].TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
                continue;
            var end = rest[1..].IndexOf(rest[0]);
            if (end < 0)
                break;
            if (attribute[(attribute.IndexOf((byte)':') + 1)..].SequenceEqual(name))
            {
                value = rest.Slice(1, end);
                return true;
            }
            rest = rest[(end + 2)..];
        }
        value = default;
        return false;
    }

    private static int Behind(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> end) =>
        from <= text.Length && text[from..].IndexOf(end) is var found and >= 0 ? from + found + end.Length : 0;
}
