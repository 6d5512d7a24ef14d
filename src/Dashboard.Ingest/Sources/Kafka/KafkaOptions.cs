using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Sources.Kafka.Schemas;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>What is read from a Kafka cluster, settings section <c>Noc:Kafka</c>.</summary>
public sealed class KafkaOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Kafka";

    /// <summary>Where the cluster is: <c>kafka-1:9092,kafka-2:9092</c>. Default none: nothing is read.</summary>
    public string Brokers { get; init; } = "";

    /// <summary>The consumer group, whose members share the partitions. Default <c>noc-dashboard</c>.</summary>
    [Required, MinLength(1)]
    public string Group { get; init; } = "noc-dashboard";

    /// <summary>The topics, separated by commas; one that begins with <c>^</c> is a pattern. Default those of cells, of devices, of alarms and of RANPM.</summary>
    [Required, MinLength(1)]
    public string Topics { get; init; } = "oran.pm.cell,oran.pm.ue,oran.fm.alarms,pmreports,file-ready";

    /// <summary>Where a group begins that has read nothing yet: <c>Earliest</c> (default) or <c>Latest</c>.</summary>
    [EnumDataType(typeof(KafkaStart))]
    public KafkaStart Start { get; init; } = KafkaStart.Earliest;

    /// <summary>How the brokers are spoken to: <c>Plaintext</c> (default), <c>Ssl</c>, <c>SaslPlaintext</c> or <c>SaslSsl</c>.</summary>
    [EnumDataType(typeof(KafkaSecurity))]
    public KafkaSecurity Security { get; init; } = KafkaSecurity.Plaintext;

    /// <summary>How to sign in where that is by SASL: <c>Plain</c>, <c>ScramSha256</c> or <c>ScramSha512</c> (default).</summary>
    [EnumDataType(typeof(KafkaSignIn))]
    public KafkaSignIn SignIn { get; init; } = KafkaSignIn.ScramSha512;

    /// <summary>The user for that.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>A file of authorities in PEM that the brokers' certificates come from. Default none: those of this machine.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>The native library. Default none: <c>librdkafka.so.1</c> where the system keeps its libraries.</summary>
    public string Library { get; init; } = "";

    /// <summary>How the messages of topics are read that are no JSON: Avro and Protocol Buffers. Default none.</summary>
    public IReadOnlyList<KafkaSchemaOptions> Schemas { get; init; } = [];

    /// <summary>Octets that a message may have once it is unpacked. Default 32 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64 << 10, 1 << 30)]
    public int MaxMessageBytes { get; init; } = 32 << 20;

    /// <summary>Messages that are stored together before their offsets are committed. Default 500; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int BatchMessages { get; init; } = 500;

    /// <summary>Messages that could not be read which are kept, in the folder <c>kafka-poison</c> of the data directory; the oldest goes. Default 100; 0 to 100,000.</summary>
    [Range(0, 100_000)]
    public int KeptPoison { get; init; } = 100;

    /// <summary>What is wrong with the settings together, as a sentence that names no secret; null where nothing is.</summary>
    public string? Complaint() =>
        Security is KafkaSecurity.SaslPlaintext or KafkaSecurity.SaslSsl && (User.Length == 0 || Password.Length == 0) ? $"{Section}:{nameof(Security)} is {Security}, which needs {nameof(User)} and {nameof(Password)}."
        : CaFile.Length > 0 && !File.Exists(CaFile) ? $"{Section}:{nameof(CaFile)}: there is no file {CaFile}."
        : Schemas.FirstOrDefault(static s => !System.IO.File.Exists(s.File)) is { } missing ? $"{Section}:{nameof(Schemas)}: there is no file '{missing.File}' for topic '{missing.Topic}'."
        : Library.Length > 0 && !File.Exists(Library) ? $"{Section}:{nameof(Library)}: there is no file {Library}."
        : null;
}

/// <summary>Where a consumer group begins that has read nothing yet.</summary>
public enum KafkaStart
{
    /// <summary>With the oldest message that is kept.</summary>
    Earliest,

    /// <summary>With the next message that comes.</summary>
    Latest,
}

/// <summary>How brokers are spoken to.</summary>
public enum KafkaSecurity
{
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

/// <summary>How a client signs in by SASL.</summary>
public enum KafkaSignIn
{
    Plain,
    ScramSha256,
    ScramSha512,
}
