using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// Lines one after another, as they are kept: what <see cref="LogLineReader"/> reads. Grows while it is open; sealed, it
/// stays as it is. Octets that were written do not change, so that a reader may hold them while lines are added.
/// </summary>
internal sealed class LogBlock(long number)
{
    /// <summary>Lines of a block.</summary>
    public const int MaxLines = 512;

    /// <summary>Octets after which no line is added. A single line may have more.</summary>
    public const int FullOctets = 256 << 10;

    /// <summary>Characters of a text that are kept.</summary>
    private const int MaxText = 64 << 10;

    private const int FirstOctets = 16 << 10;

    /// <summary>The writer that stands for those who are too many to be told apart.</summary>
    public const int Others = 0;

    private static readonly Labels Nobody = Labels.From(new Label("host", "other"));

    private readonly Dictionary<int, Labels> _origins = []; // bound: MaxLines
    private byte[] _octets = new byte[FirstOctets]; // bound: FullOctets and a line
    private LogHead _head = new() { Number = number, FirstTime = long.MaxValue, LastTime = long.MinValue };
    private long _previous;
    private int _length;

    /// <summary>The number of its first line.</summary>
    public long Number => _head.Number;

    public int Lines => _head.Lines;

    /// <summary>Octets that are on disk already, as single lines.</summary>
    public int Written { get; set; }

    /// <summary>Lines that are.</summary>
    public int WrittenLines { get; set; }

    public bool IsFull => Lines >= MaxLines || _length >= FullOctets;

    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    public LogHead Head => _head with { Octets = _length };

    /// <summary>Who wrote its lines, by number.</summary>
    public IReadOnlyDictionary<int, Labels> Origins => _origins;

    /// <summary>Adds a line and returns the octets of what it says, UTF-8.</summary>
    public ReadOnlySpan<byte> Add(LogRecord record, int origin)
    {
        if (origin == Others)
            record = record with { Origin = Nobody, Attributes = WithOrigin(record) };
        _origins[origin] = record.Origin;
        var attributes = record.Attributes;
        var pieces = 4;
        var characters = Math.Min(record.Body.Length, MaxText) + record.ProcessId.Length + record.MessageId.Length + record.SeverityText.Length;
        foreach (var attribute in attributes)
        {
            pieces += 2;
            characters += Math.Min(attribute.Name.Length, MaxText) + Math.Min(attribute.Value.Length, MaxText);
        }
        Reserve(64 + (pieces * 6) + (characters * 3));
        var hasMore = pieces > 4 || record.ProcessId.Length + record.MessageId.Length + record.SeverityText.Length > 0;
        var hasTrace = record.TraceId != default || record.SpanId != default;
        Put(record.Timestamp - _previous);
        _octets[_length++] = (byte)((record.Severity.Number & 0x1f) | (hasTrace ? LogLineReader.HasTrace : 0) | (hasMore ? LogLineReader.HasMore : 0) | (record.ReceivedAt != 0 ? LogLineReader.HasReceived : 0));
        Put((uint)origin);
        if (record.ReceivedAt != 0)
            Put(record.ReceivedAt - record.Timestamp);
        if (hasTrace)
        {
            record.TraceId.CopyTo(_octets.AsSpan(_length, TraceId.Size));
            record.SpanId.CopyTo(_octets.AsSpan(_length + TraceId.Size, SpanId.Size));
            _length += 24;
        }
        Length(record.Body);
        if (hasMore)
        {
            Length(record.ProcessId);
            Length(record.MessageId);
            Length(record.SeverityText);
            Put((uint)((pieces - 4) / 2));
            foreach (var attribute in attributes)
            {
                Length(attribute.Name);
                Length(attribute.Value);
            }
        }
        var start = _length;
        Text(record.Body);
        var body = start.._length;
        if (hasMore)
        {
            Next(record.ProcessId);
            Next(record.MessageId);
            Next(record.SeverityText);
            foreach (var attribute in attributes)
            {
                Next(attribute.Name);
                Next(attribute.Value);
            }
        }
        Count(record.Timestamp, record.Severity.Syslog);
        return _octets.AsSpan(body);
    }

    /// <summary>Takes up lines that were added to another block with the same number; false where they are damaged.</summary>
    public bool Restore(ReadOnlySpan<byte> octets, Func<int, Labels?> originOf)
    {
        var lines = new LogLineReader(octets);
        while (lines.MoveNext())
        {
            if (originOf(lines.Origin) is not { } labels || Lines == MaxLines)
                return false;
            _origins[lines.Origin] = labels;
            Count(lines.Time, lines.Severity.Syslog);
        }
        _octets = new byte[Math.Max(FirstOctets, octets.Length)];
        octets.CopyTo(_octets);
        _length = octets.Length;
        return !lines.IsDamaged;
    }

    private static AttributeList WithOrigin(LogRecord record)
    {
        var attributes = new AttributeList.Builder();
        foreach (var attribute in record.Attributes)
            attributes.Add(attribute.Name, attribute.Value);
        foreach (var label in record.Origin)
            attributes.Add(label.Name, label.Value);
        return attributes.Build();
    }

    private void Count(long time, int severity)
    {
        _previous = time;
        _head.FirstTime = Math.Min(_head.FirstTime, time);
        _head.LastTime = Math.Max(_head.LastTime, time);
        _head.Counts[severity]++;
        _head.Lines++;
    }

    private void Length(ReadOnlySpan<char> text) => Put((uint)Encoding.UTF8.GetByteCount(Kept(text)));

    private void Text(ReadOnlySpan<char> text) => _length += Encoding.UTF8.GetBytes(Kept(text), _octets.AsSpan(_length));

    private void Next(ReadOnlySpan<char> text)
    {
        _octets[_length++] = LogLineReader.Separator;
        Text(text);
    }

    private static ReadOnlySpan<char> Kept(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, MaxText)];

    private void Put(long value) => Put((ulong)((value << 1) ^ (value >> 63)));

    private void Put(uint value) => Put((ulong)value);

    private void Put(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _octets[_length++] = (byte)(value | 0x80);
        _octets[_length++] = (byte)value;
    }

    // A new array, so that whoever reads the old one goes on undisturbed.
    private void Reserve(int octets)
    {
        if (_octets.Length - _length >= octets)
            return;
        var larger = new byte[Math.Max(_octets.Length * 2, _length + octets)];
        _octets.AsSpan(0, _length).CopyTo(larger);
        _octets = larger;
    }
}
