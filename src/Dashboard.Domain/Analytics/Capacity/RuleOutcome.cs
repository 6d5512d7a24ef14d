namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>What came of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Found">How many series its query gives.</param>
/// <param name="LeftOut">How many of them are not forecast, because there are too many.</param>
/// <param name="Problem">Why it could not be asked, or what is odd about it, in a sentence; null where nothing is.</param>
/// <param name="Took">How long asking and forecasting took the last time.</param>
public sealed record RuleOutcome(ForecastRule Rule, int Found, int LeftOut, string? Problem, TimeSpan Took);
