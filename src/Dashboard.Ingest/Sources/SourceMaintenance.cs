using Dapper;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Sources;

/// <summary>Which sources operators have taken into maintenance, remembered over restarts.</summary>
public sealed class SourceMaintenance
{
    private readonly StateDatabase _database;
    private readonly SourceRegistry _sources;
    private readonly TimeProvider _time;

    /// <summary>Puts the sources that were in maintenance when the program ended back into it.</summary>
    public SourceMaintenance(StateDatabase database, SourceRegistry sources, IEnumerable<ITelemetrySource> all, TimeProvider time)
    {
        (_database, _sources, _time) = (database, sources, time);
        var registered = all.Select(s => s.Description.Id).ToHashSet(StringComparer.Ordinal);
        using var connection = database.Connect();
        foreach (var (source, since, actor) in connection.Query<(string Source, long Since, string Actor)>("SELECT source, since, actor FROM source_maintenance"))
        {
            if (registered.Contains(source))
                sources.MeterOf(source).SetMaintenance(Reason(since, actor));
        }
    }

    /// <summary>The table in the state database.</summary>
    public static StateMigration Schema { get; } = new(2, """
        CREATE TABLE source_maintenance (
            source TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            actor TEXT NOT NULL
        ) STRICT;
        """);

    /// <summary>Takes a source into maintenance: what it does or fails to do raises no alarm.</summary>
    public void Begin(string source, string actor)
    {
        var since = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using (var connection = _database.Connect())
            connection.Execute("INSERT INTO source_maintenance (source, since, actor) VALUES (@source, @since, @actor) ON CONFLICT DO NOTHING", new { source, since, actor });
        _sources.MeterOf(source).SetMaintenance(Reason(since, actor));
    }

    /// <summary>Takes a source out of maintenance.</summary>
    public void End(string source)
    {
        using (var connection = _database.Connect())
            connection.Execute("DELETE FROM source_maintenance WHERE source = @source", new { source });
        _sources.MeterOf(source).SetMaintenance(null);
    }

    private static string Reason(long since, string actor) =>
        $"in maintenance since {DateTimeOffset.FromUnixTimeMilliseconds(since):yyyy-MM-dd HH:mm} UTC, by {actor}";
}
