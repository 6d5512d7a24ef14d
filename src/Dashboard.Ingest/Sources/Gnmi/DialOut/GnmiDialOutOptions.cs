using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Gnmi.DialOut;

/// <summary>What is taken from devices that connect by themselves, settings section <c>Noc:Gnmi:DialOut</c>. The port is <see cref="ListenOptions.GnmiDialOut"/>.</summary>
public sealed class GnmiDialOutOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Gnmi:DialOut";

    /// <summary>A file in PEM with the certificate that is shown to devices. Default none: the connection is not enciphered.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>A file in PEM with the key of that certificate.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>A file of certificates in PEM, one of which must vouch for the certificate that each device shows. Default none: any device is let in.</summary>
    public string ClientCaFile { get; init; } = "";

    /// <summary>Connections that are taken at once. Default 1000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    /// <summary>What is wrong with the settings together; null where nothing is.</summary>
    public string? Complaint() => true switch
    {
        _ when CertificateFile.Length > 0 != KeyFile.Length > 0 => $"{Section} needs both {nameof(CertificateFile)} and {nameof(KeyFile)}, or neither.",
        _ when ClientCaFile.Length > 0 && CertificateFile.Length == 0 => $"{Section}:{nameof(ClientCaFile)} needs a {nameof(CertificateFile)} as well.",
        _ when new[] { CertificateFile, KeyFile, ClientCaFile }.FirstOrDefault(f => f.Length > 0 && !File.Exists(f)) is { } missing => $"{Section}: there is no file {missing}.",
        _ => null,
    };
}
