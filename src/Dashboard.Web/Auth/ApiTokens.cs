using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Auth;

/// <summary>The API tokens: made, looked up, revoked.</summary>
internal sealed class ApiTokens(StateDatabase database, AuditTrail audit, TimeProvider time)
{
    /// <summary>Most tokens that may be good at once.</summary>
    public const int Most = 1000;

    /// <summary>Revoked tokens that stay listed; older ones are deleted.</summary>
    public const int MostRevoked = 100;

    /// <summary>The use of a token is written down at most this often.</summary>
    public static readonly TimeSpan UseNoted = TimeSpan.FromMinutes(1);

    /// <summary>How long a change made by another process may go unseen.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private const string Columns = "id, name, scope, hash, created_by AS CreatedBy, created_at AS CreatedAt, last_used_at AS LastUsedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt";

    private readonly Lock gate = new();
    private Dictionary<string, ApiToken> good = []; // by hash in hex; at most Most
    private Dictionary<long, DateTimeOffset> noted = []; // by id; at most Most
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    /// <summary>All of them, the newest first, those that are revoked last.</summary>
    public IReadOnlyList<ApiToken> All()
    {
        using var connection = database.Connect();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM api_tokens ORDER BY revoked_at IS NOT NULL, id DESC").Select(r => r.ToToken())];
    }

    /// <summary>Makes a token, which cannot be shown again; without a lifetime it never expires.</summary>
    /// <returns>The sentence to show, or null when the token is made.</returns>
    public string? Create(string name, string scope, TimeSpan? lifetime, Actor actor, out string token)
    {
        token = "";
        if (name.Length is 0 or > Accounts.LongestName || name.Any(char.IsControl))
            return $"Give the token a name of at most {Accounts.LongestName} characters that says what it is for.";
        if (scope is not (ApiToken.Read or ApiToken.Write))
            return $"Choose what the token may do: {ApiToken.Read} or {ApiToken.Write}.";
        var now = time.GetUtcNow();
        var made = ApiToken.Prefix + Secret.New();
        using var connection = database.Connect();
        var added = connection.Execute(
            """
            INSERT INTO api_tokens (name, scope, hash, created_by, created_at, expires_at)
            SELECT @name, @scope, @hash, @createdBy, @at, @expires
            WHERE (SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL) < @Most
              AND NOT EXISTS (SELECT 1 FROM api_tokens WHERE revoked_at IS NULL AND name = @name COLLATE NOCASE)
            """,
            new { name, scope, hash = Secret.Hash(made), createdBy = actor.Name, at = now.ToUnixTimeMilliseconds(), expires = (now + lifetime)?.ToUnixTimeMilliseconds(), Most });
        if (added == 0)
            return $"There is already a token called {name}, or there are {Most} tokens. Revoke one, or choose another name.";
        Forget();
        audit.Add(actor, $"created token that may {scope}", name);
        token = made;
        return null;
    }

    public void Revoke(long id, Actor actor)
    {
        using (var connection = database.Connect())
        {
            var name = connection.QuerySingleOrDefault<string>(
                "UPDATE api_tokens SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL RETURNING name", new { id, at = time.GetUtcNow().ToUnixTimeMilliseconds() });
            if (name is null)
                return;
            connection.Execute(
                "DELETE FROM api_tokens WHERE revoked_at IS NOT NULL AND id NOT IN (SELECT id FROM api_tokens WHERE revoked_at IS NOT NULL ORDER BY revoked_at DESC LIMIT @MostRevoked)",
                new { MostRevoked });
            audit.Add(actor, "revoked token", name);
        }
        Forget();
    }

    /// <summary>The token that a program brought, and a note of its use.</summary>
    /// <returns>Null: unknown, expired or revoked.</returns>
    public ApiToken? Use(string token)
    {
        var now = time.GetUtcNow();
        ApiToken? found;
        bool note;
        lock (gate)
        {
            if (now - readAt >= Freshness)
                Read(now);
            // The key is a hash of 256 random bits: the time a look-up takes tells nothing that helps to guess one.
            found = good.GetValueOrDefault(Convert.ToHexString(Secret.Hash(token)));
            if (found?.IsGood(now) != true)
                return null;
            note = !noted.TryGetValue(found.Id, out var last) || now - last >= UseNoted;
            if (note)
                noted[found.Id] = now;
        }
        if (note)
        {
            using var connection = database.Connect();
            connection.Execute("UPDATE api_tokens SET last_used_at = @at WHERE id = @Id", new { found.Id, at = now.ToUnixTimeMilliseconds() });
        }
        return found;
    }

    private void Read(DateTimeOffset now)
    {
        using var connection = database.Connect();
        good = connection.Query<Row>($"SELECT {Columns} FROM api_tokens WHERE revoked_at IS NULL").ToDictionary(r => Convert.ToHexString(r.Hash), r => r.ToToken());
        var ids = good.Values.Select(t => t.Id).ToHashSet();
        noted = noted.Where(n => ids.Contains(n.Key)).ToDictionary();
        readAt = now;
    }

    private void Forget()
    {
        lock (gate)
            readAt = DateTimeOffset.MinValue;
    }

    private sealed record Row(long Id, string Name, string Scope, byte[] Hash, string CreatedBy, long CreatedAt, long? LastUsedAt, long? ExpiresAt, long? RevokedAt)
    {
        public ApiToken ToToken() => new(
            Id, Name, Scope, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), StoredTime.From(LastUsedAt), StoredTime.From(ExpiresAt), StoredTime.From(RevokedAt));
    }
}
