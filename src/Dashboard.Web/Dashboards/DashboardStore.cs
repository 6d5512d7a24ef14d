using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Dashboards;

/// <summary>The tables of dashboards. <see cref="DashboardLibrary"/> is what others ask.</summary>
internal sealed class DashboardStore(StateDatabase database)
{
    /// <summary>Versions kept of a dashboard; each one more lets the oldest go.</summary>
    public const int MostVersions = 50;

    /// <summary>Characters of JSON kept of a dashboard's versions; beyond, the oldest go, but never the present one.</summary>
    public const int MostCharacters = 16 << 20;

    /// <summary>Removed dashboards kept for whoever wants one back; each one more lets the oldest go.</summary>
    public const int MostRemoved = 200;

    /// <summary>Every dashboard that is not removed, in its present version.</summary>
    public IReadOnlyList<DashboardRow> Present()
    {
        using var connection = database.Connect();
        return [.. connection.Query<DashboardRow>(
            """
            SELECT d.slug, d.version, v.changed_at AS ChangedAt, v.changed_by AS ChangedBy, v.json
            FROM dashboards d JOIN dashboard_versions v ON v.slug = d.slug AND v.version = d.version WHERE d.removed_at IS NULL
            """)];
    }

    /// <summary>Every dashboard that is removed and can be restored.</summary>
    public IReadOnlyList<RemovedRow> Removed()
    {
        using var connection = database.Connect();
        return [.. connection.Query<RemovedRow>("SELECT slug, version, removed_at AS At, removed_by AS By FROM dashboards WHERE removed_at IS NOT NULL")];
    }

    public void Save(string slug, int version, DateTimeOffset at, string by, string note, string json)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            """
            INSERT INTO dashboards (slug, version) VALUES (@slug, @version)
            ON CONFLICT (slug) DO UPDATE SET version = excluded.version, removed_at = NULL, removed_by = NULL;
            INSERT INTO dashboard_versions (slug, version, changed_at, changed_by, note, json) VALUES (@slug, @version, @at, @by, @note, @json);
            DELETE FROM dashboard_versions WHERE slug = @slug AND version < @version AND version IN (
                SELECT version FROM (
                    SELECT version, row_number() OVER newest AS place, sum(length(json)) OVER newest AS characters
                    FROM dashboard_versions WHERE slug = @slug WINDOW newest AS (ORDER BY version DESC))
                WHERE place > @MostVersions OR characters > @MostCharacters)
            """,
            new { slug, version, at = at.ToUnixTimeMilliseconds(), by, note, json, MostVersions, MostCharacters });
        transaction.Commit();
    }

    /// <returns>The slugs that were forgotten for good to make room.</returns>
    public IReadOnlyList<string> Remove(string slug, DateTimeOffset at, string by)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute("UPDATE dashboards SET removed_at = @at, removed_by = @by WHERE slug = @slug", new { slug, at = at.ToUnixTimeMilliseconds(), by });
        var forgotten = connection.Query<string>(
            """
            DELETE FROM dashboards WHERE removed_at IS NOT NULL AND slug NOT IN (
                SELECT slug FROM dashboards WHERE removed_at IS NOT NULL ORDER BY slug <> @slug, removed_at DESC LIMIT @MostRemoved)
            RETURNING slug
            """,
            new { slug, MostRemoved }).AsList();
        transaction.Commit();
        return forgotten;
    }

    /// <summary>The versions of a dashboard, the newest first.</summary>
    public IReadOnlyList<DashboardVersion> Versions(string slug)
    {
        using var connection = database.Connect();
        return [.. connection.Query<(long Version, long ChangedAt, string ChangedBy, string Note)>(
            "SELECT version, changed_at, changed_by, note FROM dashboard_versions WHERE slug = @slug ORDER BY version DESC", new { slug })
            .Select(static r => new DashboardVersion((int)r.Version, DateTimeOffset.FromUnixTimeMilliseconds(r.ChangedAt), r.ChangedBy, r.Note))];
    }

    /// <summary>The JSON of a version; null where there is none (any more).</summary>
    public string? Json(string slug, int version)
    {
        using var connection = database.Connect();
        return connection.QuerySingleOrDefault<string>("SELECT json FROM dashboard_versions WHERE slug = @slug AND version = @version", new { slug, version });
    }

    public IReadOnlyList<(string User, string Slug)> Favourites()
    {
        using var connection = database.Connect();
        return [.. connection.Query<(string User, string Slug)>("SELECT user, slug FROM dashboard_favourites")];
    }

    public void SetFavourite(string user, string slug, bool isFavourite)
    {
        using var connection = database.Connect();
        connection.Execute(
            isFavourite
                ? "INSERT INTO dashboard_favourites (user, slug) VALUES (@user, @slug) ON CONFLICT DO NOTHING"
                : "DELETE FROM dashboard_favourites WHERE user = @user AND slug = @slug",
            new { user, slug });
    }
}

/// <summary>A dashboard as it is stored.</summary>
internal sealed record DashboardRow(string Slug, long Version, long ChangedAt, string ChangedBy, string Json);

/// <summary>A removed dashboard: its last version, and when it was removed by whom.</summary>
internal sealed record RemovedRow(string Slug, long Version, long At, string By);
