namespace Dashboard.Ingest.Sources;

/// <summary>A source that asks, of targets which can be added and removed while it runs.</summary>
public interface ITargetSource : ITelemetrySource
{
    /// <summary>What a target is called, in the singular: "device".</summary>
    string TargetNoun { get; }

    /// <summary>The class of a target's settings, an <see cref="ITargetOptions"/> with defaults.</summary>
    Type TargetOptions { get; }

    /// <summary>Targets of the settings, which are asked from the start.</summary>
    IReadOnlyList<ITargetOptions> Configured { get; }

    /// <summary>How each target that is asked is doing.</summary>
    IReadOnlyList<TargetStatus> Targets();

    /// <summary>Asks a further target from now on, until it is removed or the program ends.</summary>
    /// <returns>Null, or why it cannot be asked, as a sentence that names no secret.</returns>
    string? TryAdd(ITargetOptions options);

    /// <summary>Asks a target no more; false where there is none of that name.</summary>
    bool Remove(string name);

    /// <summary>Asks a target once, whether or not it is one of those that are asked regularly, and stores nothing.</summary>
    Task<TargetAnswer> Test(ITargetOptions options, CancellationToken cancellationToken);
}

/// <summary>A source that can look for its targets.</summary>
public interface ITargetSearch
{
    /// <summary>How a range is written, as an example: <c>10.1.2.0/24</c>.</summary>
    string RangeExample { get; }

    /// <summary>Why a range cannot be searched through, as a sentence; null where it can.</summary>
    string? Complaint(string range);

    /// <summary>Hands out what answers, as it answers.</summary>
    /// <param name="range">What is searched through.</param>
    /// <param name="like">How each address is asked; its own address does not matter, but for the port.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    IAsyncEnumerable<FoundTarget> Search(string range, ITargetOptions like, CancellationToken cancellationToken);
}

/// <summary>How a target is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is asked.</param>
/// <param name="Interval">How often.</param>
/// <param name="LastAnswer">When it last answered; null before the first time.</param>
/// <param name="Complaint">What was wrong the last time, as a sentence; null where nothing was.</param>
public sealed record TargetStatus(string Name, string Address, TimeSpan Interval, DateTimeOffset? LastAnswer, string? Complaint);

/// <summary>What came of asking a target once.</summary>
/// <param name="IsGood">Whether it answered as it should.</param>
/// <param name="Text">What it answered, or why it did not, as a sentence.</param>
public sealed record TargetAnswer(bool IsGood, string Text);

/// <summary>A target that a search found.</summary>
/// <param name="Options">What would be added.</param>
/// <param name="Description">What it says it is.</param>
public sealed record FoundTarget(ITargetOptions Options, string Description);
