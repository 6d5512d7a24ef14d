using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Dashboards;

/// <summary>The tables of dashboards in the state database. Times are milliseconds since 1970, UTC.</summary>
internal static class DashboardSchema
{
    // A dashboard's row outlives its removal with its versions, so that it can be restored.
    public static StateMigration Library { get; } = new(4, """
        CREATE TABLE dashboards (
            slug TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            removed_at INTEGER,
            removed_by TEXT
        ) STRICT;
        CREATE TABLE dashboard_versions (
            slug TEXT NOT NULL REFERENCES dashboards (slug) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            changed_by TEXT NOT NULL,
            note TEXT NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (slug, version)
        ) STRICT;
        CREATE TABLE dashboard_favourites (
            user TEXT NOT NULL COLLATE NOCASE,
            slug TEXT NOT NULL,
            PRIMARY KEY (user, slug)
        ) STRICT;
        """);
}
