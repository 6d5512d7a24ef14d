using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>Something unusual in one series, from when it was raised until it was as usual again. Immutable.</summary>
public sealed record Anomaly
{
    /// <summary>Rises with every anomaly.</summary>
    public required long Id { get; init; }

    /// <summary>The rule that watches the series.</summary>
    public required string Rule { get; init; }

    /// <summary>What the series measures.</summary>
    public required string Title { get; init; }

    /// <summary>What the series belongs to, as an operator names it.</summary>
    public required string Entity { get; init; }

    /// <summary>The labels of the rule's element.</summary>
    public required Labels Labels { get; init; }

    /// <summary>The unit of the values.</summary>
    public Unit Unit { get; init; }

    /// <summary>What it looks like.</summary>
    public AnomalyKind Kind { get; init; }

    /// <summary>Whose word it is.</summary>
    public DetectorFeature Detector { get; init; }

    /// <summary>The tail score where it was largest, −log₁₀ of the part of samples that lie as far out.</summary>
    public double TailScore { get; init; }

    /// <summary>0 to 1 where it was largest; 0.5 is one of eighty samples.</summary>
    public double Score => ScoreOf(TailScore);

    /// <summary>How unusual it is.</summary>
    public AnomalySeverity Severity => TailScore switch
    {
        >= 4 => AnomalySeverity.Critical,
        >= 3 => AnomalySeverity.High,
        >= 2.5 => AnomalySeverity.Medium,
        _ => AnomalySeverity.Low,
    };

    /// <summary>How much the series' past says of what is usual, 0 to 1: the part of two days of its hours that was seen, at least a tenth.</summary>
    public double Confidence { get; init; }

    /// <summary>The value that lay furthest out, in the unit.</summary>
    public double Value { get; init; }

    /// <summary>What was expected then; NaN where nothing was known.</summary>
    public double Expected { get; init; }

    /// <summary>The least that would have been usual then.</summary>
    public double Lower { get; init; }

    /// <summary>The most that would have been usual then.</summary>
    public double Upper { get; init; }

    /// <summary>When it was raised: the time of the sample, in milliseconds since 1970-01-01 UTC.</summary>
    public required long Since { get; init; }

    /// <summary>The time of <see cref="Value"/>.</summary>
    public long WorstAt { get; init; }

    /// <summary>When it was as usual again; null while it lasts.</summary>
    public long? Until { get; init; }

    /// <summary>What operators said of it.</summary>
    public AnomalyMark Mark { get; init; }

    /// <summary>Who did.</summary>
    public string MarkedBy { get; init; } = "";

    /// <summary>A score of 0 to 1 for a tail score, 0.5 where that is <see cref="SeriesDetector.Threshold"/>.</summary>
    public static double ScoreOf(double tailScore) => 1 - Math.Pow(0.5, tailScore / SeriesDetector.Threshold);

    /// <summary>What happened, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            var value = Unit.Format(Value);
            var usual = double.IsFinite(Lower) && double.IsFinite(Upper) && Lower < Upper
                ? $"{Unit.Format(LeastPossible(Lower))} to {Unit.Format(Upper)} is usual at this time" : $"{Unit.Format(Expected)} was expected";
            var did = Kind switch
            {
                AnomalyKind.Spike => $"jumped to {value}",
                AnomalyKind.Drift => $"moved to {value} and stays there",
                AnomalyKind.Trend => $"has been drifting to {value}",
                AnomalyKind.Seasonal => $"did not follow the time of day: {value}",
                AnomalyKind.Outlier => $"behaves unlike ever before, with {value}",
                _ => $"is at {value}",
            };
            return $"{Title} of {Entity} {did}; {usual}.";
        }
    }

    // A range is made of what is usual on both sides; what cannot be negative is not said to be.
    private double LeastPossible(double lower) => Value >= 0 && Expected >= 0 ? Math.Max(0, lower) : lower;
}
