namespace Dashboard.Domain.Flows;

/// <summary>How much there was in each minute: of everything, and of the entries of a ranking that had most.</summary>
/// <param name="Start">The beginning of the first minute, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Total">All flows, minute by minute.</param>
/// <param name="Entries">The first entries of the ranking, in its order. What they lack of the total is of others.</param>
public sealed record FlowCourses(long Start, FlowVolume[] Total, IReadOnlyList<FlowCourse> Entries)
{
    internal static FlowCourses None { get; } = new(0, [], []);

    /// <summary>What none of the entries had in a minute.</summary>
    public FlowVolume OthersAt(int minute) => Entries.Aggregate(Total[minute], (rest, entry) => rest - entry.Minutes[minute]);
}

/// <summary>An entry of a ranking minute by minute.</summary>
public sealed record FlowCourse(string Name, FlowVolume[] Minutes);

/// <summary>How much of flows.</summary>
/// <param name="Octets">Layer-3 octets.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Flows">Flow records.</param>
public readonly record struct FlowVolume(ulong Octets, ulong Packets, ulong Flows)
{
    public static FlowVolume operator +(FlowVolume left, FlowVolume right) => new(left.Octets + right.Octets, left.Packets + right.Packets, left.Flows + right.Flows);

    /// <summary>Never less than 0.</summary>
    public static FlowVolume operator -(FlowVolume left, FlowVolume right) =>
        new(left.Octets - Math.Min(left.Octets, right.Octets), left.Packets - Math.Min(left.Packets, right.Packets), left.Flows - Math.Min(left.Flows, right.Flows));

    public static FlowVolume Add(FlowVolume left, FlowVolume right) => left + right;

    public static FlowVolume Subtract(FlowVolume left, FlowVolume right) => left - right;
}
