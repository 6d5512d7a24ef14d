namespace Dashboard.Ingest.Sources.Host;

/// <summary>How a decoder fared with a text of the kernel.</summary>
/// <param name="Entries">Entries that could be read.</param>
/// <param name="Complaint">The first thing that was wrong, to be read after the file's name; null where nothing was.</param>
public readonly record struct Reading(int Entries, string? Complaint);
