namespace Dashboard.Domain.Flows;

/// <summary>What is asked of flows: who and what within a time, and which of them.</summary>
public sealed record FlowQuestion
{
    /// <summary>The beginning, in milliseconds since 1970-01-01 UTC; the minute it falls in counts whole.</summary>
    public required long From { get; init; }

    /// <summary>The end, in the same unit; the minute that it falls into counts whole too.</summary>
    public required long To { get; init; }

    /// <summary>Which flows; its times do not matter. Null asks for all of them, which the rankings of minutes answer.</summary>
    public FlowFilter? Filter { get; init; }

    /// <summary>What is ranked.</summary>
    public FlowDimension Dimension { get; init; }

    /// <summary>Entries of the ranking. 1 to 1000.</summary>
    public int Entries { get; init; } = 50;

    /// <summary>How many of them are told minute by minute.</summary>
    public int Courses { get; init; } = 7;

    /// <summary>What the ends of a Sankey diagram are: an address, an AS or a country of sources; destinations are the same.</summary>
    public FlowDimension Ends { get; init; } = FlowDimension.SourceAddress;

    /// <summary>Nodes in each column of a Sankey diagram, beside the others.</summary>
    public int Nodes { get; init; } = 8;

    /// <summary>Single flows that are listed.</summary>
    public int Newest { get; init; } = 200;
}

/// <summary>What flows came to.</summary>
/// <param name="From">The beginning of the first minute, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="To">The end: of the last minute, or now where that is before.</param>
/// <param name="Ranking">Who or what sent most.</param>
/// <param name="Courses">How much in each minute.</param>
/// <param name="Sankey">From where by which interface to where, of the single flows.</param>
/// <param name="Newest">The last single flows, newest first.</param>
/// <param name="KnownSince">What the ranking and the courses rest on is known from then on, in milliseconds since 1970-01-01 UTC; before <paramref name="From"/> where they are complete.</param>
/// <param name="HeldSince">Single flows are held from then on; before <paramref name="From"/> where all are.</param>
public sealed record FlowAnswer(
    long From, long To, FlowRanking Ranking, FlowCourses Courses, FlowSankey Sankey, IReadOnlyList<HeldFlow> Newest, long KnownSince, long HeldSince)
{
    /// <summary>Seconds that the ranking and the courses rest on, at least a minute: what rates are over.</summary>
    public double Seconds => Math.Max(60, (To - Math.Max(From, KnownSince)) / 1000.0);
}
