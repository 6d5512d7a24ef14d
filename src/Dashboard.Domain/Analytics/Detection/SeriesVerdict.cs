namespace Dashboard.Domain.Analytics.Detection;

/// <summary>What a <see cref="SeriesDetector"/> says of one sample.</summary>
/// <param name="TailScore">The largest of the detectors' scores, −log₁₀ of the part of samples that lie as far out: 2 is one of a hundred, 3 one of a thousand.</param>
/// <param name="Score">0 to 1 and monotone in the tail score after habituation, 0.5 where that is <see cref="SeriesDetector.Threshold"/>; 0 in rows that are no peak or follow an anomaly.</param>
/// <param name="IsRaised">Whether an anomaly is raised with this sample.</param>
/// <param name="Kind">What it looks like by the detector that says so; <see cref="AnomalyKind.None"/> while the tail score is below the threshold.</param>
/// <param name="Detector">Whose score is the largest.</param>
/// <param name="Expected">What the sample was expected to be, in the series' unit: the median of the 151 before where it was that detector's word, else the hour's usual value; NaN while nothing is known.</param>
/// <param name="Lower">The least that would not have reached the threshold by that residual alone; NaN while nothing is known.</param>
/// <param name="Upper">The most that would not have reached the threshold by that residual alone; NaN while nothing is known.</param>
public readonly record struct SeriesVerdict(
    float TailScore, float Score, bool IsRaised, AnomalyKind Kind, DetectorFeature Detector, double Expected, double Lower, double Upper);
