using System.Security.Cryptography;
using System.Text;
using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Auth;

/// <summary>
/// Counts attempts on names that no user has, by the rule and at the cost in time of those that one has, so that neither
/// a lock nor its delay tells which names exist. What was typed may be a password in the wrong field: names are kept
/// as a keyed hash whose key is forgotten when the program ends.
/// </summary>
internal sealed class StrangerAttempts(StateDatabase database)
{
    /// <summary>Names remembered; each one more lets the oldest go.</summary>
    public const int Most = 4096;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <returns>The attempts before and after this one.</returns>
    public (SignInAttempts Before, SignInAttempts After) Count(string typed, DateTimeOffset now, AuthOptions options)
    {
        var name = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(typed.ToUpperInvariant()));
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        var before = connection.QuerySingleOrDefault<Row>("SELECT failed_count AS FailedCount, locked_until AS LockedUntil FROM stranger_attempts WHERE name = @name", new { name })?.ToAttempts() ?? default;
        var after = before.Another(now, options);
        if (after != before)
        {
            connection.Execute(
                """
                INSERT INTO stranger_attempts (name, failed_count, locked_until) VALUES (@name, @Count, @until)
                ON CONFLICT (name) DO UPDATE SET failed_count = excluded.failed_count, locked_until = excluded.locked_until;
                DELETE FROM stranger_attempts WHERE id <= (SELECT max(id) FROM stranger_attempts) - @Most
                """,
                new { name, after.Count, until = after.LockedUntil?.ToUnixTimeMilliseconds(), Most });
        }
        transaction.Commit();
        return (before, after);
    }

    private sealed record Row(long FailedCount, long? LockedUntil)
    {
        public SignInAttempts ToAttempts() => new((int)FailedCount, StoredTime.From(LockedUntil));
    }
}
