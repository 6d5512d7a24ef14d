namespace Dashboard.Domain.Analytics.Failure;

/// <summary>Why something may fail.</summary>
/// <param name="Indicator">The indicator's name.</param>
/// <param name="Sentence">What was seen, in a sentence.</param>
/// <param name="Share">What it would make the risk by itself, 0 to 1.</param>
public sealed record RiskEvidence(string Indicator, string Sentence, double Share);
