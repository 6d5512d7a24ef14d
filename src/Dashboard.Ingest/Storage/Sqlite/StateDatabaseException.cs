namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>The state database cannot be used. The message says which file, why, and what to do.</summary>
public sealed class StateDatabaseException(string message, Exception? inner = null) : Exception(message, inner);
