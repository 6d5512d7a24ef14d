using Dashboard.Domain.Alarms;

namespace Dashboard.Web.Components.Alarms;

/// <summary>Wording that the pages of alarms share.</summary>
internal static class AlarmWords
{
    public static string Type(AlarmType type) => type switch
    {
        AlarmType.QualityOfService => "quality of service",
        AlarmType.ProcessingError => "processing error",
        AlarmType.IntegrityViolation => "integrity violation",
        AlarmType.OperationalViolation => "operational violation",
        AlarmType.PhysicalViolation => "physical violation",
        AlarmType.SecurityServiceViolation => "security service violation",
        AlarmType.TimeDomainViolation => "time domain violation",
        _ => type.ToString().ToLowerInvariant(),
    };

    public static string Severity(Alarm alarm)
    {
        var word = alarm.Worst.ToString().ToLowerInvariant();
        return alarm.IsOpen ? word : $"cleared, was {word}";
    }

    /// <summary>What is wrong, without the device's name before it where the object stands beside it.</summary>
    public static string Text(Alarm alarm)
    {
        var (name, text) = (alarm.ManagedObject, alarm.Text);
        var device = name.AsSpan(0, name.IndexOf(' ') is var space and > 0 ? space : name.Length);
        var isBefore = text.Length > device.Length + 2 && text.AsSpan().StartsWith(device, StringComparison.Ordinal) && text.AsSpan(device.Length).StartsWith(": ", StringComparison.Ordinal);
        return !isBefore ? text
            // What began in lower case as a part of the sentence begins it now; the name of an interface stays as it is.
            : text.AsSpan(device.Length + 2) is var rest && (rest.StartsWith("the ", StringComparison.Ordinal) || rest.StartsWith("interface ", StringComparison.Ordinal)) ? $"{char.ToUpperInvariant(rest[0])}{rest[1..]}"
            : rest.ToString();
    }

    public static string Step(AlarmStep step) => step.Kind switch
    {
        AlarmStepKind.Raised => "raised",
        AlarmStepKind.Joined => "raised too",
        AlarmStepKind.Changed => $"is {step.Severity.ToString().ToLowerInvariant()} now",
        AlarmStepKind.Released => "cleared by one door, held by another",
        AlarmStepKind.Cleared => "cleared",
        AlarmStepKind.ClearedByHand => "cleared by hand",
        AlarmStepKind.Acknowledged => "acknowledged",
        AlarmStepKind.Unacknowledged => "acknowledgement taken back",
        AlarmStepKind.Commented => "comment",
        AlarmStepKind.ToggleBegan => "began to come and go",
        AlarmStepKind.ToggleEnded => "stopped coming and going",
        _ => "left the list",
    };

    /// <summary>A time of day, with its date where that is another one.</summary>
    public static string Time(DateTimeOffset at, DateTimeOffset now) => at.ToString(at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss");
}
