using Dashboard.Domain.Telemetry;
namespace Dashboard.Domain.Alarms;

/// <summary>Something that is wrong now.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="ManagedObject">What it concerns.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What is wrong, in a few words.</param>
/// <param name="RaisedAt">Since when.</param>
public sealed record Alarm(string Rule, string ManagedObject, PerceivedSeverity Severity, string Text, DateTimeOffset RaisedAt);
