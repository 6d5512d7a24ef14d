namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>What became of a message.</summary>
/// <param name="Samples">Samples that were accepted.</param>
/// <param name="Exemplars">Exemplars that were taken.</param>
/// <param name="Problem">Why not all of it was taken, as a sentence; null where it was.</param>
/// <param name="IsTooLarge">Whether the message is larger than it may be.</param>
public readonly record struct RemoteWriteReport(int Samples, int Exemplars, string? Problem, bool IsTooLarge = false);
