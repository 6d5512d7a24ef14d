using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Wire;

/// <summary>How something is fetched over HTTP again and again: the settings that all sources have which do so.</summary>
public abstract class HttpPullOptions
{
    /// <summary>How often a target is fetched. Default 15 s; 1 s to 1 d.</summary>
    [Display(Name = "Interval", Description = "Hours, minutes, seconds.")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a fetch may take, redirects and body included; never longer than the interval. Default 10 s; 100 ms to 10 min.</summary>
    [Display(Name = "Time-out", Description = "")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Octets that an answer may have once it is unpacked; a larger one is a failed fetch. Default 16 MiB; 1 KiB to 256 MiB.</summary>
    [Display(Name = "Octets at most", Description = "", GroupName = "Labels and limits")]
    [Range(1 << 10, 256 << 20)]
    public int MaxBodyBytes { get; init; } = 16 << 20;

    /// <summary>Samples that an answer may hold; one with more is a failed fetch. Default 100,000; 1 to 10,000,000.</summary>
    [Display(Name = "Samples at most", Description = "", GroupName = "Labels and limits")]
    [Range(1, 10_000_000)]
    public int SampleLimit { get; init; } = 100_000;

    /// <summary>Fetches that must fail in a row before a target is left alone for longer each time, up to <see cref="LongestPause"/>. Default 3; 1 to 100.</summary>
    [Range(1, 100)]
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>The longest that a target which does not answer is left alone. Default 2 min, so that its <c>up</c> stays in sight of queries; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Labels that all series get, by name. Default none.</summary>
    [Display(Name = "Labels", Description = "A line each: name=value.", GroupName = "Labels and limits")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Headers that are sent, by name; their values are never shown. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The user of basic authentication (RFC 7617). Default none.</summary>
    [Display(Name = "User", Description = "", GroupName = "Who asks")]
    public string User { get; init; } = "";

    /// <summary>The password for that. Never shown.</summary>
    [Display(Name = "Password", Description = "", GroupName = "Who asks")]
    [DataType(DataType.Password)]
    public string Password { get; init; } = "";

    /// <summary>A bearer token (RFC 6750). Default none. Never shown.</summary>
    [Display(Name = "Bearer token", Description = "", GroupName = "Who asks")]
    [DataType(DataType.Password)]
    public string BearerToken { get; init; } = "";

    /// <summary>A file that holds the bearer token, read anew for each fetch. Default none.</summary>
    [Display(Name = "File of the bearer token", Description = "", GroupName = "Who asks")]
    public string BearerTokenFile { get; init; } = "";

    /// <summary>A PEM file of the authorities that a server's certificate may come from. Default: those of this machine.</summary>
    [Display(Name = "Authorities", Description = "A PEM file. Empty: those of this machine.", GroupName = "TLS")]
    public string CaFile { get; init; } = "";

    /// <summary>A PEM file with the certificate that is shown to servers. Default none.</summary>
    [Display(Name = "Our certificate", Description = "A PEM file.", GroupName = "TLS")]
    public string CertificateFile { get; init; } = "";

    /// <summary>The PEM file of that certificate's key. Default: the certificate's own file.</summary>
    [Display(Name = "Its key", Description = "A PEM file.", GroupName = "TLS")]
    public string KeyFile { get; init; } = "";

    /// <summary>The name that a server's certificate must have. Default: the name it is fetched from.</summary>
    [Display(Name = "Name in its certificate", Description = "Empty: the name it is fetched from.", GroupName = "TLS")]
    public string ServerName { get; init; } = "";

    /// <summary>Whether a server's certificate must be valid. Default true.</summary>
    [Display(Name = "Verify the certificate", Description = "", GroupName = "TLS")]
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>How long a fetch may take in fact.</summary>
    internal TimeSpan Limit => Timeout < Interval ? Timeout : Interval;

    /// <summary>What does not fit together, as the rest of a sentence that names no secret; null where all does.</summary>
    internal string? PullComplaint() =>
        (BearerToken.Length > 0 ? 1 : 0) + (BearerTokenFile.Length > 0 ? 1 : 0) + (User.Length > 0 ? 1 : 0) > 1
            ? "has more than one of User, BearerToken and BearerTokenFile; give one"
        : Password.Length > 0 && User.Length == 0 ? "has a Password without a User"
        : KeyFile.Length > 0 && CertificateFile.Length == 0 ? "has a KeyFile without a CertificateFile"
        : Labels.Keys.FirstOrDefault(name => !IsLabelName(name)) is { } label ? $"has a label '{label}'; names of labels are letters, digits and underscores, and do not begin with a digit"
        : Headers.Keys.FirstOrDefault(name => name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) is { } header ? $"has a header '{header}'; names of headers are letters, digits and hyphens"
        : BearerToken.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 ? "has a BearerToken of more than one line"
        : Headers.Any(h => h.Value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) ? "has a header whose value has more than one line"
        : null;

    private static bool IsLabelName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && name != Domain.Telemetry.Labels.MetricName;
}
