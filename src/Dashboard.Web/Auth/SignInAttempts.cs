namespace Dashboard.Web.Auth;

/// <summary>
/// Passwords tried in a row for one name, and whether that has locked it. An attempt is counted before its password is
/// looked at, so that many at once do not get more tries than one after the other.
/// </summary>
/// <param name="Count">Since the last right password or the end of the last lock.</param>
/// <param name="LockedUntil">Null while the name was never locked.</param>
public readonly record struct SignInAttempts(int Count, DateTimeOffset? LockedUntil)
{
    /// <summary>How long the name stays locked; null when it is not.</summary>
    public TimeSpan? LockedFor(DateTimeOffset now) => LockedUntil > now ? LockedUntil - now : null;

    /// <summary>With one attempt more; the last one allowed locks, until a right password clears all.</summary>
    public SignInAttempts Another(DateTimeOffset now, AuthOptions options)
    {
        if (LockedUntil > now)
            return this;
        var count = LockedUntil is null ? Count + 1 : 1;
        return new(count, count >= options.LockoutAttempts ? now + options.LockoutDuration : null);
    }
}
