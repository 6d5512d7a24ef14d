using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Auth;

/// <summary>The tables of this area in the state database. Times are milliseconds since 1970, UTC.</summary>
internal static class AuthSchema
{
    // AUTOINCREMENT: the id of a removed user is never given again, so an old session cannot fit a new user.
    public static StateMigration First { get; } = new(1, """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'administrator')),
            password_hash TEXT,
            security_stamp TEXT NOT NULL,
            failed_count INTEGER NOT NULL DEFAULT 0,
            locked_until INTEGER,
            created_at INTEGER NOT NULL,
            last_sign_in INTEGER
        ) STRICT;
        CREATE TABLE api_tokens (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
            hash BLOB NOT NULL UNIQUE,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER,
            expires_at INTEGER,
            revoked_at INTEGER
        ) STRICT;
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            address TEXT NOT NULL
        ) STRICT;
        """);

    public static StateMigration Strangers { get; } = new(3, """
        CREATE TABLE stranger_attempts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name BLOB NOT NULL UNIQUE,
            failed_count INTEGER NOT NULL,
            locked_until INTEGER
        ) STRICT;
        """);
}
