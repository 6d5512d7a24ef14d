using System.Text.Json;
using System.Text.Unicode;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>
/// Reads what is posted to a VES event listener 7.2.1: an object <c>{"event": …}</c>, or <c>{"eventList": […]}</c> as a
/// batch, that is taken or refused as a whole. Never throws: what it refuses gets sentences with the path to what is wrong.
/// </summary>
public sealed class VesDecoder(VesSchemas schemas)
{
    /// <summary>Levels that a body may have.</summary>
    public const int MaxDepth = 64;

    /// <summary>Namespaces whose data are checked here begin so.</summary>
    public const string Namespace3gpp = "3GPP-";

    private const int MaxTexts = 20_000;

    private readonly TextTable _texts = new(MaxTexts);

    /// <summary>Reads a body by all rules.</summary>
    /// <param name="body">Its octets, which the events refer to.</param>
    /// <param name="isBatch">Whether it is a batch.</param>
    public VesReading Read(ReadOnlyMemory<byte> body, bool isBatch)
    {
        if (Complaint(body.Span) is { } complaint)
            return VesReading.Refused(VesFault.NoJson, complaint);
        try
        {
            var validation = new VesValidation();
            var ranges = new List<(int Start, int Length)>(); // bound: the body
            Validate(body.Span, isBatch, validation, ranges);
            if (validation.Complaints.Count > 0)
                return VesReading.Refused(VesFault.Schema, validation.Complaints);
            var events = new List<VesEvent>(ranges.Count); // bound: the body
            foreach (var (start, length) in ranges)
            {
                var read = VesEventReader.Read(body.Slice(start, length), _texts);
                if (events.Count > 0 && (read.Domain != events[0].Domain || read.Namespace != events[0].Namespace))
                    return VesReading.Refused(VesFault.MixedBatch, $"eventList[{events.Count}] is of another domain or namespace than eventList[0]");
                if (read.Domain == VesDomain.StndDefined && Refuse(read, isBatch ? $"eventList[{events.Count}]" : "event") is { } refusal)
                    return new VesReading([], refusal);
                events.Add(read);
            }
            return new VesReading(events, null);
        }
        catch (JsonException e)
        {
            return VesReading.Refused(VesFault.NoJson, At(e));
        }
    }

    /// <summary>
    /// Reads an event that came another way than over HTTP and need not keep all rules: without fields that the listener
    /// demands, with others that it does not know, alone or in <c>{"event": …}</c>.
    /// </summary>
    /// <param name="body">Its octets, which the events refer to.</param>
    public VesReading ReadLeniently(ReadOnlyMemory<byte> body)
    {
        if (Complaint(body.Span) is { } complaint)
            return VesReading.Refused(VesFault.NoJson, complaint);
        try
        {
            var events = new List<VesEvent>(); // bound: the body
            var json = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                return VesReading.Refused(VesFault.Schema, "the body is not an object");
            var bare = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isEvent = json.ValueTextEquals("event"u8);
                var isList = json.ValueTextEquals("eventList"u8);
                bare |= json.ValueTextEquals("commonEventHeader"u8);
                json.Read();
                if (isList && json.TokenType == JsonTokenType.StartArray)
                {
                    while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                        Add(ref json);
                }
                else if (isEvent)
                {
                    Add(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
            while (json.Read())
            {
                // To the end, where what follows the object is complained of.
            }
            if (bare)
                events.Add(VesEventReader.Read(body, _texts));
            if (events.Count == 0)
                return VesReading.Refused(VesFault.Schema, "the body has no event");
            return events.FirstOrDefault(static e => e.SourceName.Length == 0 && e.ReportingEntityName.Length == 0) is null
                ? new VesReading(events, null)
                : VesReading.Refused(VesFault.Schema, "an event does not say whom it is about (commonEventHeader.sourceName)");

            void Add(ref Utf8JsonReader at)
            {
                var start = (int)at.TokenStartIndex;
                at.Skip();
                if (at.TokenType == JsonTokenType.EndObject)
                    events.Add(VesEventReader.Read(body[start..(int)at.BytesConsumed], _texts));
            }
        }
        catch (JsonException e)
        {
            return VesReading.Refused(VesFault.NoJson, At(e));
        }
    }

    private static void Validate(ReadOnlySpan<byte> body, bool isBatch, VesValidation validation, List<(int Start, int Length)> ranges)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        var wanted = isBatch ? "eventList"u8 : "event"u8;
        var isThere = false;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            validation.Complain("is not an object");
            json.Skip();
        }
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            if (isThere || !json.ValueTextEquals(wanted))
            {
                validation.Complain($"has a property \"{json.GetString()}\" beside or in place of {(isBatch ? "eventList" : "event")}");
                json.Skip();
                continue;
            }
            isThere = true;
            validation.Enter(wanted.ToArray());
            json.Read();
            if (isBatch)
                List(ref json, validation, ranges);
            else
                Event(ref json, validation, ranges);
            validation.Leave();
        }
        if (!isThere && validation.Complaints.Count == 0)
            validation.Complain($"lacks {(isBatch ? "eventList" : "event")}");
    }

    private static void List(ref Utf8JsonReader json, VesValidation validation, List<(int Start, int Length)> ranges)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            validation.Complain("is not an array");
            json.Skip();
            return;
        }
        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            validation.Enter(index);
            Event(ref json, validation, ranges);
            validation.Leave();
        }
    }

    private static void Event(ref Utf8JsonReader json, VesValidation validation, List<(int Start, int Length)> ranges)
    {
        var start = (int)json.TokenStartIndex;
        validation.Object(ref json, VesRules.Event);
        ranges.Add((start, (int)json.BytesConsumed - start));
    }

    private VesRefusal? Refuse(VesEvent read, string path)
    {
        if (read.Namespace is not { Length: > 0 } name)
            return new VesRefusal(read.Namespace is null ? VesFault.NamespaceMissing : VesFault.NamespaceEmpty, [$"{path}.commonEventHeader.stndDefinedNamespace"]);
        if (read.Block.IsEmpty)
            return null;
        var data = default(ReadOnlyMemory<byte>);
        var json = new Utf8JsonReader(read.Block.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("schemaReference"u8))
            {
                json.Read();
                if (json.GetString() is { } reference && !schemas.IsKnown(reference))
                    return new VesRefusal(VesFault.UnknownSchema, [$"{path}.stndDefinedFields.schemaReference"]);
            }
            else if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                var start = (int)json.TokenStartIndex;
                json.Skip();
                data = read.Block[start..(int)json.BytesConsumed];
            }
            else
            {
                json.Skip();
            }
        }
        return name.StartsWith(Namespace3gpp, StringComparison.Ordinal) ? RefuseData(data.Span, path) : null;
    }

    private static VesRefusal? RefuseData(ReadOnlySpan<byte> data, string path)
    {
        var validation = new VesValidation();
        validation.Enter(System.Text.Encoding.UTF8.GetBytes($"{path}.stndDefinedFields.data"));
        var json = new Utf8JsonReader(data);
        json.Read();
        var rule = VesRules.Notification("");
        for (var look = json; look.Read() && look.TokenType == JsonTokenType.PropertyName; look.Skip())
        {
            if (look.ValueTextEquals("measDataCollection"u8))
            {
                look.Read();
                validation.Enter("measDataCollection"u8.ToArray());
                validation.Object(ref look, VesRules.MeasDataCollection);
                return validation.Complaints.Count > 0 ? new VesRefusal(VesFault.InvalidData, validation.Complaints) : null;
            }
            if (!look.ValueTextEquals("notificationType"u8))
                continue;
            var type = look;
            type.Read();
            if (type.TokenType == JsonTokenType.String)
                rule = VesRules.Notification(type.GetString()!);
        }
        validation.Object(ref json, rule);
        return validation.Complaints.Count > 0 ? new VesRefusal(VesFault.InvalidData, validation.Complaints) : null;
    }

    private static string At(JsonException e) => $"line {(e.LineNumber ?? 0) + 1}, octet {(e.BytePositionInLine ?? 0) + 1}: it does not go on as JSON, or has more than {MaxDepth} levels";

    // What is checked here once need not be expected wherever a string is taken out.
    private static string? Complaint(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return "it is not in UTF-8";
        for (var at = body.IndexOf((byte)'\\'); at >= 0 && at < body.Length;)
        {
            if (Surrogate(body[at..]) is { } surrogate)
            {
                if (surrogate >= 0xdc00 || Surrogate(body[(at + 6)..]) is not >= 0xdc00)
                    return $"octet {at + 1}: half a surrogate pair is no character";
                at += 12;
            }
            else
            {
                at += 2;
            }
            var next = at < body.Length ? body[at..].IndexOf((byte)'\\') : -1;
            at = next < 0 ? -1 : at + next;
        }
        return null;
    }

    // The number of an escaped half of a surrogate pair; null where there is none.
    private static int? Surrogate(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text[0] == '\\' && text[1] == 'u' && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out var read, 'x') && read == 4 && unit is >= 0xd800 and <= 0xdfff ? unit : null;
}
