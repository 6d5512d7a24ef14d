using Dashboard.Domain.Alarms;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>What traps mean as alarms. A trap whose end no other trap tells raises none.</summary>
internal static class TrapAlarms
{
    /// <summary>upsObjects of UPS-MIB (RFC 1628).</summary>
    public const string UpsObjects = "1.3.6.1.2.1.33.1";

    private const string Neighbour = "Check the way to the neighbour and the configuration at both ends.";

    /// <summary>linkDown and linkUp (RFC 2863).</summary>
    public static readonly AlarmMeaning Link = new(AlarmType.Communications, ProbableCause.LossOfSignal, ProposedRepair: "Check cable, transceiver and the port at the other end.");

    /// <summary>A session with a routing neighbour (RFC 4273, RFC 4750).</summary>
    public static readonly AlarmMeaning Session = new(AlarmType.Communications, ProbableCause.CommunicationProtocolError, ProposedRepair: Neighbour);

    /// <summary>entStateOperDisabled and entStateOperEnabled (RFC 4268).</summary>
    public static readonly AlarmMeaning Module = new(AlarmType.Equipment, ProbableCause.EquipmentMalfunction, ProposedRepair: "Look at the module's state; reseat or replace it.");

    // RFC 1628 upsWellKnownAlarms, by their number.
    private static readonly Dictionary<string, (AlarmMeaning Meaning, string Says)> Ups = new(StringComparer.Ordinal)
    {
        ["1"] = (new(AlarmType.Equipment, ProbableCause.EquipmentMalfunction, "battery-bad", "Replace the battery."), "has a battery that needs replacement"),
        ["2"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "on-battery", "Check the mains."), "runs on its battery"),
        ["3"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "low-battery", "Shut down what can be spared."), "has a battery that is nearly empty"),
        ["4"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "depleted-battery", "Shut down what can be spared."), "will not carry its load when the mains fail"),
        ["5"] = (new(AlarmType.Environmental, ProbableCause.TemperatureUnacceptable, "", "Check fans and the room's cooling."), "is too hot"),
        ["6"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "input-bad", "Check the mains."), "has an input that is out of tolerance"),
        ["7"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "output-bad"), "has an output that is out of tolerance"),
        ["8"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "output-overload", "Take load away."), "is overloaded"),
        ["9"] = (new(AlarmType.Equipment, ProbableCause.PowerProblem, "on-bypass"), "is bypassed"),
        ["13"] = (new(AlarmType.Equipment, ProbableCause.EquipmentMalfunction, "charger-failed"), "has a charger that failed"),
        ["16"] = (new(AlarmType.Equipment, ProbableCause.CoolingProblem, "fan-failure", "Replace the fan."), "has a fan that failed"),
        ["17"] = (new(AlarmType.Equipment, ProbableCause.EquipmentMalfunction, "fuse-failure"), "has a fuse that failed"),
        ["18"] = (new(AlarmType.Equipment, ProbableCause.EquipmentMalfunction, "general-fault"), "has a fault"),
        ["20"] = (new(AlarmType.Communications, ProbableCause.CommunicationSubsystemFailure, "ups"), "cannot be reached by its agent"),
    };

    /// <summary>A well-known alarm of an uninterruptible power supply; null where it is none that this program tells of.</summary>
    /// <param name="description">upsAlarmDescr: an object identifier.</param>
    public static (AlarmMeaning Meaning, string Says)? OfUps(string? description)
    {
        const string wellKnown = $"{UpsObjects}.6.3.";
        return description is not null && description.StartsWith(wellKnown, StringComparison.Ordinal) && Ups.TryGetValue(description[wellKnown.Length..], out var known) ? known : null;
    }
}
