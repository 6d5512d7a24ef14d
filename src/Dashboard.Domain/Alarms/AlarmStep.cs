using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>Something that happened to an alarm.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="By">The door or the user that did it; empty where it came about by itself.</param>
/// <param name="Severity">How bad the alarm was from then on.</param>
/// <param name="Text">What was said: the alarm's text, an operator's comment; may be empty.</param>
public sealed record AlarmStep(DateTimeOffset At, AlarmStepKind Kind, string By, PerceivedSeverity Severity, string Text);

/// <summary>What can happen to an alarm.</summary>
public enum AlarmStepKind
{
    /// <summary>A door raised it, when it was not open.</summary>
    Raised,

    /// <summary>Another door raised it too.</summary>
    Joined,

    /// <summary>Its severity changed.</summary>
    Changed,

    /// <summary>A door cleared it that was not the last to hold it.</summary>
    Released,

    /// <summary>The last door that held it has cleared it.</summary>
    Cleared,

    /// <summary>An operator cleared it.</summary>
    ClearedByHand,

    Acknowledged,

    Unacknowledged,

    Commented,

    /// <summary>It began to come and go.</summary>
    ToggleBegan,

    /// <summary>It stopped coming and going.</summary>
    ToggleEnded,

    /// <summary>It left the active list without an acknowledgement: its time was over, or another one needed its room.</summary>
    Expired,
}
