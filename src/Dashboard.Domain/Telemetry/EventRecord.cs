using Dashboard.Domain.Alarms;

namespace Dashboard.Domain.Telemetry;

/// <summary>Something that happened once, as against a value that is measured again and again: a link that went down, a restart.</summary>
/// <param name="Timestamp">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="ManagedObject">What it happened to, as an operator names it: <c>rtr-edge-07 xe-0/0/3</c>.</param>
/// <param name="EventType">Its type in lower case with hyphens: <c>link-down</c>.</param>
/// <param name="Severity">How bad it is in itself.</param>
/// <param name="Text">One sentence for people.</param>
public sealed record EventRecord(long Timestamp, string ManagedObject, string EventType, PerceivedSeverity Severity, string Text) : ITelemetryRecord
{
    /// <summary>What it says of an alarm; null where it neither raises nor clears one.</summary>
    public AlarmNotification? Alarm { get; init; }

    public static TelemetryKind Kind => TelemetryKind.Event;
}
