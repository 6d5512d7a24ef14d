namespace Dashboard.Domain.Alarms;

/// <summary>What became of a notification.</summary>
public enum AlarmOutcome
{
    /// <summary>It raised an alarm that was not open.</summary>
    Raised,

    /// <summary>It said what was known.</summary>
    Repeated,

    /// <summary>It changed an alarm: its severity, or who holds it.</summary>
    Changed,

    /// <summary>It cleared an alarm.</summary>
    Cleared,

    /// <summary>It cleared what its door had not raised.</summary>
    OrphanClear,

    /// <summary>It came after one that happened later, and changed nothing.</summary>
    Late,

    /// <summary>It would have raised an alarm, and the list was full.</summary>
    Refused,
}
