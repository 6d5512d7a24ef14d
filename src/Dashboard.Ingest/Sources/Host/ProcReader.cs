using System.Buffers.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// Walks a text of the kernel line by line and field by field. Fields are ranges of the text, so that nothing is
/// copied. A last line without its end is not trusted, because a number in it may have lost digits.
/// </summary>
internal ref struct ProcReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;
    private int _at;
    private int _end;
    private int _line;
    private string? _complaint;

    /// <summary>What is left of the current line.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[_at.._end];

    public bool NextLine()
    {
        if (_next >= _text.Length)
            return false;
        _line++;
        var length = _text[_next..].IndexOf((byte)'\n');
        if (length < 0)
        {
            _next = _text.Length;
            Complain("is cut off");
            return false;
        }
        (_at, _end, _next) = (_next, _next + length, _next + length + 1);
        return true;
    }

    /// <summary>The next field of the line, ended by blanks.</summary>
    public bool Field(out Range field)
    {
        while (_at < _end && _text[_at] is (byte)' ' or (byte)'\t')
            _at++;
        var start = _at;
        while (_at < _end && _text[_at] is not ((byte)' ' or (byte)'\t'))
            _at++;
        field = start.._at;
        return _at > start;
    }

    /// <summary>What comes before the last <paramref name="separator"/> of the line, without blanks in front of it.</summary>
    public bool FieldBefore(byte separator, out Range field)
    {
        while (_at < _end && _text[_at] is (byte)' ' or (byte)'\t')
            _at++;
        var length = Rest.LastIndexOf(separator);
        field = _at..(_at + Math.Max(length, 0));
        _at += length + 1;
        return length > 0;
    }

    public bool Number(out ulong value)
    {
        value = 0;
        return Field(out var field) && Utf8Parser.TryParse(_text[field], out value, out var read) && read == field.End.Value - field.Start.Value;
    }

    public bool Signed(out long value)
    {
        value = 0;
        return Field(out var field) && Utf8Parser.TryParse(_text[field], out value, out var read) && read == field.End.Value - field.Start.Value;
    }

    public bool Fraction(out double value)
    {
        value = 0;
        return Field(out var field) && Utf8Parser.TryParse(_text[field], out value, out var read)
            && read == field.End.Value - field.Start.Value && double.IsFinite(value);
    }

    /// <summary>Fills <paramref name="values"/> with the numbers that follow, up to the first field that is none; returns how many there were.</summary>
    public int Numbers(scoped Span<ulong> values)
    {
        var count = 0;
        while (count < values.Length && Number(out values[count]))
            count++;
        return count;
    }

    /// <summary>Notes what is wrong with the current line; only the first such note is kept.</summary>
    public void Complain(string what) => _complaint ??= $"line {_line} {what}";

    public readonly Reading Result(int entries) =>
        new(entries, _complaint ?? (entries == 0 && _text.Length > 0 ? "holds none of the lines that were expected" : null));
}
