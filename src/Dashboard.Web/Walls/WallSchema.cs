using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Walls;

/// <summary>The table of walls in the state database. Times are milliseconds since 1970, UTC; the definition is JSON.</summary>
internal static class WallSchema
{
    public static StateMigration First { get; } = new(5, """
        CREATE TABLE walls (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            definition TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 1,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER,
            last_seen_from TEXT NOT NULL DEFAULT '',
            expires_at INTEGER,
            revoked_at INTEGER
        ) STRICT;
        """);
}
