using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Reads log lines (opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest, https://opentelemetry.io/docs/specs/otlp/).
/// A message that is not well-formed is refused as a whole. Used by one thread at a time.
/// </summary>
internal sealed class OtlpLogDecoder(OtlpOrigins origins, TextTable texts)
{
    /// <summary>Characters of a line that are kept.</summary>
    public const int MaxBody = 65_536;

    private readonly OtlpParts _parts = new(origins, texts);
    private IntakeReading _reading = new("log record");
    private TelemetryBatch<LogRecord> _into = null!;
    private ulong _now;
    private ulong _latest;

    /// <summary>Reads a message; null where it is not well-formed.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="now">The time of a line that has none, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="latest">The last time that is believed.</param>
    /// <param name="into">Gets the lines.</param>
    public IntakeReading? Read(ReadOnlySpan<byte> octets, long now, long latest, TelemetryBatch<LogRecord> into)
    {
        (_reading, _into, _now, _latest) = (new IntakeReading("log record"), into, (ulong)now * 1_000_000, (ulong)latest * 1_000_000);
        return _parts.Read(octets, Take) ? _reading : null;
    }

    private bool Take(ReadOnlySpan<byte> octets, Range message, in OtlpScope scope)
    {
        var (trace, id) = (default(TraceId), default(SpanId));
        var (time, observed, severity) = (0UL, 0UL, 0UL);
        var (words, name, body) = ("", "", default(Range));
        _parts.BeginAttributes();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = reader.Fixed64();
                    break;
                case 2:
                    severity = reader.Number();
                    break;
                case 3:
                    words = _parts.Text(octets[reader.Chunk()]);
                    break;
                case 5:
                    body = reader.Chunk();
                    break;
                case 6:
                    if (!_parts.Add(octets, reader.Chunk()))
                        return false;
                    break;
                case 9:
                    trace = TraceId.From(octets[reader.Chunk()]);
                    break;
                case 10:
                    id = SpanId.From(octets[reader.Chunk()]);
                    break;
                case 11:
                    observed = reader.Fixed64();
                    break;
                case 12:
                    name = _parts.Text(octets[reader.Chunk()]);
                    break;
            }
        }
        var hasCut = _parts.HasCut;
        var attributes = _parts.EndAttributes();
        if (reader.IsBad || !_parts.Values.TryText(octets, body, out var text))
            return false;
        observed = observed > 0 && observed <= _latest ? observed : _now;
        time = time > 0 ? time : observed;
        if (time > _latest)
        {
            _reading.Refuse("from the future");
            return true;
        }
        if (time < 1_000_000)
        {
            _reading.Refuse("from before 1970");
            return true;
        }
        var line = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * MaxBody)]);
        if (hasCut || line.Length > MaxBody)
            _reading.Change("with more than 512 attributes or 65,536 characters");
        var level = new LogSeverity(severity <= 24 ? (byte)severity : (byte)0);
        _into.Add(new LogRecord((long)(time / 1_000_000), scope.Origin.LogLabels, level, line.Length > MaxBody ? line[..MaxBody] : line)
        {
            ReceivedAt = (long)(observed / 1_000_000),
            SeverityText = words.Equals(level.Keyword, StringComparison.OrdinalIgnoreCase) ? "" : words,
            MessageId = name.Length > 0 ? name : attributes.Get("event.name") ?? "",
            Attributes = attributes,
            TraceId = trace,
            SpanId = id,
        });
        _reading.Accepted++;
        return true;
    }
}
