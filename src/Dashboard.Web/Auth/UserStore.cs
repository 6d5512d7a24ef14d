using Dapper;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Auth;

/// <summary>The users table.</summary>
internal sealed class UserStore(StateDatabase database)
{
    /// <summary>Most users there may be; adding another is refused.</summary>
    public const int Most = 1000;

    private const string Columns = "id, name, role, password_hash AS PasswordHash, security_stamp AS SecurityStamp, failed_count AS FailedCount, locked_until AS LockedUntil, last_sign_in AS LastSignIn";

    // Keeps one administrator whatever two requests do at once.
    private const string NotTheLastAdministrator = "(role <> 'administrator' OR (SELECT count(*) FROM users WHERE role = 'administrator') > 1)";

    public IReadOnlyList<User> All()
    {
        using var connection = database.Connect();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM users ORDER BY name").Select(r => r.ToUser())];
    }

    public User? Find(long id)
    {
        using var connection = database.Connect();
        return connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM users WHERE id = @id", new { id })?.ToUser();
    }

    public User? Find(string name)
    {
        using var connection = database.Connect();
        return Find(connection, name);
    }

    /// <summary>The administrator whom the first link signs in: the one called so where there is one, else the oldest.</summary>
    public User? FirstAdministrator(string preferredName)
    {
        using var connection = database.Connect();
        return connection.QueryFirstOrDefault<Row>(
            $"SELECT {Columns} FROM users WHERE role = 'administrator' ORDER BY name <> @preferredName, id", new { preferredName })?.ToUser();
    }

    public bool AnyAdministratorHasPassword()
    {
        using var connection = database.Connect();
        return connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM users WHERE role = 'administrator' AND password_hash IS NOT NULL)");
    }

    /// <returns>False: the name is taken, or there are <see cref="Most"/> users.</returns>
    public bool Add(string name, string role, string stamp, DateTimeOffset now)
    {
        using var connection = database.Connect();
        return connection.Execute(
            """
            INSERT INTO users (name, role, security_stamp, created_at)
            SELECT @name, @role, @stamp, @at WHERE (SELECT count(*) FROM users) < @Most
            ON CONFLICT (name) DO NOTHING
            """,
            new { name, role, stamp, at = now.ToUnixTimeMilliseconds(), Most }) == 1;
    }

    /// <returns>False: no such user, or the last administrator.</returns>
    public bool Remove(long id)
    {
        using var connection = database.Connect();
        return connection.Execute($"DELETE FROM users WHERE id = @id AND {NotTheLastAdministrator}", new { id }) == 1;
    }

    /// <returns>False: no such user, or the last administrator was to be something else.</returns>
    public bool ChangeRole(long id, string role)
    {
        using var connection = database.Connect();
        return connection.Execute($"UPDATE users SET role = @role WHERE id = @id AND (@role = 'administrator' OR {NotTheLastAdministrator})", new { id, role }) == 1;
    }

    /// <summary>Sets or, with null, takes away the password, and clears the attempts.</summary>
    public void SetPassword(long id, string? hash, string stamp)
    {
        using var connection = database.Connect();
        connection.Execute(
            "UPDATE users SET password_hash = @hash, security_stamp = @stamp, failed_count = 0, locked_until = NULL WHERE id = @id",
            new { id, hash, stamp });
    }

    public void SetStamp(long id, string stamp)
    {
        using var connection = database.Connect();
        connection.Execute("UPDATE users SET security_stamp = @stamp WHERE id = @id", new { id, stamp });
    }

    /// <summary>Counts an attempt unless the account is locked; in one transaction, so that none is lost.</summary>
    /// <returns>The attempts before and after this one.</returns>
    public (SignInAttempts Before, SignInAttempts After) CountAttempt(long id, DateTimeOffset now, AuthOptions options)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        var before = connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM users WHERE id = @id", new { id })?.ToUser().Attempts ?? default;
        var after = before.Another(now, options);
        if (after != before)
            connection.Execute("UPDATE users SET failed_count = @Count, locked_until = @until WHERE id = @id", new { id, after.Count, until = after.LockedUntil?.ToUnixTimeMilliseconds() });
        transaction.Commit();
        return (before, after);
    }

    /// <summary>Unlocks, after a right password.</summary>
    public void ClearAttempts(long id)
    {
        using var connection = database.Connect();
        connection.Execute("UPDATE users SET failed_count = 0, locked_until = NULL WHERE id = @id", new { id });
    }

    public void SignedIn(long id, DateTimeOffset now)
    {
        using var connection = database.Connect();
        connection.Execute("UPDATE users SET last_sign_in = @at WHERE id = @id", new { id, at = now.ToUnixTimeMilliseconds() });
    }

    private static User? Find(SqliteConnection connection, string name) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM users WHERE name = @name", new { name })?.ToUser();

    private sealed record Row(long Id, string Name, string Role, string? PasswordHash, string SecurityStamp, long FailedCount, long? LockedUntil, long? LastSignIn)
    {
        public User ToUser() => new(Id, Name, Role, PasswordHash, SecurityStamp, new((int)FailedCount, StoredTime.From(LockedUntil)), StoredTime.From(LastSignIn));
    }
}
