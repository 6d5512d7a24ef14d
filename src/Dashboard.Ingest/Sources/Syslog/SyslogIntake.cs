using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Syslog.Events;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Makes log records and events of messages, and counts them. Does no I/O; used by one thread at a time.</summary>
internal sealed class SyslogIntake(SyslogOptions options, SyslogEventTable table, TimeZoneInfo zone)
{
    /// <summary>How far ahead a sender's clock may be to be believed; beyond, the time of arrival counts and the sender's is kept beside it.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private const int MaxSecurityCounts = 10_000;

    private readonly SyslogClock _clock = new(zone);
    private readonly SyslogOrigins _origins = new(options.MaxOrigins);
    private readonly AttributeList.Builder _attributes = new();
    private readonly Dictionary<(string Event, string Host), long> _security = []; // bound: MaxSecurityCounts and one for each type of event
    private char[] _text = new char[512]; // bound: octets of a message

    /// <summary>Every writer that is known, with its counts.</summary>
    public IEnumerable<SyslogOrigin> Origins => _origins.All;

    /// <summary>Events that concern security, by type and host.</summary>
    public IReadOnlyDictionary<(string Event, string Host), long> Security => _security;

    /// <summary>Lets go of what has been silent for long.</summary>
    public void Forget(long now) => _origins.Forget(now);

    /// <summary>Takes a message.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="receivedAt">When it came, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="logs">Gets its record.</param>
    /// <param name="events">Gets its event, where it is a known message.</param>
    /// <returns>What was wrong with it, to be read after "a message"; null where nothing was.</returns>
    public string? Take(ReadOnlySpan<byte> octets, NetworkAddress sender, long receivedAt, TelemetryBatch<LogRecord> logs, List<EventRecord> events)
    {
        var message = SyslogDecoder.Decode(octets, receivedAt, _clock);
        var origin = _origins.Count(ref message, sender, receivedAt);
        var timestamp = message.Timestamp;
        if (timestamp > receivedAt + (long)Ahead.TotalMilliseconds)
            _attributes.Add("sender_time", DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(timestamp, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        if (timestamp == 0 || timestamp > receivedAt + (long)Ahead.TotalMilliseconds)
            timestamp = receivedAt;
        AddParameters(message.StructuredData);
        logs.Add(new LogRecord(timestamp, origin.Labels, LogSeverity.FromSyslog(message.Severity), SyslogOrigins.Read(message.Text))
        {
            ReceivedAt = receivedAt,
            ProcessId = message.ProcessId.IsEmpty ? "" : SyslogOrigins.Read(message.ProcessId),
            MessageId = _origins.Name(message.MessageId),
            Attributes = _attributes.Build(),
        });
        if (table.Find(ref message) is { } known)
            Take(known, origin.Host, timestamp, events);
        return message.Complaint;
    }

    private void Take(SyslogEvent known, string host, long timestamp, List<EventRecord> events)
    {
        if (known.Type.IsSecurity)
        {
            var key = (known.Type.Name, _security.Count < MaxSecurityCounts || _security.ContainsKey((known.Type.Name, host)) ? host : SyslogOrigin.Others);
            CollectionsMarshal.GetValueRefOrAddDefault(_security, key, out _)++;
        }
        if (!known.Type.IsQuiet)
            events.Add(known.Record(host, timestamp));
    }

    private void AddParameters(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        var reader = new StructuredDataReader(data);
        while (reader.Read())
        {
            if (_text.Length < reader.Element.Length + reader.Name.Length + reader.Value.Length + 1)
                _text = new char[data.Length * 2];
            var name = Characters(reader.Element, _text);
            if (!reader.Name.IsEmpty)
            {
                _text[name++] = '.';
                name += Characters(reader.Name, _text.AsSpan(name));
            }
            var value = Unescape(_text.AsSpan(name, Characters(reader.Value, _text.AsSpan(name))));
            _attributes.Add(_text.AsSpan(0, name), value);
        }
    }

    private static int Characters(ReadOnlySpan<byte> octets, Span<char> into) =>
        System.Text.Unicode.Utf8.ToUtf16(octets, into, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            ? written
            : Encoding.Latin1.GetChars(octets, into);

    /// <summary>The value without the backslashes before quotes, backslashes and closing brackets (RFC 5424 section 6.3.3), in place.</summary>
    private static Span<char> Unescape(Span<char> value)
    {
        if (!value.Contains('\\'))
            return value;
        var kept = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && value[i + 1] is '"' or '\\' or ']')
                i++;
            value[kept++] = value[i];
        }
        return value[..kept];
    }
}
