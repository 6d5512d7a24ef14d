using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>How files of performance measurements are fetched that are announced, settings section <c>Noc:PmFetch</c>.</summary>
public sealed class PmFetchOptions : HttpPullOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:PmFetch";

    /// <summary>What fingerprints of host keys begin with.</summary>
    internal const string KeyMark = "SHA256:";

    public PmFetchOptions() => Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Hosts that files are fetched from, with a port or without. Default any, unless there are credentials: those are for named hosts only.</summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>How often a file is asked for until it is given up. Default 5; 1 to 20. Between two times 5 s pass, then twice as long each time.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 20)]
    public int Attempts { get; init; } = 5;

    /// <summary>The file of the private key that is shown over sftp, in OpenSSH's form or PEM. Default none: <see cref="HttpPullOptions.Password"/> is.</summary>
    public string PrivateKeyFile { get; init; } = "";

    /// <summary>Fingerprints of the host keys that are trusted over sftp, as <c>ssh-keygen -l</c> prints them: <c>SHA256:…</c>. Default none, and nothing is fetched over sftp.</summary>
    public string[] HostKeys { get; init; } = [];

    /// <summary>What does not fit together, as a sentence that names no secret; null where all does.</summary>
    public string? Complaint() =>
        PullComplaint() is { } complaint ? $"{Section} {complaint}."
        : PrivateKeyFile.Length > 0 && User.Length == 0 ? $"{Section} has a PrivateKeyFile without a User."
        : Array.Find(HostKeys, static k => !k.StartsWith(KeyMark, StringComparison.Ordinal)) is { } key ? $"{Section} has the host key '{key}'; ssh-keygen -l prints them as {KeyMark}…"
        : Hosts.Length == 0 && (User.Length > 0 || BearerToken.Length > 0 || BearerTokenFile.Length > 0 || Headers.Count > 0 || CertificateFile.Length > 0)
            ? $"{Section} has credentials and no Hosts: say which hosts they are for."
        : null;

    internal bool IsAllowed(Uri location) =>
        Hosts.Length == 0 || Array.Exists(Hosts, h => h.Equals(location.Host, StringComparison.OrdinalIgnoreCase) || h.Equals(location.Authority, StringComparison.OrdinalIgnoreCase));
}
