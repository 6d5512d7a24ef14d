namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What a body holds.</summary>
/// <param name="Events">Its events, where it was not refused.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
public sealed record VesReading(IReadOnlyList<VesEvent> Events, VesRefusal? Refusal)
{
    internal static VesReading Refused(VesFault fault, params IReadOnlyList<string> complaints) => new([], new VesRefusal(fault, complaints));
}
