namespace Dashboard.Web.Auth;

/// <summary>What a program signs in with. The token itself is shown once, when it is made; only its hash is kept.</summary>
/// <param name="Id">Never given to another token.</param>
/// <param name="Name">What it is for; unique among those that are not revoked.</param>
/// <param name="Scope"><see cref="Read"/> or <see cref="Write"/>.</param>
/// <param name="CreatedBy">The name of the user who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">Null: never; otherwise true to a minute.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="RevokedAt">Null while it is good.</param>
public sealed record ApiToken(
    long Id, string Name, string Scope, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The scope that may read.</summary>
    public const string Read = "read";

    /// <summary>The scope that may read and write.</summary>
    public const string Write = "write";

    /// <summary>What every token begins with, so that scanners for leaked secrets know it.</summary>
    public const string Prefix = "noc_";

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}
