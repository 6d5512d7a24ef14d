using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>How files of performance measurements are fetched that are announced, settings section <c>Noc:PmFetch</c>.</summary>
public sealed class PmFetchOptions : HttpPullOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:PmFetch";

    public PmFetchOptions() => Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Hosts that files are fetched from, with a port or without. Default any, unless there are credentials: those are for named hosts only.</summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>How often a file is asked for until it is given up. Default 5; 1 to 20. Between two times 5 s pass, then twice as long each time.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 20)]
    public int Attempts { get; init; } = 5;

    /// <summary>What does not fit together, as a sentence that names no secret; null where all does.</summary>
    public string? Complaint() =>
        PullComplaint() is { } complaint ? $"{Section} {complaint}."
        : Hosts.Length == 0 && (User.Length > 0 || BearerToken.Length > 0 || BearerTokenFile.Length > 0 || Headers.Count > 0 || CertificateFile.Length > 0)
            ? $"{Section} has credentials and no Hosts: say which hosts they are for."
        : null;

    internal bool IsAllowed(Uri location) =>
        Hosts.Length == 0 || Array.Exists(Hosts, h => h.Equals(location.Host, StringComparison.OrdinalIgnoreCase) || h.Equals(location.Authority, StringComparison.OrdinalIgnoreCase));
}
