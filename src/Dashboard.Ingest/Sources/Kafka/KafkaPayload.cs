using System.IO.Compression;
using System.Text.Json;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>What a message holds.</summary>
internal enum KafkaForm
{
    /// <summary>An event of VES, perf3gpp among them.</summary>
    Ves,

    /// <summary>Measurements as names and numbers side by side.</summary>
    Kpm,

    /// <summary>Nothing that is understood.</summary>
    None,
}

/// <summary>Unpacks messages and tells what they hold. Never throws.</summary>
internal static class KafkaPayload
{
    /// <summary>Unpacks a message where it is packed.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="isPacked">Whether a header says that it is packed with gzip; one that begins as gzip does is taken as such all the same.</param>
    /// <param name="limit">Octets that it may have.</param>
    /// <param name="problem">Why it cannot be unpacked; null where it can.</param>
    public static ReadOnlyMemory<byte> Unpack(byte[] octets, bool isPacked, int limit, out string? problem)
    {
        problem = null;
        if (!isPacked && !(octets is [0x1f, 0x8b, ..]))
        {
            problem = octets.Length > limit ? $"it has more than {limit} octets" : null;
            return octets;
        }
        try
        {
            using var packed = new GZipStream(new MemoryStream(octets, writable: false), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (packed.Read(buffer) is var read and > 0)
            {
                if (unpacked.Length + read > limit)
                {
                    problem = $"it has more than {limit} octets once it is unpacked";
                    return default;
                }
                unpacked.Write(buffer, 0, read);
            }
            return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        }
        catch (InvalidDataException)
        {
            problem = "its header says gzip, and it is not packed so";
            return default;
        }
    }

    /// <summary>Tells what a message holds by the names at its top.</summary>
    public static KafkaForm Recognise(ReadOnlySpan<byte> octets)
    {
        try
        {
            var json = new Utf8JsonReader(octets);
            if (!json.Read())
                return KafkaForm.None;
            if (json.TokenType == JsonTokenType.StartArray)
                return KafkaForm.Kpm;
            if (json.TokenType != JsonTokenType.StartObject)
                return KafkaForm.None;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("event"u8) || json.ValueTextEquals("eventList"u8) || json.ValueTextEquals("commonEventHeader"u8))
                    return KafkaForm.Ves;
                json.Skip();
            }
            return KafkaForm.Kpm;
        }
        catch (JsonException)
        {
            return KafkaForm.None;
        }
    }
}
