using System.Security.Cryptography;

namespace Dashboard.Web.Auth;

/// <summary>
/// Links that sign somebody in once who has no password yet: the first administrator, or a user whom an administrator
/// has just added. Only their hashes are kept, only in memory; a restart ends them.
/// </summary>
internal sealed class FirstSignInLinks(TimeProvider time)
{
    /// <summary>The path; the token is its query parameter <c>token</c>.</summary>
    public const string Path = "/first-sign-in";

    public static readonly TimeSpan Validity = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private readonly List<(byte[] Hash, long? User, DateTimeOffset Until)> open = []; // one a user (at most UserStore.Most) and the first

    /// <summary>A new link's token, 256 random bits; it takes the place of an earlier one for the same user.</summary>
    /// <param name="user">Whom it signs in; null for the first administrator.</param>
    public string Issue(long? user)
    {
        var token = Secret.New();
        lock (gate)
        {
            open.RemoveAll(link => link.User == user);
            open.Add((Secret.Hash(token), user, time.GetUtcNow() + Validity));
        }
        return token;
    }

    /// <summary>Takes a token in; it is used up by this.</summary>
    /// <returns>False: never issued, used, replaced or too old.</returns>
    public bool Redeem(string? token, out long? user)
    {
        var hash = Secret.Hash(token ?? "");
        user = null;
        lock (gate)
        {
            // Every link is compared in full, so that the time taken says nothing about any of them.
            var found = -1;
            for (var i = 0; i < open.Count; i++)
            {
                if (CryptographicOperations.FixedTimeEquals(open[i].Hash, hash))
                    found = i;
            }
            if (found < 0)
                return false;
            var link = open[found];
            open.RemoveAt(found);
            user = link.User;
            return time.GetUtcNow() < link.Until;
        }
    }

    /// <summary>Ends the link of a user who has set a password or was removed.</summary>
    public void Withdraw(long? user)
    {
        lock (gate)
            open.RemoveAll(link => link.User == user);
    }
}
