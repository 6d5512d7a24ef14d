namespace Dashboard.Ingest.Wire;

/// <summary>What one fetch of a target found that is only tried.</summary>
/// <param name="Samples">Samples that it holds.</param>
/// <param name="Series">The first of its series with their values.</param>
/// <param name="Problem">What went wrong, as a sentence; null where nothing did.</param>
public sealed record PullTrial(int Samples, IReadOnlyList<PulledSample> Series, string? Problem);

/// <summary>A sample as it would be stored.</summary>
/// <param name="Series">The series, as PromQL selects it.</param>
/// <param name="Value">The value.</param>
public readonly record struct PulledSample(string Series, double Value);
