using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Reads spans (opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest, https://opentelemetry.io/docs/specs/otlp/).
/// A message that is not well-formed is refused as a whole, a span that cannot be one by itself. Used by one thread at a time.
/// </summary>
internal sealed class OtlpTraceDecoder(OtlpOrigins origins, TextTable texts)
{
    /// <summary>Events, and links, of a span that are kept.</summary>
    public const int MaxEvents = 512;

    private readonly OtlpParts _parts = new(origins, texts);
    private readonly List<SpanEvent> _events = []; // bound: MaxEvents
    private readonly List<SpanLink> _links = []; // bound: MaxEvents
    private readonly List<Range> _eventsAt = []; // bound: MaxEvents and one
    private readonly List<Range> _linksAt = []; // bound: MaxEvents and one
    private IntakeReading _reading = new("span");
    private TelemetryBatch<SpanRecord> _into = null!;
    private ulong _latest;

    /// <summary>Reads a message; null where it is not well-formed.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="latest">The last time that is believed, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="into">Gets the spans.</param>
    public IntakeReading? Read(ReadOnlySpan<byte> octets, long latest, TelemetryBatch<SpanRecord> into)
    {
        (_reading, _into, _latest) = (new IntakeReading("span"), into, (ulong)latest * 1_000_000);
        return _parts.Read(octets, Take) ? _reading : null;
    }

    private bool Take(ReadOnlySpan<byte> octets, Range message, in OtlpScope scope)
    {
        var (trace, id, parent) = (default(TraceId), default(SpanId), default(SpanId));
        var (name, kind, start, end) = ("", 0UL, 0UL, 0UL);
        var status = default(Range);
        _eventsAt.Clear();
        _linksAt.Clear();
        _parts.BeginAttributes();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = TraceId.From(octets[reader.Chunk()]);
                    break;
                case 2:
                    id = SpanId.From(octets[reader.Chunk()]);
                    break;
                case 4:
                    parent = SpanId.From(octets[reader.Chunk()]);
                    break;
                case 5:
                    name = _parts.Text(octets[reader.Chunk()]);
                    break;
                case 6:
                    kind = reader.Number();
                    break;
                case 7:
                    start = reader.Fixed64();
                    break;
                case 8:
                    end = reader.Fixed64();
                    break;
                case 9:
                    if (!_parts.Add(octets, reader.Chunk()))
                        return false;
                    break;
                case 11:
                    Note(_eventsAt, reader.Chunk());
                    break;
                case 13:
                    Note(_linksAt, reader.Chunk());
                    break;
                case 15:
                    status = reader.Chunk();
                    break;
            }
        }
        // The attributes are one list that is being made, so those of events and links come after it.
        var hasCut = _parts.HasCut;
        var attributes = _parts.EndAttributes();
        if (reader.IsBad || !ReadEventsAndLinks(octets) || !TryStatus(octets, status, out var code, out var words))
            return false;
        if (SpanFaults.Of(trace, id, start, _latest) is { } complaint)
        {
            _reading.Refuse(complaint);
            return true;
        }
        if (hasCut)
            _reading.Change("with more than 512 attributes");
        if (_eventsAt.Count > MaxEvents || _linksAt.Count > MaxEvents)
            _reading.Change("with more than 512 events or links");
        if (end < start && end > 0)
            _reading.Change("that ends before it starts");
        IReadOnlyList<SpanEvent> events = _events.Count == 0 ? [] : _events.ToArray();
        _into.Add(new SpanRecord(
            trace, id, parent, scope.Origin.Labels, name, kind <= (ulong)SpanKind.Consumer ? (SpanKind)kind : SpanKind.Unspecified,
            (long)start, end > start ? (long)Math.Min(end - start, long.MaxValue - start) : 0, SpanStatuses.Derive(code, words, attributes, events))
        {
            StatusMessage = words,
            Scope = scope.Name,
            Attributes = attributes,
            Events = events,
            Links = _links.Count == 0 ? [] : _links.ToArray(),
        });
        _reading.Accepted++;
        return true;
    }

    private static void Note(List<Range> places, Range place)
    {
        if (places.Count <= MaxEvents)
            places.Add(place);
    }

    private bool ReadEventsAndLinks(ReadOnlySpan<byte> octets)
    {
        _events.Clear();
        _links.Clear();
        foreach (var place in _eventsAt)
        {
            if (!ReadEvent(octets, place))
                return false;
        }
        foreach (var place in _linksAt)
        {
            if (!ReadLink(octets, place))
                return false;
        }
        return true;
    }

    private bool ReadEvent(ReadOnlySpan<byte> octets, Range message)
    {
        var (time, name) = (0UL, "");
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
                    name = _parts.Text(octets[reader.Chunk()]);
                    break;
                case 3:
                    if (!_parts.Add(octets, reader.Chunk()))
                        return false;
                    break;
            }
        }
        var attributes = _parts.EndAttributes();
        if (_events.Count < MaxEvents)
            _events.Add(new SpanEvent((long)Math.Min(time, long.MaxValue), name, attributes));
        return !reader.IsBad;
    }

    private bool ReadLink(ReadOnlySpan<byte> octets, Range message)
    {
        var (trace, id) = (default(TraceId), default(SpanId));
        _parts.BeginAttributes();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = TraceId.From(octets[reader.Chunk()]);
                    break;
                case 2:
                    id = SpanId.From(octets[reader.Chunk()]);
                    break;
                case 4:
                    if (!_parts.Add(octets, reader.Chunk()))
                        return false;
                    break;
            }
        }
        var attributes = _parts.EndAttributes();
        if (_links.Count < MaxEvents && !trace.IsEmpty && !id.IsEmpty)
            _links.Add(new SpanLink(trace, id, attributes));
        return !reader.IsBad;
    }

    private bool TryStatus(ReadOnlySpan<byte> octets, Range message, out SpanStatusCode code, out string words)
    {
        (code, words) = (SpanStatusCode.Unset, "");
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 2)
                words = _parts.Text(octets[reader.Chunk()]);
            else if (reader.Field == 3)
                code = reader.Number() switch { 1 => SpanStatusCode.Ok, 2 => SpanStatusCode.Error, _ => SpanStatusCode.Unset };
        }
        return !reader.IsBad;
    }
}
