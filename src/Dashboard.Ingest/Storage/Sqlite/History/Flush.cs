namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>One write whose samples have not all become pages yet.</summary>
/// <param name="Number">Its number; later writes have larger ones.</param>
/// <param name="First">Not after its first timestamp.</param>
/// <param name="Last">Not before its last timestamp.</param>
internal readonly record struct Flush(long Number, long First, long Last);
