using Dashboard.Domain.Telemetry;
namespace Dashboard.Domain.Alarms;

/// <summary>A condition that raises an alarm for each series that fulfils it.</summary>
public sealed record AlarmRule
{
    /// <summary>Unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>PromQL: every element of its vector is an alarm.</summary>
    public required string Query { get; init; }

    public required PerceivedSeverity Severity { get; init; }

    /// <summary>What kind of trouble it is.</summary>
    public AlarmType Type { get; init; } = AlarmType.QualityOfService;

    /// <summary>Why, in a word. Where other doors tell of the same with it at the same object, that is one alarm.</summary>
    public string ProbableCause { get; init; } = Alarms.ProbableCause.ThresholdCrossed;

    /// <summary>What tells it from other rules of the same cause; may be empty.</summary>
    public string SpecificProblem { get; init; } = "";

    /// <summary>What may be done about it; may be empty.</summary>
    public string ProposedRepair { get; init; } = "";

    /// <summary>The door that its alarms come by.</summary>
    public string Door => $"rule {Name}";

    /// <summary>How long the condition must hold before the alarm is raised.</summary>
    public TimeSpan For { get; init; }

    /// <summary>The alarm's object as an operator names it, with labels in double braces: <c>{{instance}} {{device}}</c>.</summary>
    public required string ManagedObject { get; init; }

    /// <summary>What is wrong, in a few words, with labels and <c>{{value}}</c> in double braces.</summary>
    public required string Text { get; init; }

    /// <summary>How the value is written into the text.</summary>
    public Unit Unit { get; init; }
}
