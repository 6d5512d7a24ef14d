using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>An element of a rule's answer: a condition that holds.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Labels">The element's labels.</param>
/// <param name="ManagedObject">What it concerns.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What is wrong, in a few words.</param>
/// <param name="Value">That element's newest value, in the unit of the rule's query.</param>
/// <param name="Since">Since when the condition holds.</param>
/// <param name="RaisedAt">Since when it is an alarm: the condition has then held as long as its rule demands.</param>
public sealed record RuleCondition(
    string Rule, Labels Labels, string ManagedObject, PerceivedSeverity Severity, string Text, double Value, DateTimeOffset Since, DateTimeOffset RaisedAt);
