using System.Net;
using Dapper;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Walls;

/// <summary>The walls and the links that open them: made, changed, looked up, revoked.</summary>
internal sealed class WallLinks(StateDatabase database, AuditTrail audit, TimeProvider time)
{
    /// <summary>Most walls that may be good at once.</summary>
    public const int Most = 500;

    /// <summary>Revoked walls that stay listed; older ones are deleted.</summary>
    public const int MostRevoked = 50;

    /// <summary>That a wall was shown is written down at most this often.</summary>
    public static readonly TimeSpan SeenNoted = TimeSpan.FromMinutes(1);

    /// <summary>How long a change made by another process may go unseen.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private const string Columns =
        "id, name, hash, definition, revision, created_by AS CreatedBy, created_at AS CreatedAt, last_seen_at AS LastSeenAt, last_seen_from AS LastSeenFrom, expires_at AS ExpiresAt, revoked_at AS RevokedAt";

    private readonly Lock _gate = new();
    private Dictionary<string, Wall> _byHash = []; // by hash in hex; at most Most
    private Dictionary<long, Wall> _byId = []; // at most Most
    private Dictionary<long, DateTimeOffset> _seen = []; // by id; at most Most
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>All of them, the newest first, those that are revoked last.</summary>
    public IReadOnlyList<Wall> All()
    {
        using var connection = database.Connect();
        return [.. connection.Query<Row>($"SELECT {Columns} FROM walls ORDER BY revoked_at IS NOT NULL, id DESC").Select(static r => r.ToWall())];
    }

    /// <summary>Makes a wall and the token of its link, which cannot be shown again; without a lifetime it never expires.</summary>
    /// <returns>The sentence to show, or null when it is made.</returns>
    public string? Create(string name, WallDefinition definition, TimeSpan? lifetime, Actor actor, out string token)
    {
        token = "";
        if (name.Length is 0 or > Accounts.LongestName || name.Any(char.IsControl))
            return $"Give the wall a name of at most {Accounts.LongestName} characters that says which display it is for.";
        var now = time.GetUtcNow();
        var made = Wall.Prefix + Secret.New();
        using var connection = database.Connect();
        var added = connection.Execute(
            """
            INSERT INTO walls (name, hash, definition, created_by, created_at, expires_at)
            SELECT @name, @hash, @definition, @createdBy, @at, @expires
            WHERE (SELECT count(*) FROM walls WHERE revoked_at IS NULL) < @Most
              AND NOT EXISTS (SELECT 1 FROM walls WHERE revoked_at IS NULL AND name = @name COLLATE NOCASE)
            """,
            new { name, hash = Secret.Hash(made), definition = definition.Write(), createdBy = actor.Name, at = now.ToUnixTimeMilliseconds(), expires = (now + lifetime)?.ToUnixTimeMilliseconds(), Most });
        if (added == 0)
            return $"There is already a wall called {name}, or there are {Most} walls. Revoke one, or choose another name.";
        Forget();
        audit.Add(actor, "created wall link", name);
        token = made;
        return null;
    }

    /// <summary>Changes what a wall shows; its displays follow by themselves.</summary>
    public void Change(long id, WallDefinition definition, Actor actor)
    {
        using (var connection = database.Connect())
        {
            var name = connection.QuerySingleOrDefault<string>(
                "UPDATE walls SET definition = @definition, revision = revision + 1 WHERE id = @id AND revoked_at IS NULL RETURNING name", new { id, definition = definition.Write() });
            if (name is null)
                return;
            audit.Add(actor, "changed wall", name);
        }
        Forget();
    }

    public void Revoke(long id, Actor actor)
    {
        using (var connection = database.Connect())
        {
            var name = connection.QuerySingleOrDefault<string>(
                "UPDATE walls SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL RETURNING name", new { id, at = time.GetUtcNow().ToUnixTimeMilliseconds() });
            if (name is null)
                return;
            connection.Execute(
                "DELETE FROM walls WHERE revoked_at IS NOT NULL AND id NOT IN (SELECT id FROM walls WHERE revoked_at IS NOT NULL ORDER BY revoked_at DESC LIMIT @MostRevoked)",
                new { MostRevoked });
            audit.Add(actor, "revoked wall link", name);
        }
        Forget();
    }

    /// <summary>The wall that a token opens; null: unknown, expired or revoked.</summary>
    public Wall? Open(string token)
    {
        if (!token.StartsWith(Wall.Prefix, StringComparison.Ordinal))
            return null;
        lock (_gate)
        {
            var now = ReadIfOld();
            // The key is a hash of 256 random bits: the time a look-up takes tells nothing that helps to guess one.
            return _byHash.GetValueOrDefault(Convert.ToHexString(Secret.Hash(token))) is { } wall && wall.IsGood(now) ? wall : null;
        }
    }

    /// <summary>The wall of an id as of now; null: unknown, expired or revoked.</summary>
    public Wall? Find(long id)
    {
        lock (_gate)
        {
            var now = ReadIfOld();
            return _byId.GetValueOrDefault(id) is { } wall && wall.IsGood(now) ? wall : null;
        }
    }

    /// <summary>Notes that a display shows the wall now.</summary>
    public void See(long id, IPAddress address)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_seen.TryGetValue(id, out var last) && now - last < SeenNoted)
                return;
            _seen[id] = now;
        }
        using var connection = database.Connect();
        connection.Execute("UPDATE walls SET last_seen_at = @at, last_seen_from = @address WHERE id = @id", new { id, at = now.ToUnixTimeMilliseconds(), address = address.ToString() });
    }

    private DateTimeOffset ReadIfOld()
    {
        var now = time.GetUtcNow();
        if (now - _readAt < Freshness)
            return now;
        using var connection = database.Connect();
        var rows = connection.Query<Row>($"SELECT {Columns} FROM walls WHERE revoked_at IS NULL").AsList();
        _byId = rows.ToDictionary(static r => r.Id, static r => r.ToWall());
        _byHash = rows.ToDictionary(static r => Convert.ToHexString(r.Hash), r => _byId[r.Id]);
        _seen = _seen.Where(s => _byId.ContainsKey(s.Key)).ToDictionary();
        _readAt = now;
        return now;
    }

    private void Forget()
    {
        lock (_gate)
            _readAt = DateTimeOffset.MinValue;
    }

    private sealed record Row(
        long Id, string Name, byte[] Hash, string Definition, long Revision, string CreatedBy, long CreatedAt, long? LastSeenAt, string LastSeenFrom, long? ExpiresAt, long? RevokedAt)
    {
        public Wall ToWall() => new(
            Id, Name, WallDefinition.Read(Definition), Revision, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            StoredTime.From(LastSeenAt), LastSeenFrom, StoredTime.From(ExpiresAt), StoredTime.From(RevokedAt));
    }
}
