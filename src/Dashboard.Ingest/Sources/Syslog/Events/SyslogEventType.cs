using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Syslog.Events;

/// <summary>What known messages mean, whichever vendor says it.</summary>
/// <param name="Name">The event's type: <c>link-down</c>.</param>
/// <param name="Severity">How bad it is in itself.</param>
/// <param name="ManagedObject">What it happened to within the device, with <c>{object}</c> for what the message names; empty for the device itself.</param>
/// <param name="Sentence">What is said of it, with <c>{device}</c>, <c>{object}</c> and <c>{detail}</c>.</param>
/// <param name="IsSecurity">Whether it counts as a security event.</param>
/// <param name="IsQuiet">Whether it is only counted, because there may be very many.</param>
/// <param name="Alarm">The alarm that it raises, or with the severity cleared clears; null where it does neither.</param>
/// <param name="Clears">Whether it clears the alarm whatever its severity.</param>
internal sealed record SyslogEventType(
    string Name, PerceivedSeverity Severity, string ManagedObject, string Sentence, bool IsSecurity, bool IsQuiet, AlarmMeaning? Alarm, bool Clears);

/// <summary>A known message.</summary>
/// <param name="Type">What it means.</param>
/// <param name="Object">What it names, an interface, a neighbour, a user; empty where it names nothing.</param>
/// <param name="Detail">What else it says; empty where that is nothing.</param>
internal readonly record struct SyslogEvent(SyslogEventType Type, string Object, string Detail)
{
    /// <summary>The event that it is.</summary>
    /// <param name="device">Who wrote it.</param>
    /// <param name="timestamp">When, in milliseconds since 1970-01-01 UTC.</param>
    public EventRecord Record(string device, long timestamp)
    {
        var happened = new EventRecord(
            timestamp, Type.ManagedObject.Length == 0 ? device : $"{device} {Fill(Type.ManagedObject, device)}".TrimEnd(), Type.Name, Type.Severity, Fill(Type.Sentence, device));
        return Type.Alarm?.Mark(happened, SyslogSource.Id, Type.Clears) ?? happened;
    }

    private string Fill(string text, string device) => text
        .Replace("{detail}", Detail.Length == 0 ? "" : $" ({Detail})", StringComparison.Ordinal)
        .Replace("{object}", Object, StringComparison.Ordinal)
        .Replace("{device}", device, StringComparison.Ordinal);
}
