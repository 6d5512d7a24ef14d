using System.Buffers;
using System.Text.Json;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>The schemas of topics whose messages are no JSON. Immutable.</summary>
public sealed class KafkaSchemas
{
    private readonly Dictionary<string, (IMessageSchema Schema, bool IsFromRegistry)> _schemas = new(StringComparer.Ordinal); // bound: entries of the settings

    /// <param name="options">Which there are.</param>
    /// <exception cref="FormatException">A schema cannot be used; the message says which and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public KafkaSchemas(IReadOnlyList<KafkaSchemaOptions> options)
    {
        foreach (var one in options)
        {
            try
            {
                _schemas[one.Topic] = (one.File.EndsWith(".avsc", StringComparison.OrdinalIgnoreCase) ? new AvroSchema(AvroType.Read(File.ReadAllText(one.File))) : Protobuf(one), one.Registry);
            }
            catch (FormatException e)
            {
                throw new FormatException($"{one.File}, the schema of topic '{one.Topic}', cannot be used: {e.Message}.", e);
            }
        }
    }

    /// <summary>Whether the messages of a topic have a schema.</summary>
    public bool Has(string topic) => _schemas.ContainsKey(topic);

    /// <summary>Writes a message as JSON.</summary>
    /// <param name="topic">The message's topic, which has a schema.</param>
    /// <param name="octets">The message.</param>
    /// <param name="problem">Why it cannot be read, as a sentence; null where it can.</param>
    internal ReadOnlyMemory<byte> ToJson(string topic, ReadOnlySpan<byte> octets, out string? problem)
    {
        var (schema, isFromRegistry) = _schemas[topic];
        var before = isFromRegistry ? schema.RegistryOctets(octets) : 0;
        if (before < 0)
        {
            problem = "it does not begin with the number of a schema in a registry";
            return default;
        }
        var json = new ArrayBufferWriter<byte>(Math.Max(256, octets.Length * 2));
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true }))
            problem = schema.Write(octets[before..], writer);
        return problem is null ? json.WrittenMemory : default;
    }

    private static ProtobufSchema Protobuf(KafkaSchemaOptions options)
    {
        var types = ProtobufTypes.Read(File.ReadAllBytes(options.File));
        return types.Message(options.Message) is { } message ? new ProtobufSchema(types, message)
            : throw new FormatException($"it has no message '{options.Message}' ({nameof(KafkaSchemaOptions.Message)}); it has {string.Join(", ", types.Messages.Take(20))}");
    }
}
