using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Ingest.Sources.Ves;

/// <summary>What became of a body.</summary>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
/// <param name="IsFull">Whether there was no room for it now.</param>
public readonly record struct VesAnswer(VesRefusal? Refusal, bool IsFull = false);
