using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>An alarm after something happened to it.</summary>
internal static class AlarmChanges
{
    private const int MaxText = 1000;

    public static Alarm New(long id, AlarmIdentity identity, AlarmNotification said) => new Alarm
    {
        Id = id,
        Identity = identity,
        ManagedObject = Cut(said.ManagedObject),
        Severity = said.Severity,
        Text = Cut(said.Text),
        ProposedRepair = Cut(said.ProposedRepair),
        FirstRaisedAt = said.EventTime,
        RaisedAt = said.EventTime,
        ChangedAt = said.EventTime,
        ToldAt = said.EventTime,
        Doors = [DoorOf(said)],
        Life = [new(said.EventTime, AlarmStepKind.Raised, said.Door, said.Severity, Cut(said.Text))],
    };

    /// <summary>A cleared alarm that is there again.</summary>
    public static Alarm Reopened(Alarm alarm, AlarmNotification said) => Weighed(alarm with { ClearedAt = null, RaisedAt = said.EventTime, Count = alarm.Count + 1 }, said)
        .Add(new(said.EventTime, AlarmStepKind.Raised, said.Door, said.Severity, Cut(said.Text)));

    /// <summary>An open alarm that a door tells of: again, for the first time, or otherwise than before.</summary>
    public static Alarm Told(Alarm alarm, AlarmNotification said)
    {
        var known = alarm.Door(said.Door);
        var told = Weighed(alarm with { Count = known is null ? alarm.Count : alarm.Count + 1 }, said);
        return known is null ? told.Add(new(said.EventTime, AlarmStepKind.Joined, said.Door, told.Severity, Cut(said.Text)))
            : told.Severity != alarm.Severity ? told.Add(new(said.EventTime, AlarmStepKind.Changed, said.Door, told.Severity, told.Text))
            : told;
    }

    /// <summary>An alarm that a door has cleared; of others that hold it nothing is lost.</summary>
    public static Alarm Released(Alarm alarm, AlarmDoor door, AlarmNotification said)
    {
        var released = alarm.With(door with { ToldAt = said.EventTime, ClearedAt = said.EventTime }) with { ToldAt = Later(alarm.ToldAt, said.EventTime) };
        if (!released.IsHeld)
            return released;
        released = Reweighed(released, said.EventTime);
        return alarm.IsToggling ? released : released.Add(new(said.EventTime, AlarmStepKind.Released, said.Door, released.Severity, Cut(said.Text)));
    }

    public static Alarm Cleared(Alarm alarm, DateTimeOffset at, AlarmStepKind kind, string by, string text) => (alarm with
    {
        Severity = PerceivedSeverity.Cleared,
        PreviousSeverity = alarm.Severity,
        ChangedAt = at,
        ClearedAt = at,
        IsToggling = false,
    }).Add(new(at, kind, by, PerceivedSeverity.Cleared, Cut(text)));

    public static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    private static Alarm Weighed(Alarm alarm, AlarmNotification said) => Reweighed(alarm.With(DoorOf(said)) with
    {
        ToldAt = Later(alarm.ToldAt, said.EventTime),
        ProposedRepair = said.ProposedRepair.Length > 0 ? Cut(said.ProposedRepair) : alarm.ProposedRepair,
    }, said.EventTime);

    // What gets worse is to be looked at again, whoever took note of it before.
    private static Alarm Reweighed(Alarm alarm, DateTimeOffset at) => alarm.WorstDoor() is not { } worst ? alarm
        : worst.Severity == alarm.Severity ? alarm with { Text = worst.Text }
        : alarm with
        {
            Severity = worst.Severity,
            PreviousSeverity = alarm.Severity,
            ChangedAt = at,
            Text = worst.Text,
            Acknowledged = worst.Severity > alarm.Severity ? null : alarm.Acknowledged,
        };

    private static AlarmDoor DoorOf(AlarmNotification said) => new(said.Door, said.Severity, Cut(said.Text), said.EventTime, null, said.SenderAlarmId);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
