namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>A pattern that was found in a series, or in two of them.</summary>
public sealed record Pattern
{
    /// <summary>What it is.</summary>
    public required PatternType Type { get; init; }

    /// <summary>The rule whose query gave the series.</summary>
    public required string Rule { get; init; }

    /// <summary>What it concerns, as people name it: <c>rtr-1 ge-0/0/0</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The kind of that: <c>interface</c>.</summary>
    public required string EntityKind { get; init; }

    /// <summary>The query of this series alone, for a chart.</summary>
    public required string Query { get; init; }

    /// <summary>The query of the other series of a correlation; empty otherwise.</summary>
    public string OtherQuery { get; init; } = "";

    /// <summary>The other thing of a correlation; empty otherwise.</summary>
    public string OtherEntity { get; init; } = "";

    /// <summary>It in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>How sure it is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>How strong it is, 0 to 1 or −1 to 1: of a season its strength, of a trend Kendall's tau, of a correlation that; 1 of others.</summary>
    public required double Strength { get; init; }

    /// <summary>The beginning of what was looked at, in milliseconds since 1970-01-01 UTC.</summary>
    public required long From { get; init; }

    /// <summary>Its end.</summary>
    public required long To { get; init; }

    /// <summary>When it happened, in milliseconds since 1970-01-01 UTC; null for what is all the time.</summary>
    public long? At { get; init; }

    /// <summary>The level before a change, and where a trend began, in the unit of the series; null otherwise.</summary>
    public double? Before { get; init; }

    /// <summary>The level after a change, and where a trend has come to; null otherwise.</summary>
    public double? After { get; init; }
}
