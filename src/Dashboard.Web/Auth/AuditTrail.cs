using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Auth;

/// <summary>Who did what to whom, when and from where.</summary>
public sealed class AuditTrail
{
    /// <summary>Entries kept; each one more lets the oldest go.</summary>
    public const int Most = 100_000;

    private readonly StateDatabase database;
    private readonly TimeProvider time;
    private readonly int most;

    public AuditTrail(StateDatabase database, TimeProvider time)
        : this(database, time, Most)
    {
    }

    internal AuditTrail(StateDatabase database, TimeProvider time, int most)
    {
        this.database = database;
        this.time = time;
        this.most = most;
    }

    /// <summary>Adds an entry. Neither a password, nor a token, nor a name that somebody typed and no user has, belongs in it.</summary>
    public void Add(Actor actor, string action, string subject = "")
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "INSERT INTO audit (at, actor, action, subject, address) VALUES (@at, @Name, @action, @subject, @address)",
            new { at = time.GetUtcNow().ToUnixTimeMilliseconds(), actor.Name, action, subject, address = actor.Address.ToString() });
        connection.Execute("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - @most", new { most });
        transaction.Commit();
    }

    /// <summary>The newest entries, the newest first.</summary>
    public IReadOnlyList<AuditEntry> Newest(int count)
    {
        using var connection = database.Connect();
        return [.. connection.Query<Row>("SELECT at, actor, action, subject, address FROM audit ORDER BY id DESC LIMIT @count", new { count })
            .Select(r => new AuditEntry(DateTimeOffset.FromUnixTimeMilliseconds(r.At), r.Actor, r.Action, r.Subject, r.Address))];
    }

    private sealed record Row(long At, string Actor, string Action, string Subject, string Address);
}
