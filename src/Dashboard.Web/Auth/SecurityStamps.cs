namespace Dashboard.Web.Auth;

/// <summary>The users as open sessions see them: read from the database at most every half minute, and at once after a change made here.</summary>
internal sealed class SecurityStamps(UserStore users, TimeProvider time)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private Dictionary<long, User> known = []; // all users, at most UserStore.Most
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    /// <summary>The user of a session; null when removed, or when the session's stamp is not the user's any more.</summary>
    public User? Current(long id, string? stamp)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - readAt >= Freshness)
            {
                known = users.All().ToDictionary(u => u.Id);
                readAt = now;
            }
            return known.TryGetValue(id, out var user) && user.SecurityStamp == stamp ? user : null;
        }
    }

    /// <summary>Makes the next look read the database.</summary>
    public void Forget()
    {
        lock (gate)
            readAt = DateTimeOffset.MinValue;
    }
}
