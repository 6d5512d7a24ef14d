namespace Dashboard.Ingest.Sources.Influx;

/// <summary>What becomes of fields whose value is a string.</summary>
public enum InfluxStrings
{
    /// <summary>They are counted and left out.</summary>
    Ignore,

    /// <summary>Each becomes a log line.</summary>
    Logs,
}
