namespace Dashboard.Domain.Alarms;

/// <summary>How a rule's query last went.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Took">How long the answer took.</param>
/// <param name="Problem">Why there was none; empty where there was one.</param>
public sealed record RuleEvaluation(DateTimeOffset At, TimeSpan Took, string Problem);
