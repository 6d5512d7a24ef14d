using System.Text.Json;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>Writes messages of a schema as JSON. Never throws on bad input.</summary>
internal interface IMessageSchema
{
    /// <summary>Octets of what a schema registry puts before a message of this kind; −1 where they cannot be read.</summary>
    int RegistryOctets(ReadOnlySpan<byte> octets);

    /// <summary>Writes a message.</summary>
    /// <returns>Null, or why it cannot be read, as a sentence; then what was written is not whole.</returns>
    string? Write(ReadOnlySpan<byte> octets, Utf8JsonWriter into);
}
