using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>What a kind of event means as an alarm.</summary>
/// <param name="Type">The alarm's type.</param>
/// <param name="ProbableCause">Its probable cause.</param>
/// <param name="SpecificProblem">What tells it from others of that cause; may be empty.</param>
/// <param name="ProposedRepair">What may be done about it; may be empty.</param>
public sealed record AlarmMeaning(AlarmType Type, string ProbableCause, string SpecificProblem = "", string ProposedRepair = "")
{
    /// <summary>An event as what it says of an alarm.</summary>
    /// <param name="happened">The event; its severity is the alarm's.</param>
    /// <param name="door">The door it came by.</param>
    /// <param name="clears">Whether the alarm is over with it, though the event is bad in itself: a port that was down and is switched off.</param>
    public EventRecord Mark(EventRecord happened, string door, bool clears = false) => happened with
    {
        Alarm = new AlarmNotification
        {
            ManagedObject = happened.ManagedObject,
            Type = Type,
            ProbableCause = ProbableCause,
            SpecificProblem = SpecificProblem,
            Severity = clears ? PerceivedSeverity.Cleared : happened.Severity,
            Text = happened.Text,
            ProposedRepair = ProposedRepair,
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(happened.Timestamp),
            Door = door,
        },
    };
}
