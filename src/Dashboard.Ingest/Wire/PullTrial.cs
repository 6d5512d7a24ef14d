using System.Globalization;
using Dashboard.Ingest.Sources;

namespace Dashboard.Ingest.Wire;

/// <summary>What one fetch of a target found that is only tried.</summary>
/// <param name="Samples">Samples that it holds.</param>
/// <param name="Series">The first of its series with their values.</param>
/// <param name="Problem">What went wrong, as a sentence; null where nothing did.</param>
public sealed record PullTrial(int Samples, IReadOnlyList<PulledSample> Series, string? Problem)
{
    private const int Named = 3;

    /// <summary>What was found in words.</summary>
    public TargetAnswer Answer() => Samples == 0
        ? new TargetAnswer(false, Problem ?? "It answers, and has no samples.")
        : new TargetAnswer(true, $"{Samples} samples: {string.Join(", ", Series.Take(Named).Select(static s => string.Create(CultureInfo.InvariantCulture, $"{s.Series} {s.Value}")))}{(Samples > Named ? " …" : "")}{(Problem is null ? "" : $" But {Problem}")}");
}

/// <summary>A sample as it would be stored.</summary>
/// <param name="Series">The series, as PromQL selects it.</param>
/// <param name="Value">The value.</param>
public readonly record struct PulledSample(string Series, double Value);
