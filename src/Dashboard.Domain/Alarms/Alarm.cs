using System.Collections.Immutable;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>Something that is or was wrong, as the alarm list knows it (ITU-T X.733, 3GPP TS 32.111-2).</summary>
public sealed record Alarm
{
    /// <summary>Steps of its life that are kept; of more the second oldest leaves that is no comment.</summary>
    public const int MaxSteps = 80;

    /// <summary>Comments that it takes.</summary>
    public const int MaxComments = 40;

    /// <summary>Never given to another alarm.</summary>
    public required long Id { get; init; }

    public required AlarmIdentity Identity { get; init; }

    /// <summary>What it concerns, as the door named it that raised it first.</summary>
    public required string ManagedObject { get; init; }

    /// <summary>How bad it is now: the worst that any door says which has not cleared it. <see cref="PerceivedSeverity.Cleared"/> once it is over.</summary>
    public required PerceivedSeverity Severity { get; init; }

    /// <summary>How bad it was before it was so; <see cref="PerceivedSeverity.Cleared"/> where it was nothing.</summary>
    public PerceivedSeverity PreviousSeverity { get; init; }

    /// <summary>What is wrong, by the door that takes it for worst.</summary>
    public required string Text { get; init; }

    public string ProposedRepair { get; init; } = "";

    /// <summary>When it was raised for the first time since it is in the list.</summary>
    public required DateTimeOffset FirstRaisedAt { get; init; }

    /// <summary>When it was raised last after it had been cleared.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When its severity changed last.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was told of last.</summary>
    public required DateTimeOffset ToldAt { get; init; }

    /// <summary>When the last door cleared it that had raised it; null while one holds it.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    public AlarmAcknowledgement? Acknowledged { get; init; }

    /// <summary>How often it was raised, repeats included.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it comes and goes so often that it is shown as if it stayed.</summary>
    public bool IsToggling { get; init; }

    /// <summary>Who raised it, each once.</summary>
    public required ImmutableArray<AlarmDoor> Doors { get; init; } // bound: doors of the program

    /// <summary>What happened to it, oldest first, without repeats and, while it toggles, without each turn.</summary>
    public ImmutableArray<AlarmStep> Life { get; init; } = []; // bound: MaxSteps

    /// <summary>When it left the active list; null while it is there.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Whether anybody still says that it is there.</summary>
    public bool IsOpen => ClearedAt is null;

    /// <summary>Whether it is open and nobody has taken note of it.</summary>
    public bool IsUnacknowledged => Acknowledged is null;

    /// <summary>The worst it was: what it is while it is open, and after that what it was.</summary>
    public PerceivedSeverity Worst => IsOpen ? Severity : PreviousSeverity;

    /// <summary>What was said of it by operators, oldest first.</summary>
    public IEnumerable<AlarmStep> Comments => Life.Where(static s => s.Kind == AlarmStepKind.Commented);

    internal AlarmDoor? Door(string name)
    {
        foreach (var door in Doors)
        {
            if (door.Name == name)
                return door;
        }
        return null;
    }

    internal bool IsHeld
    {
        get
        {
            foreach (var door in Doors)
            {
                if (door.ClearedAt is null)
                    return true;
            }
            return false;
        }
    }

    internal Alarm With(AlarmDoor door)
    {
        for (var i = 0; i < Doors.Length; i++)
        {
            if (Doors[i].Name == door.Name)
                return this with { Doors = Doors.SetItem(i, door) };
        }
        return this with { Doors = Doors.Add(door) };
    }

    internal Alarm Add(AlarmStep step)
    {
        var life = Life;
        if (life.Length >= MaxSteps)
        {
            var at = 1;
            while (at < life.Length - 1 && life[at].Kind == AlarmStepKind.Commented)
                at++;
            life = life.RemoveAt(at);
        }
        return this with { Life = life.Add(step) };
    }

    /// <summary>The door that takes it for worst among those that hold it, of equal ones the one that spoke last.</summary>
    internal AlarmDoor? WorstDoor()
    {
        AlarmDoor? worst = null;
        foreach (var door in Doors)
        {
            if (door.ClearedAt is null && (worst is null || door.Severity > worst.Severity || (door.Severity == worst.Severity && door.ToldAt > worst.ToldAt)))
                worst = door;
        }
        return worst;
    }
}

/// <summary>Who has taken note of an alarm.</summary>
/// <param name="At">When.</param>
/// <param name="User">Who.</param>
public sealed record AlarmAcknowledgement(DateTimeOffset At, string User);

/// <summary>Who raised an alarm, and whether that still holds.</summary>
/// <param name="Name">The door: <c>syslog</c>.</param>
/// <param name="Severity">How bad it is by what came through it.</param>
/// <param name="Text">What it said.</param>
/// <param name="ToldAt">The event time of what came last.</param>
/// <param name="ClearedAt">When it was cleared by it; null while it holds.</param>
/// <param name="SenderAlarmId">What the sender calls the alarm; may be empty.</param>
public sealed record AlarmDoor(string Name, PerceivedSeverity Severity, string Text, DateTimeOffset ToldAt, DateTimeOffset? ClearedAt, string SenderAlarmId);
