using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>How the messages of a topic are read that are no JSON; an entry of <see cref="KafkaOptions.Schemas"/>.</summary>
public sealed class KafkaSchemaOptions
{
    /// <summary>The topic. Required.</summary>
    [Required, MinLength(1)]
    public string Topic { get; init; } = "";

    /// <summary>An Avro schema in JSON where its name ends with <c>.avsc</c>; otherwise a set of Protocol Buffers descriptors, as <c>protoc --include_imports --descriptor_set_out</c> writes it. Required.</summary>
    [Required, MinLength(1)]
    public string File { get; init; } = "";

    /// <summary>The full name of the Protocol Buffers message: <c>oran.kpm.Report</c>. Not for Avro.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether messages begin with the number of a schema in a schema registry, five octets, which is passed over. Default false.</summary>
    public bool Registry { get; init; }
}
