using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// Goes from line to line of a block: the difference of its time from the one before, its severity with three flags, its
/// writer's number, when it came, its trace and span, the lengths of its texts, and the texts with <see cref="Separator"/>
/// between them, which is no part of a word. Numbers are variable-length integers, those with a sign zigzagged. Never reads
/// past the end.
/// </summary>
internal ref struct LogLineReader(ReadOnlySpan<byte> octets)
{
    public const byte HasTrace = 0x20;
    public const byte HasMore = 0x40;
    public const byte HasReceived = 0x80;

    /// <summary>The unit separator of ASCII.</summary>
    public const byte Separator = 0x1f;

    private readonly ReadOnlySpan<byte> _octets = octets;
    private int _at;
    private int _lengths;
    private int _more;
    private long _received;
    private byte _flags;

    /// <summary>Whether there was something that cannot be, and reading ended there.</summary>
    public bool IsDamaged { get; private set; }

    public long Time { get; private set; }

    public LogSeverity Severity { get; private set; }

    /// <summary>Its writer's number.</summary>
    public int Origin { get; private set; }

    /// <summary>Its trace, 16 octets, or none.</summary>
    public ReadOnlySpan<byte> Trace { get; private set; }

    /// <summary>All that it says: its texts with separators between them.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Where among the octets <see cref="Text"/> begins.</summary>
    public int TextStart { get; private set; }

    /// <summary>The message alone.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Where among the octets <see cref="MessageId"/> begins.</summary>
    public int MessageIdStart { get; private set; }

    /// <summary>Its kind.</summary>
    public ReadOnlySpan<byte> MessageId { get; private set; }

    /// <summary>Goes to the next line; false where there is none, or where it is damaged.</summary>
    public bool MoveNext()
    {
        if (_at >= _octets.Length)
            return false;
        if (Next())
            return true;
        IsDamaged = true;
        _at = _octets.Length;
        return false;
    }

    /// <summary>The line as a record.</summary>
    /// <param name="origin">Who wrote it.</param>
    public readonly LogRecord Record(Labels origin)
    {
        var record = new LogRecord(Time, origin, Severity, Encoding.UTF8.GetString(Body))
        {
            ReceivedAt = (_flags & HasReceived) != 0 ? Time + _received : 0,
            TraceId = TraceId.From(Trace),
            SpanId = SpanId.From(SpanOctets),
        };
        if ((_flags & HasMore) == 0)
            return record;
        var (at, from) = (_lengths, _more);
        var process = Take(ref at, ref from);
        var id = Take(ref at, ref from);
        var severity = Take(ref at, ref from);
        TryNumber(ref at, out var count);
        var attributes = new AttributeList.Builder();
        for (; count > 0; count--)
        {
            var name = Take(ref at, ref from);
            attributes.Add(name, Take(ref at, ref from));
        }
        return record with
        {
            ProcessId = process,
            MessageId = id,
            SeverityText = severity,
            Attributes = attributes.Build(),
        };
    }

    private ReadOnlySpan<byte> SpanOctets { readonly get; set; }

    private bool Next()
    {
        if (!TryNumber(ref _at, out var time) || _at == _octets.Length)
            return false;
        Time += Signed(time);
        _flags = _octets[_at++];
        Severity = new LogSeverity((byte)(_flags & 0x1f));
        if (!TryNumber(ref _at, out var origin))
            return false;
        Origin = (int)origin;
        if ((_flags & HasReceived) != 0)
        {
            if (!TryNumber(ref _at, out var received))
                return false;
            _received = Signed(received);
        }
        Trace = SpanOctets = [];
        if ((_flags & HasTrace) != 0)
        {
            if (_octets.Length - _at < 24)
                return false;
            Trace = _octets.Slice(_at, 16);
            SpanOctets = _octets.Slice(_at + 16, 8);
            _at += 24;
        }
        if (!TryNumber(ref _at, out var body))
            return false;
        _lengths = _at;
        ulong length = 0, ids = 0, idAt = 0;
        if ((_flags & HasMore) != 0 && !TryLengths(ref length, ref ids, ref idAt))
            return false;
        var left = (ulong)(_octets.Length - _at);
        if (body > left || length > left - body)
            return false;
        TextStart = _at;
        Text = _octets.Slice(_at, (int)(body + length));
        Body = Text[..(int)body];
        MessageId = Text.Slice((int)(body + idAt), (int)ids);
        MessageIdStart = _at + (int)(body + idAt);
        _more = _at + (int)body;
        _at += Text.Length;
        return true;
    }

    /// <summary>The octets of all texts but the message, separators included, and where among them the kind stands.</summary>
    private bool TryLengths(ref ulong length, ref ulong ids, ref ulong idAt)
    {
        if (!TryNumber(ref _at, out var process) || !TryNumber(ref _at, out ids) || !TryNumber(ref _at, out var severity) || !TryNumber(ref _at, out var attributes))
            return false;
        var most = (ulong)(_octets.Length - _at);
        // An attribute takes four octets at the least: two lengths and two separators.
        if (process > most || ids > most || severity > most || attributes > most / 4)
            return false;
        idAt = process + 2;
        length = process + ids + severity + 3;
        for (attributes *= 2; attributes > 0; attributes--)
        {
            if (!TryNumber(ref _at, out var one) || one > most)
                return false;
            length += one + 1;
        }
        return true;
    }

    private static long Signed(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private readonly string Take(ref int lengthAt, ref int from)
    {
        TryNumber(ref lengthAt, out var length);
        var text = Encoding.UTF8.GetString(_octets.Slice(from + 1, (int)length));
        from += (int)length + 1;
        return text;
    }

    private readonly bool TryNumber(ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < _octets.Length; shift += 7)
        {
            var octet = _octets[at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return true;
        }
        return false;
    }
}
