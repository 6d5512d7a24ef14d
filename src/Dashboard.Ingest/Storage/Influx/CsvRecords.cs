using System.Text;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>Takes CSV (RFC 4180) apart, record by record, in a buffer that is used again.</summary>
internal sealed class CsvRecords
{
    /// <summary>Octets that a record may have.</summary>
    public const int MaxRecordBytes = 1 << 20;

    private readonly List<(int Start, int Length, bool IsQuoted)> _fields = []; // bound: MaxRecordBytes
    private byte[] _text = new byte[64 * 1024]; // bound: MaxRecordBytes
    private int _start;

    /// <summary>Fields of the record.</summary>
    public int Count => _fields.Count;

    /// <summary>A field without its quotation marks; those doubled within it are still double.</summary>
    public ReadOnlySpan<byte> this[int field] => _text.AsSpan(_start + _fields[field].Start, _fields[field].Length);

    public string Text(int field)
    {
        var text = Encoding.UTF8.GetString(this[field]);
        return _fields[field].IsQuoted ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>Reads to the end, and calls once a record; an empty line is a record with one empty field.</summary>
    /// <exception cref="InvalidDataException">A record is too long, or no CSV.</exception>
    public async Task Read(Stream body, Action take, CancellationToken cancellationToken)
    {
        var filled = 0;
        for (var isLast = false; !isLast;)
        {
            var read = await body.ReadAsync(_text.AsMemory(filled), cancellationToken);
            isLast = read == 0;
            filled += read;
            _start = 0;
            while (_start < filled && Split(_text.AsSpan(_start, filled - _start), isLast) is var length and > 0)
            {
                take();
                _start += length;
            }
            _text.AsSpan(_start, filled - _start).CopyTo(_text);
            filled -= _start;
            if (filled < _text.Length)
                continue;
            if (filled >= MaxRecordBytes)
                throw new InvalidDataException($"a record has more than {MaxRecordBytes} octets");
            Array.Resize(ref _text, filled * 2);
        }
    }

    /// <summary>Splits the first record; returns its octets with the line break, 0 where it does not end within the text.</summary>
    private int Split(ReadOnlySpan<byte> text, bool isLast)
    {
        _fields.Clear();
        var at = 0;
        while (true)
        {
            var isQuoted = at < text.Length && text[at] == '"';
            var start = isQuoted ? at + 1 : at;
            if (isQuoted)
            {
                at++;
                while (true)
                {
                    var quote = text[at..].IndexOf((byte)'"');
                    if (quote < 0)
                        return isLast ? throw new InvalidDataException("a quoted field does not end") : 0;
                    at += quote + 1;
                    // A mark at the very end may be the first of two.
                    if (at == text.Length && !isLast)
                        return 0;
                    if (at == text.Length || text[at] != '"')
                        break;
                    at++;
                }
                _fields.Add((start, at - 1 - start, true));
            }
            else
            {
                var end = text[at..].IndexOfAny((byte)',', (byte)'\n');
                if (end < 0 && !isLast)
                    return 0;
                at = end < 0 ? text.Length : at + end;
                var isCut = at > start && text[at - 1] == '\r' && (at == text.Length || text[at] == '\n');
                _fields.Add((start, at - start - (isCut ? 1 : 0), false));
            }
            if (isQuoted && at < text.Length && text[at] == '\r')
                at++;
            if (at == text.Length)
                return isLast ? at : 0;
            if (text[at] == '\n')
                return at + 1;
            if (text[at] != ',')
                throw new InvalidDataException("something stands behind a quoted field");
            at++;
        }
    }
}
