using System.Collections.Concurrent;

namespace Dashboard.Domain.Quality;

/// <summary>What was wrong with what came, counted by kind and sender since the start. Safe from any thread.</summary>
public sealed class ViolationBook
{
    /// <summary>Kinds of senders that are told apart; what else comes counts for the sender <see cref="Others"/>.</summary>
    public const int MaxPairs = 10_000;

    /// <summary>The sender that stands for those that are not told apart any more.</summary>
    public const string Others = "other";

    private readonly ConcurrentDictionary<(string Kind, string Sender), long> _counts = new(); // bound: MaxPairs and the kinds there are, soft by concurrent callers

    /// <summary>Everything that was counted.</summary>
    public IReadOnlyList<Violation> All => [.. _counts.Select(static c => new Violation(c.Key.Kind, c.Key.Sender, c.Value))];

    /// <summary>Counts what was wrong.</summary>
    /// <param name="kind">What, in a word of letters and underscores.</param>
    /// <param name="sender">Who sent it, or whom it is about.</param>
    /// <param name="times">How often.</param>
    /// <returns>Whether it was the first of its kind from there; false for senders that are not told apart.</returns>
    public bool Count(string kind, string sender, long times = 1)
    {
        var isKnown = _counts.ContainsKey((kind, sender));
        if (!isKnown && _counts.Count >= MaxPairs)
            (sender, isKnown) = (Others, true);
        return _counts.AddOrUpdate((kind, sender), times, (_, count) => count + times) == times && !isKnown;
    }
}

/// <summary>Something that was wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Sender">Who sent it, or whom it is about.</param>
/// <param name="Times">How often since the start.</param>
public readonly record struct Violation(string Kind, string Sender, long Times);
