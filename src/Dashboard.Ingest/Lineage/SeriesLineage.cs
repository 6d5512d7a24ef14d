using Dashboard.Domain.Lineage;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Lineage;

/// <summary>Where a value of a series came from.</summary>
/// <param name="Labels">The series.</param>
/// <param name="Time">The value's time, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Value">The value.</param>
/// <param name="Source">The id of the source that brought the series; empty where it left the memory and nothing says.</param>
/// <param name="Steps">What happened to it on its way, in order.</param>
/// <param name="Deliveries">What may have brought it, the latest first.</param>
/// <param name="Note">What that says, as sentences.</param>
public sealed record SeriesLineage(Labels Labels, long Time, double Value, string Source, IReadOnlyList<LineageStep> Steps, IReadOnlyList<Delivery> Deliveries, string Note);

/// <summary>Something that happened to a value on its way.</summary>
/// <param name="Name">What, in a word: <c>door</c>, <c>decoder</c>, <c>enrichment</c>, <c>series</c>.</param>
/// <param name="Text">How.</param>
public sealed record LineageStep(string Name, string Text);
