namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>A metric as it was read, but for its points.</summary>
/// <param name="Kind">What its points are.</param>
/// <param name="Name">Where its name stands.</param>
/// <param name="Description">Where its description stands.</param>
/// <param name="Unit">Where its unit stands.</param>
/// <param name="Points">Where the message stands that its points are in.</param>
/// <param name="IsDelta">Whether each point counts from the one before, and not from the beginning.</param>
/// <param name="IsMonotonic">Whether a sum only rises.</param>
internal readonly record struct OtlpMetricHead(OtlpMetricKind Kind, Range Name, Range Description, Range Unit, Range Points, bool IsDelta, bool IsMonotonic);
