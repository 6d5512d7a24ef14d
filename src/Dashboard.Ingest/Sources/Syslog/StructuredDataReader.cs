namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Goes through the parameters of structured data (RFC 5424 section 6.3). An element without parameters counts as one without a name.</summary>
/// <param name="data">Structured data that <see cref="LengthOf"/> found sound.</param>
public ref struct StructuredDataReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;
    private bool _isWithin;

    /// <summary>The element's identifier, SD-ID.</summary>
    public ReadOnlySpan<byte> Element { get; private set; }

    /// <summary>The parameter's name; empty where the element has none.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its value as it came: a backslash may stand before a quote, a backslash and a closing bracket.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Octets of the elements that a text begins with; 0 where there is none, or one is not sound.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && text[at] == '[')
        {
            var element = ElementLength(text[at..]);
            if (element == 0)
                return 0;
            at += element;
        }
        return at;
    }

    /// <summary>Goes on to the next parameter; false where there is none.</summary>
    public bool Read()
    {
        Name = [];
        Value = [];
        while (_rest.Length > 0)
        {
            switch (_rest[0])
            {
                // Within an element it is a name that begins with a bracket, as one may (section 6.3.3).
                case (byte)'[' when !_isWithin:
                    var id = _rest[1..].IndexOfAny((byte)' ', (byte)']');
                    Element = _rest.Slice(1, id);
                    _rest = _rest[(id + 1)..];
                    if (_rest is [(byte)']', ..])
                    {
                        _rest = _rest[1..];
                        return true;
                    }
                    _isWithin = true;
                    break;
                case (byte)' ':
                    _rest = _rest[1..];
                    break;
                case (byte)']':
                    _rest = _rest[1..];
                    _isWithin = false;
                    break;
                default:
                    var equals = _rest.IndexOf((byte)'=');
                    Name = _rest[..equals];
                    var length = ValueLength(_rest[(equals + 2)..]);
                    Value = _rest.Slice(equals + 2, length);
                    _rest = _rest[(equals + 3 + length)..];
                    return true;
            }
        }
        return false;
    }

    private static int ElementLength(ReadOnlySpan<byte> text)
    {
        var at = NameLength(text[1..]) + 1;
        if (at == 1)
            return 0;
        while (at < text.Length && text[at] == ' ')
        {
            // Some leave a space before the bracket that closes the element.
            while (at < text.Length && text[at] == ' ')
                at++;
            if (at < text.Length && text[at] == ']')
                break;
            var name = NameLength(text[at..]);
            at += name;
            if (name == 0 || at + 1 >= text.Length || text[at] != '=' || text[at + 1] != '"')
                return 0;
            var value = ValueLength(text[(at + 2)..]);
            if (value < 0)
                return 0;
            at += value + 3;
        }
        return at < text.Length && text[at] == ']' ? at + 1 : 0;
    }

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && text[length] is > (byte)' ' and < 0x7f and not ((byte)'=' or (byte)']' or (byte)'"'))
            length++;
        return length;
    }

    /// <summary>Octets of a value up to the quote that ends it; less than zero where none does.</summary>
    private static int ValueLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '"')
                return at;
            at += 2;
            if (at > text.Length)
                return -1;
        }
    }
}
