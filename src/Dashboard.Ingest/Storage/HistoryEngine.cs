namespace Dashboard.Ingest.Storage;

/// <summary>The engines that can keep history.</summary>
public enum HistoryEngine
{
    /// <summary>Compressed blocks in a SQLite file of the data directory.</summary>
    Sqlite,

    /// <summary>VictoriaMetrics, or any store that takes Prometheus remote write and answers its HTTP API.</summary>
    Prometheus,

    /// <summary>InfluxDB 2.</summary>
    InfluxDb,

    /// <summary>None: what leaves the cache is gone, and so is all of it when the program ends.</summary>
    None,
}
