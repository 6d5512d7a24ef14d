using System.Text;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Zipkin;

/// <summary>
/// Reads spans in Zipkin's JSON, version 2 (https://zipkin.io/zipkin-api/#/default/post_spans), in one pass. Tags become
/// attributes, annotations events, the remote endpoint <c>peer.service</c>, <c>network.peer.address</c> and
/// <c>network.peer.port</c>. A server's span that shares its id with the client's gets one of its own below it. Used by one
/// thread at a time.
/// </summary>
internal sealed class ZipkinDecoder(SharedLabels origins, TextTable texts)
{
    /// <summary>Tags, and annotations, of a span that are kept.</summary>
    public const int MaxTags = 512;

    private readonly AttributeList.Builder _attributes = new();
    private readonly List<SpanEvent> _events = []; // bound: MaxTags
    private byte[] _text = new byte[256]; // bound: the body

    /// <summary>Reads a body.</summary>
    /// <param name="octets">The body.</param>
    /// <param name="latest">The last time that is believed, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="reading">Gets what was refused.</param>
    /// <param name="into">Gets the spans.</param>
    /// <returns>What is wrong with the body, as a sentence; null where nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> octets, long latest, IntakeReading reading, TelemetryBatch<SpanRecord> into)
    {
        var json = new Utf8JsonReader(octets);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
                return "the body is no list of spans";
            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
                ReadSpan(ref json, (ulong)latest * 1_000_000, reading, into);
            return json.TokenType == JsonTokenType.EndArray && !json.Read() ? null : $"the body is no list of spans at octet {json.TokenStartIndex}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not well-formed, or a text where there should be a number, or the other way round.
            return $"the body is no list of spans near octet {json.TokenStartIndex}: {e.Message}";
        }
    }

    private void ReadSpan(ref Utf8JsonReader json, ulong latest, IntakeReading reading, TelemetryBatch<SpanRecord> into)
    {
        var draft = new Draft();
        _events.Clear();
        _attributes.Build();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("traceId"u8))
                draft.Trace = TraceId.TryParse(Next(ref json).GetString(), out var trace) ? trace : default;
            else if (json.ValueTextEquals("id"u8))
                draft.Id = SpanId.TryParse(Next(ref json).GetString(), out var id) ? id : default;
            else if (json.ValueTextEquals("parentId"u8))
                draft.Parent = SpanId.TryParse(Next(ref json).GetString(), out var parent) ? parent : default;
            else if (json.ValueTextEquals("name"u8))
                draft.Name = texts.Get(Text(ref json));
            else if (json.ValueTextEquals("kind"u8))
                draft.Kind = KindOf(Text(ref json));
            else if (json.ValueTextEquals("timestamp"u8))
                draft.Start = SpanFaults.FromMicroseconds(Number(ref json));
            else if (json.ValueTextEquals("duration"u8))
                draft.Duration = SpanFaults.FromMicroseconds(Number(ref json));
            else if (json.ValueTextEquals("shared"u8))
                draft.IsShared = Next(ref json).TokenType == JsonTokenType.True;
            else if (json.ValueTextEquals("localEndpoint"u8))
                (draft.Service, draft.Address, _) = ReadEndpoint(ref json);
            else if (json.ValueTextEquals("remoteEndpoint"u8))
                AddPeer(ReadEndpoint(ref json));
            else if (json.ValueTextEquals("tags"u8))
                ReadTags(ref json, ref draft);
            else if (json.ValueTextEquals("annotations"u8))
                ReadAnnotations(ref json);
            else
                Next(ref json).Skip();
        }
        Finish(ref draft, latest, reading, into);
    }

    private void Finish(ref Draft draft, ulong latest, IntakeReading reading, TelemetryBatch<SpanRecord> into)
    {
        var attributes = _attributes.Build();
        if (SpanFaults.Of(draft.Trace, draft.Id, draft.Start, latest) is { } complaint)
        {
            reading.Refuse(complaint);
            return;
        }
        if (draft.Tags > MaxTags)
            reading.Change("with more than 512 tags");
        var events = _events.Count == 0 ? [] : _events.ToArray();
        into.Add(new SpanRecord(
            draft.Trace, draft.IsShared ? Own(draft.Id) : draft.Id, draft.IsShared ? draft.Id : draft.Parent,
            origins.Get(new Label(SpanRecord.ServiceLabel, draft.Service.Length > 0 ? draft.Service : "unknown_service"), new Label("host_ip", draft.Address)),
            draft.Name, draft.Kind, (long)draft.Start, (long)Math.Min(draft.Duration, long.MaxValue - draft.Start), SpanStatuses.Derive(draft.Code, draft.Message, attributes, events))
        {
            StatusMessage = draft.Message,
            Attributes = attributes,
            Events = events,
        });
        reading.Accepted++;
    }

    // Any odd number does: each id has another partner.
    private static SpanId Own(SpanId shared) => new(shared.Value * 0x9E37_79B9_7F4A_7C15 is var own and not 0 ? own : 1);

    private void ReadTags(ref Utf8JsonReader json, ref Draft draft)
    {
        Enter(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Copy(ref json).ToArray();
            var value = Text(ref json);
            if (name.AsSpan().SequenceEqual("otel.status_code"u8))
                draft.Code = value.SequenceEqual("ERROR"u8) ? SpanStatusCode.Error : value.SequenceEqual("OK"u8) ? SpanStatusCode.Ok : SpanStatusCode.Unset;
            if (name.AsSpan().SequenceEqual("error"u8) && !value.SequenceEqual("true"u8) && !value.SequenceEqual("false"u8))
                draft.Message = Encoding.UTF8.GetString(value);
            if (++draft.Tags <= MaxTags)
                _attributes.Add(name, value);
        }
    }

    // The tags of the span are one list that is being made; an annotation has none.
    private void ReadAnnotations(ref Utf8JsonReader json)
    {
        Enter(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var (time, value) = (0UL, "");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("timestamp"u8))
                    time = SpanFaults.FromMicroseconds(Number(ref json));
                else if (json.ValueTextEquals("value"u8))
                    value = texts.Get(Text(ref json));
                else
                    Next(ref json).Skip();
            }
            if (_events.Count < MaxTags)
                _events.Add(new SpanEvent((long)time, value, AttributeList.None));
        }
    }

    private (string Service, string Address, long Port) ReadEndpoint(ref Utf8JsonReader json)
    {
        var (service, address, port) = ("", "", 0L);
        if (Next(ref json).TokenType == JsonTokenType.Null)
            return (service, address, port);
        if (json.TokenType != JsonTokenType.StartObject)
            throw new FormatException("an endpoint is no object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("serviceName"u8))
                service = texts.Get(Text(ref json));
            else if (json.ValueTextEquals("ipv4"u8) || (json.ValueTextEquals("ipv6"u8) && address.Length == 0))
                address = texts.Get(Text(ref json));
            else if (json.ValueTextEquals("port"u8))
                port = Number(ref json);
            else
                Next(ref json).Skip();
        }
        return (service, address, port);
    }

    private void AddPeer((string Service, string Address, long Port) peer)
    {
        if (peer.Service.Length > 0)
            _attributes.Add("peer.service", peer.Service);
        if (peer.Address.Length > 0)
            _attributes.Add("network.peer.address", peer.Address);
        if (peer.Port > 0)
            _attributes.Add("network.peer.port", $"{peer.Port}");
    }

    private static SpanKind KindOf(ReadOnlySpan<byte> kind) => kind switch
    {
        _ when kind.SequenceEqual("CLIENT"u8) => SpanKind.Client,
        _ when kind.SequenceEqual("SERVER"u8) => SpanKind.Server,
        _ when kind.SequenceEqual("PRODUCER"u8) => SpanKind.Producer,
        _ when kind.SequenceEqual("CONSUMER"u8) => SpanKind.Consumer,
        _ => SpanKind.Internal,
    };

    private static void Enter(ref Utf8JsonReader json, JsonTokenType wanted)
    {
        if (Next(ref json).TokenType != wanted)
            throw new FormatException("tags are no object, or annotations no list");
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader json)
    {
        json.Read();
        return ref json;
    }

    private static long Number(ref Utf8JsonReader json) => Next(ref json).TokenType == JsonTokenType.Null ? 0 : json.GetInt64();

    /// <summary>The text that comes next, good until another is read; empty for null.</summary>
    private ReadOnlySpan<byte> Text(ref Utf8JsonReader json) => Next(ref json).TokenType == JsonTokenType.Null ? [] : Copy(ref json);

    private ReadOnlySpan<byte> Copy(ref Utf8JsonReader json)
    {
        if (_text.Length < json.ValueSpan.Length)
            _text = new byte[Math.Max(json.ValueSpan.Length, _text.Length * 2)];
        return _text.AsSpan(0, json.CopyString(_text));
    }

    /// <summary>A span as far as it was read.</summary>
    private struct Draft()
    {
        public TraceId Trace;
        public SpanId Id;
        public SpanId Parent;
        public string Name = "";
        public string Service = "";
        public string Address = "";
        public string Message = "";
        public SpanKind Kind = SpanKind.Internal;
        public SpanStatusCode Code;
        public ulong Start;
        public ulong Duration;
        public bool IsShared;
        public int Tags;
    }
}
