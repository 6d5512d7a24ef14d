using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Kpis;

/// <summary>The table of KPIs that were written here. <see cref="KpiCatalogue"/> is what others ask.</summary>
public sealed class KpiStore(StateDatabase database)
{
    /// <summary>Versions kept of a KPI; each one more lets the oldest go.</summary>
    public const int MostVersions = 50;

    /// <summary>Removed KPIs whose versions are kept; each one more lets the oldest go.</summary>
    public const int MostRemoved = 200;

    /// <summary>The table in the state database. Times are milliseconds since 1970, UTC; a version without a text says that the KPI was removed.</summary>
    public static StateMigration Schema { get; } = new(9, """
        CREATE TABLE kpi_versions (
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            changed_by TEXT NOT NULL,
            yaml TEXT,
            PRIMARY KEY (name, version)
        ) STRICT;
        """);

    /// <summary>The present version of every KPI that was not removed, by name.</summary>
    public IReadOnlyList<(string Name, KpiVersion Version)> Present()
    {
        using var connection = database.Connect();
        return
        [
            .. connection.Query<Row>("SELECT name, max(version) AS Version, changed_at AS ChangedAt, changed_by AS ChangedBy, yaml FROM kpi_versions GROUP BY name ORDER BY name")
                .Where(static r => r.Yaml is not null).Select(static r => (r.Name, Read(r))),
        ];
    }

    /// <summary>The versions of a KPI, the newest first.</summary>
    public IReadOnlyList<KpiVersion> Versions(string name)
    {
        using var connection = database.Connect();
        return [.. connection.Query<Row>("SELECT name, version, changed_at AS ChangedAt, changed_by AS ChangedBy, yaml FROM kpi_versions WHERE name = @name ORDER BY version DESC", new { name }).Select(Read)];
    }

    /// <summary>Adds a version.</summary>
    public void Add(string name, KpiVersion version)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            """
            INSERT INTO kpi_versions (name, version, changed_at, changed_by, yaml) VALUES (@name, @Number, @at, @ChangedBy, @Yaml);
            DELETE FROM kpi_versions WHERE name = @name AND version <= @Number - @MostVersions;
            DELETE FROM kpi_versions WHERE name IN (
                SELECT name FROM (SELECT name, max(version), changed_at, yaml FROM kpi_versions GROUP BY name)
                WHERE yaml IS NULL ORDER BY changed_at DESC LIMIT -1 OFFSET @MostRemoved)
            """,
            new { name, version.Number, at = version.ChangedAt.ToUnixTimeMilliseconds(), version.ChangedBy, version.Yaml, MostVersions, MostRemoved });
        transaction.Commit();
    }

    private static KpiVersion Read(Row row) => new((int)row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt), row.ChangedBy, row.Yaml);

    private sealed class Row
    {
        public string Name { get; init; } = "";

        public long Version { get; init; }

        public long ChangedAt { get; init; }

        public string ChangedBy { get; init; } = "";

        public string? Yaml { get; init; }
    }
}
