using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// What is taken by OTLP, settings section <c>Noc:Otlp</c>. The ports are <see cref="ListenOptions.OtlpGrpc"/> and
/// <see cref="ListenOptions.OtlpHttp"/>; the web server's port takes the same for those who have an API token.
/// </summary>
public sealed class OtlpOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Otlp";

    /// <summary>Whether OTLP is taken at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a message may have, before and after unpacking. Default 4 MiB; 64 KiB to 16 MiB.</summary>
    [Range(64 << 10, 16 << 20)]
    public int MaxMessageBytes { get; init; } = 4 << 20;

    /// <summary>Messages that are read at the same time; who sends more is told to come back. Default 64; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int MaxConcurrent { get; init; } = 64;

    /// <summary>Connections that each of the two ports takes at once. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a message waits for room before its sender is told to come back. Default 2 s; 0 to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What senders must show at the two ports, as <c>authorization: Bearer …</c>. Default none: whoever reaches them is let in.</summary>
    [DataType(DataType.Password)]
    public string Token { get; init; } = "";

    /// <summary>A file in PEM with the certificate that is shown at the two ports. Default none: connections are not enciphered.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>A file in PEM with the key of that certificate.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>What is wrong with the settings together; null where nothing is.</summary>
    public string? Complaint() => true switch
    {
        _ when CertificateFile.Length > 0 != KeyFile.Length > 0 => $"{Section} needs both {nameof(CertificateFile)} and {nameof(KeyFile)}, or neither.",
        _ when new[] { CertificateFile, KeyFile }.FirstOrDefault(f => f.Length > 0 && !File.Exists(f)) is { } missing => $"{Section}: there is no file {missing}.",
        _ => null,
    };
}
