using System.Collections.Immutable;

namespace Dashboard.Domain.Logs;

/// <summary>
/// A search of log lines as people write it: <c>"link down" xe-0/0/1 -flap host:rtr* severity&gt;=warning</c>. Words and
/// phrases stand in the line as whole words, in either case; all have to, and none of those after a minus. Of fields, one
/// of those that are given for it; <c>*</c> at an end stands for any end.
/// </summary>
/// <param name="Terms">The terms, in the order of the text.</param>
public sealed record LogQuery(ImmutableArray<LogTerm> Terms)
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxLength = 1000;

    /// <summary>Terms that it may have.</summary>
    public const int MaxTerms = 32;

    /// <summary>All lines.</summary>
    public static LogQuery All { get; } = new(ImmutableArray<LogTerm>.Empty);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problems">What was not understood and where, each a sentence.</param>
    public static LogQuery Parse(string text, out IReadOnlyList<string> problems) => LogQueryReader.Read(text, out problems);

    /// <summary>The text, from which the same is read again.</summary>
    public override string ToString() => string.Join(' ', Terms);

    /// <summary>What a field is to be, where that is one thing; else empty.</summary>
    public string Only(LogField field) => Terms.Where(t => t.Field == field && !t.IsExcluded).ToList() is [{ IsPrefix: false } only] ? only.Value : "";

    /// <summary>The same with a field to be one thing, at its place where it is said already; without it where that is empty.</summary>
    public LogQuery With(LogField field, string value)
    {
        var at = Terms.ToList().FindIndex(t => t.Field == field && !t.IsExcluded);
        var others = Terms.RemoveAll(t => t.Field == field && !t.IsExcluded);
        return new(value.Length == 0 ? others : others.Insert(at < 0 ? others.Length : Math.Min(at, others.Length), new LogTerm(field, value)));
    }

    /// <summary>The same and one term more, where it is not said already.</summary>
    public LogQuery And(LogTerm term) => Terms.Any(t => t with { At = 0 } == term) ? this : new(Terms.Add(term));

    public bool Equals(LogQuery? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
