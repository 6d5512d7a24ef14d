using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>What a door says of a fault: that it is there, or with <see cref="PerceivedSeverity.Cleared"/> that it is gone (ITU-T X.733 section 8).</summary>
public sealed record AlarmNotification
{
    /// <summary>What it concerns, the device first: <c>rtr-edge-07 xe-0/0/3</c>.</summary>
    public required string ManagedObject { get; init; }

    public required AlarmType Type { get; init; }

    /// <summary>Why, in a word: see <see cref="Alarms.ProbableCause"/>.</summary>
    public required string ProbableCause { get; init; }

    /// <summary>What tells it from others of the same cause at the same object; mostly empty.</summary>
    public string SpecificProblem { get; init; } = "";

    public required PerceivedSeverity Severity { get; init; }

    /// <summary>What is wrong, in a sentence for people.</summary>
    public required string Text { get; init; }

    /// <summary>What may be done about it; empty where nobody says.</summary>
    public string ProposedRepair { get; init; } = "";

    /// <summary>When it happened, by the sender's clock where that is believed.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>Who says so: <c>snmp-trap</c>, <c>syslog</c>, <c>ves</c>, <c>rule cpu-busy</c>.</summary>
    public required string Door { get; init; }

    /// <summary>What the sender calls the alarm; empty where it does not say.</summary>
    public string SenderAlarmId { get; init; } = "";
}
