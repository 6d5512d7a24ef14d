using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Series in which patterns are looked for.</summary>
public sealed record PatternRule
{
    /// <summary>What stands in a query for the time from one value to the next.</summary>
    public const string StepVariable = "$step";

    /// <summary>Unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>PromQL, one series a thing; <see cref="StepVariable"/> stands for the time from one value to the next.</summary>
    public required string Query { get; init; }

    /// <summary>What the values are, as a sentence begins with it: <c>Traffic received</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What they are of, with labels in double braces: <c>{{instance}} {{device}}</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The kind of that, in lower case: <c>interface</c>.</summary>
    public required string EntityKind { get; init; }

    /// <summary>How values are written.</summary>
    public Unit Unit { get; init; }

    /// <summary>What is smaller matters to nobody, however sure it is: a difference of levels, a swing or a height, as the values are written.</summary>
    public double LeastDifference { get; init; }

    /// <summary>The label whose value makes things neighbours, so that what moves together is looked for among them; empty for none.</summary>
    public string Neighbourhood { get; init; } = "";

    /// <summary>Its query for a step.</summary>
    public string QueryAt(TimeSpan step) => Query.Replace(StepVariable, Duration(step), StringComparison.Ordinal);

    private static string Duration(TimeSpan step) => DurationText.Format((long)step.TotalMilliseconds);
}
