using System.Text.Json;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Reads the header of an event and finds its blocks. Asks nothing of the event but that it is JSON; what is not as it should be stays as if it were not there.</summary>
internal static class VesEventReader
{
    private static readonly byte[][] Blocks =
    [
        .. new[]
        {
            "faultFields", "heartbeatFields", "measurementFields", "mobileFlowFields", "notificationFields", "otherFields", "perf3gppFields",
            "pnfRegistrationFields", "sipSignalingFields", "stateChangeFields", "stndDefinedFields", "syslogFields", "thresholdCrossingAlertFields", "voiceQualityFields",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Domains = [.. Blocks.Select(static b => b[..^"Fields".Length])];

    /// <param name="octets">The event: an object of JSON.</param>
    /// <param name="texts">Strings that are known.</param>
    public static VesEvent Read(ReadOnlyMemory<byte> octets, TextTable texts)
    {
        var read = new VesEvent { Octets = octets, Domain = VesDomain.Other };
        Span<(int Start, int Length)> found = stackalloc (int, int)[Blocks.Length];
        found.Clear();
        var json = new Utf8JsonReader(octets.Span, new JsonReaderOptions { MaxDepth = VesDecoder.MaxDepth });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isHeader = json.ValueTextEquals("commonEventHeader"u8);
            var block = isHeader ? -1 : Find(ref json, Blocks);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
            }
            else if (isHeader)
            {
                Header(ref json, read, texts);
            }
            else
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                if (block >= 0)
                    found[block] = (start, (int)json.BytesConsumed - start);
            }
        }
        for (var block = 0; block < found.Length; block++)
        {
            var (start, length) = found[block];
            if (length == 0)
                continue;
            if (block == (int)read.Domain)
                read.Block = octets.Slice(start, length);
            else
                read.ForeignBlocks = [.. read.ForeignBlocks, System.Text.Encoding.UTF8.GetString(Blocks[block])];
        }
        return read;
    }

    private static void Header(ref Utf8JsonReader json, VesEvent into, TextTable texts)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
                Text(ref name, ref json, into, texts);
            else if (json.TokenType == JsonTokenType.Number)
                Number(ref name, ref json, into);
            else
                json.Skip();
        }
    }

    private static void Text(ref Utf8JsonReader name, ref Utf8JsonReader json, VesEvent into, TextTable texts)
    {
        if (name.ValueTextEquals("sourceName"u8))
            into.SourceName = Shared(ref json, texts);
        else if (name.ValueTextEquals("domain"u8))
            into.Domain = Find(ref json, Domains) is var domain and >= 0 ? (VesDomain)domain : VesDomain.Other;
        else if (name.ValueTextEquals("eventId"u8))
            into.EventId = json.GetString()!;
        else if (name.ValueTextEquals("eventName"u8))
            into.EventName = Shared(ref json, texts);
        else if (name.ValueTextEquals("eventType"u8))
            into.EventType = Shared(ref json, texts);
        else if (name.ValueTextEquals("reportingEntityName"u8))
            into.ReportingEntityName = Shared(ref json, texts);
        else if (name.ValueTextEquals("nfVendorName"u8))
            into.VendorName = Shared(ref json, texts);
        else if (name.ValueTextEquals("stndDefinedNamespace"u8))
            into.Namespace = Shared(ref json, texts);
    }

    private static void Number(ref Utf8JsonReader name, ref Utf8JsonReader json, VesEvent into)
    {
        if (!json.TryGetDouble(out var value))
            return;
        if (name.ValueTextEquals("startEpochMicrosec"u8))
            into.StartEpoch = value;
        else if (name.ValueTextEquals("lastEpochMicrosec"u8))
            into.LastEpoch = value;
        else if (name.ValueTextEquals("sequence"u8))
            into.Sequence = (long)Math.Clamp(value, long.MinValue, 9e18);
    }

    private static string Shared(ref Utf8JsonReader json, TextTable texts) => json.ValueIsEscaped ? json.GetString()! : texts.Get(json.ValueSpan);

    private static int Find(ref Utf8JsonReader json, byte[][] among)
    {
        for (var i = 0; i < among.Length; i++)
        {
            if (json.ValueTextEquals(among[i]))
                return i;
        }
        return -1;
    }
}
