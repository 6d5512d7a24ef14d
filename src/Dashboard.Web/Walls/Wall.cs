namespace Dashboard.Web.Walls;

/// <summary>A wall that a link opens. The link's token is shown once, when it is made; only its hash is kept.</summary>
/// <param name="Id">Never given to another wall.</param>
/// <param name="Name">Which display it is for; unique among those that are not revoked.</param>
/// <param name="Definition">What it shows.</param>
/// <param name="Revision">Rises with every change of <paramref name="Definition"/>.</param>
/// <param name="CreatedBy">The name of the user who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastSeenAt">When a display showed it last, true to a minute; null: never.</param>
/// <param name="LastSeenFrom">The network address of that display; empty: never.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="RevokedAt">Null while it is good.</param>
public sealed record Wall(
    long Id, string Name, WallDefinition Definition, long Revision, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt, string LastSeenFrom, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>What every token of a link begins with, so that scanners for leaked secrets know it.</summary>
    public const string Prefix = "nocwall_";

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}
