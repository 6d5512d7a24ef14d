using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Jaeger;

/// <summary>
/// Reads a batch of Jaeger's clients (https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift). Tags
/// become attributes, <c>span.kind</c> the side of the call, logs events; those of an error are named as OpenTelemetry names
/// exceptions. Used by one thread at a time.
/// </summary>
internal sealed class JaegerDecoder(SharedLabels origins, TextTable texts)
{
    /// <summary>Tags, logs and references of a span that are kept.</summary>
    public const int MaxTags = 512;

    private const string Malformed = "the body is no well-formed batch of jaeger.thrift in Thrift's binary protocol near octet";

    private readonly AttributeList.Builder _attributes = new();
    private readonly List<SpanEvent> _events = []; // bound: MaxTags
    private readonly List<SpanLink> _links = []; // bound: MaxTags
    private readonly byte[] _number = new byte[64];
    private byte[] _base64 = []; // bound: the body

    /// <summary>Reads a body.</summary>
    /// <param name="octets">The body.</param>
    /// <param name="latest">The last time that is believed, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="reading">Gets what was refused.</param>
    /// <param name="into">Gets the spans.</param>
    /// <returns>What is wrong with the body, as a sentence; null where nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> octets, long latest, IntakeReading reading, TelemetryBatch<SpanRecord> into)
    {
        // Who did it need not come first.
        var (process, spans) = (-1, -1);
        var reader = new ThriftReader(octets);
        while (reader.Next())
        {
            if (reader.Is(1, ThriftReader.Struct))
                process = reader.Position;
            else if (reader.Is(2, ThriftReader.List))
                spans = reader.Position;
            reader.Skip();
        }
        if (reader.IsBad || process < 0 || spans < 0)
            return $"{Malformed} {reader.Position}";
        var origin = ReadProcess(octets, process);
        reader = new ThriftReader(octets, spans);
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
            ReadSpan(octets, ref reader, origin, (ulong)latest * 1_000_000, reading, into);
        return reader.IsBad ? $"{Malformed} {reader.Position}" : null;
    }

    private Labels ReadProcess(ReadOnlySpan<byte> octets, int at)
    {
        var labels = new List<Label>(); // bound: MaxTags
        var service = "";
        var reader = new ThriftReader(octets, at);
        while (reader.Next())
        {
            if (reader.Is(1, ThriftReader.Text))
                service = Encoding.UTF8.GetString(reader.ReadText());
            else if (reader.Is(2, ThriftReader.List))
                ReadTags(ref reader, labels);
            else
                reader.Skip();
        }
        labels.Add(new Label(SpanRecord.ServiceLabel, service.Length > 0 ? service : "unknown_service"));
        return origins.Get([.. labels]);
    }

    private void ReadTags(ref ThriftReader reader, List<Label> into)
    {
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
        {
            ReadTag(ref reader, out var name, out var value);
            if (into.Count < MaxTags && !name.IsEmpty)
                into.Add(new Label(name.SequenceEqual("hostname"u8) ? "host_name" : SafeName.Label(Encoding.UTF8.GetString(name)), Encoding.UTF8.GetString(value)));
        }
    }

    private void ReadSpan(ReadOnlySpan<byte> octets, ref ThriftReader reader, Labels origin, ulong latest, IntakeReading reading, TelemetryBatch<SpanRecord> into)
    {
        var (low, high, id, parent, start, duration) = (0L, 0L, 0L, 0L, 0L, 0L);
        var (name, references, tags) = ("", -1, -1);
        _events.Clear();
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, ThriftReader.I64):
                    low = reader.ReadI64();
                    break;
                case (2, ThriftReader.I64):
                    high = reader.ReadI64();
                    break;
                case (3, ThriftReader.I64):
                    id = reader.ReadI64();
                    break;
                case (4, ThriftReader.I64):
                    parent = reader.ReadI64();
                    break;
                case (5, ThriftReader.Text):
                    name = texts.Get(reader.ReadText());
                    break;
                case (6, ThriftReader.List):
                    references = reader.Position;
                    reader.Skip();
                    break;
                case (8, ThriftReader.I64):
                    start = reader.ReadI64();
                    break;
                case (9, ThriftReader.I64):
                    duration = reader.ReadI64();
                    break;
                case (10, ThriftReader.List):
                    tags = reader.Position;
                    reader.Skip();
                    break;
                case (11, ThriftReader.List):
                    ReadLogs(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        var trace = new TraceId((ulong)high, (ulong)low);
        var parentId = new SpanId((ulong)parent);
        ReadReferences(octets, references, trace, ref parentId);
        var (kind, code, message, count) = ReadSpanTags(octets, tags);
        var attributes = _attributes.Build();
        var begun = SpanFaults.FromMicroseconds(start);
        if (reader.IsBad)
            return;
        if (SpanFaults.Of(trace, new SpanId((ulong)id), begun, latest) is { } complaint)
        {
            reading.Refuse(complaint);
            return;
        }
        if (count > MaxTags)
            reading.Change("with more than 512 tags");
        if (duration < 0)
            reading.Change("that ends before it starts");
        var events = _events.Count == 0 ? [] : _events.ToArray();
        into.Add(new SpanRecord(trace, new SpanId((ulong)id), parentId, origin, name, kind, (long)begun,
            (long)Math.Min(SpanFaults.FromMicroseconds(duration), long.MaxValue - begun), SpanStatuses.Derive(code, message, attributes, events))
        {
            StatusMessage = message,
            Attributes = attributes,
            Events = events,
            Links = _links.Count == 0 ? [] : _links.ToArray(),
        });
        reading.Accepted++;
    }

    /// <summary>References are parents or, where there is one already or they are of another trace, links.</summary>
    private void ReadReferences(ReadOnlySpan<byte> octets, int at, TraceId trace, ref SpanId parent)
    {
        _links.Clear();
        if (at < 0)
            return;
        var reader = new ThriftReader(octets, at);
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
        {
            var (type, low, high, id) = (0, 0L, 0L, 0L);
            while (reader.Next())
            {
                if (reader.Is(1, ThriftReader.I32))
                    type = reader.ReadI32();
                else if (reader.Is(2, ThriftReader.I64))
                    low = reader.ReadI64();
                else if (reader.Is(3, ThriftReader.I64))
                    high = reader.ReadI64();
                else if (reader.Is(4, ThriftReader.I64))
                    id = reader.ReadI64();
                else
                    reader.Skip();
            }
            var (other, span) = (new TraceId((ulong)high, (ulong)low), new SpanId((ulong)id));
            if (type == 0 && other == trace && parent.IsEmpty)
                parent = span;
            else if (!other.IsEmpty && !span.IsEmpty && !(other == trace && span == parent) && _links.Count < MaxTags)
                _links.Add(new SpanLink(other, span, AttributeList.None));
        }
    }

    private (SpanKind Kind, SpanStatusCode Code, string Message, int Count) ReadSpanTags(ReadOnlySpan<byte> octets, int at)
    {
        var (kind, code, message, count) = (SpanKind.Internal, SpanStatusCode.Unset, "", 0);
        if (at < 0)
            return (kind, code, message, count);
        var reader = new ThriftReader(octets, at);
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
        {
            ReadTag(ref reader, out var name, out var value);
            if (name.SequenceEqual("span.kind"u8))
            {
                kind = KindOf(value);
                continue;
            }
            if (name.SequenceEqual("otel.status_code"u8))
                code = value.SequenceEqual("ERROR"u8) ? SpanStatusCode.Error : value.SequenceEqual("OK"u8) ? SpanStatusCode.Ok : SpanStatusCode.Unset;
            else if (name.SequenceEqual("otel.status_description"u8) || name.SequenceEqual("error.message"u8))
                message = Encoding.UTF8.GetString(value);
            if (++count <= MaxTags)
                _attributes.Add(name, value);
        }
        return (kind, code, message, count);
    }

    private void ReadLogs(ref ThriftReader reader)
    {
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
        {
            var (time, name) = (0UL, "log");
            _attributes.Build();
            while (reader.Next())
            {
                if (reader.Is(1, ThriftReader.I64))
                    time = SpanFaults.FromMicroseconds(reader.ReadI64());
                else if (reader.Is(2, ThriftReader.List))
                    name = ReadFields(ref reader);
                else
                    reader.Skip();
            }
            var attributes = _attributes.Build();
            if (_events.Count < MaxTags)
                _events.Add(new SpanEvent((long)time, name, attributes));
        }
    }

    /// <summary>Reads what was logged; returns what it is called.</summary>
    private string ReadFields(ref ThriftReader reader)
    {
        var called = "log";
        var count = 0;
        for (var left = reader.ReadList(ThriftReader.Struct); left > 0 && !reader.IsBad; left--)
        {
            ReadTag(ref reader, out var name, out var value);
            if (name.SequenceEqual("event"u8))
                called = value.SequenceEqual("error"u8) ? "exception" : texts.Get(value);
            else if (++count <= MaxTags)
                _attributes.Add(Renamed(name), value);
        }
        return called;
    }

    // OpenTracing's names of what an exception says (https://opentracing.io/specification/conventions/).
    private static ReadOnlySpan<byte> Renamed(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("error.kind"u8) => "exception.type"u8,
        _ when name.SequenceEqual("message"u8) => "exception.message"u8,
        _ when name.SequenceEqual("stack"u8) => "exception.stacktrace"u8,
        _ => name,
    };

    private static SpanKind KindOf(ReadOnlySpan<byte> kind) => kind switch
    {
        _ when kind.SequenceEqual("client"u8) => SpanKind.Client,
        _ when kind.SequenceEqual("server"u8) => SpanKind.Server,
        _ when kind.SequenceEqual("producer"u8) => SpanKind.Producer,
        _ when kind.SequenceEqual("consumer"u8) => SpanKind.Consumer,
        _ => SpanKind.Internal,
    };

    /// <summary>Reads a tag; its value is good until the next is read.</summary>
    private void ReadTag(ref ThriftReader reader, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = [];
        value = [];
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, ThriftReader.Text):
                    name = reader.ReadText();
                    break;
                case (3, ThriftReader.Text):
                    value = reader.ReadText();
                    break;
                case (4, ThriftReader.Double):
                    reader.ReadDouble().TryFormat(_number, out var length, default, CultureInfo.InvariantCulture);
                    value = _number.AsSpan(0, length);
                    break;
                case (5, ThriftReader.Bool):
                    value = reader.ReadBool() ? "true"u8 : "false"u8;
                    break;
                case (6, ThriftReader.I64):
                    Utf8Formatter.TryFormat(reader.ReadI64(), _number, out length);
                    value = _number.AsSpan(0, length);
                    break;
                case (7, ThriftReader.Text):
                    value = ToBase64(reader.ReadText());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private ReadOnlySpan<byte> ToBase64(ReadOnlySpan<byte> octets)
    {
        var most = Base64.GetMaxEncodedToUtf8Length(octets.Length);
        if (_base64.Length < most)
            _base64 = new byte[most];
        Base64.EncodeToUtf8(octets, _base64, out _, out var length);
        return _base64.AsSpan(0, length);
    }
}
