using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Ingest.Sources.Ves;

/// <summary>What is taken as VES events at <c>/eventListener/v7</c>, settings section <c>Noc:Ves</c>.</summary>
public sealed class VesOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Ves";

    /// <summary>Whether the listener is there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Octets that a body may have. Default 2 MiB, as the listener's specification says; 64 KiB to 64 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 2 << 20;

    /// <summary>Events that may be on their way into the stores at once; senders of further ones are told to come again (503). Default 20,000; 1 to 10,000,000. A batch that is larger goes in alone.</summary>
    [Range(1, 10_000_000)]
    public int QueueEvents { get; init; } = 20_000;

    /// <summary>Accounts that senders sign in with by Basic authentication. Default none: then they need an API token that may write, or a certificate.</summary>
    public IReadOnlyList<VesUserOptions> Users { get; init; } = [];

    /// <summary>A file of authorities in PEM. A sender that shows a certificate from one of them over TLS need not sign in. Default none.</summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>What the addresses of schemas begin with that standard-defined events may refer to, separated by commas; <c>*</c> for any. Default where 3GPP and O-RAN publish theirs.</summary>
    public string Schemas { get; init; } = VesSchemas.Default;

    /// <summary>What is wrong with the settings together, as a sentence that names no secret; null where nothing is.</summary>
    public string? Complaint() =>
        Users.Any(static u => u.Name.Length == 0 || u.Name.Contains(':', StringComparison.Ordinal)) ? $"{Section}:{nameof(Users)}: a user has no name, or one with a colon, which Basic authentication does not allow."
        : Users.FirstOrDefault(static u => u.Password.Length == 0) is { } user ? $"{Section}:{nameof(Users)}: '{user.Name}' has no password."
        : Users.GroupBy(static u => u.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice ? $"{Section}:{nameof(Users)}: two users are called '{twice.Key}'."
        : ClientAuthorities.Length > 0 && !File.Exists(ClientAuthorities) ? $"{Section}:{nameof(ClientAuthorities)}: there is no file {ClientAuthorities}."
        : null;
}

/// <summary>An account of a sender of events; an entry of <see cref="VesOptions.Users"/>.</summary>
public sealed class VesUserOptions
{
    /// <summary>Its name. Required.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its password. Required.</summary>
    public string Password { get; init; } = "";
}
