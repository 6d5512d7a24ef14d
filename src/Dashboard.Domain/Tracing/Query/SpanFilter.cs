using System.Collections.Immutable;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>What a span is to be.</summary>
public abstract record SpanFilter
{
    /// <summary>Any span.</summary>
    public static SpanFilter Any { get; } = new AllOf(ImmutableArray<SpanFilter>.Empty);
}

/// <summary>All of several conditions.</summary>
public sealed record AllOf(ImmutableArray<SpanFilter> Conditions) : SpanFilter
{
    public bool Equals(AllOf? other) => other is not null && Conditions.SequenceEqual(other.Conditions);

    public override int GetHashCode() => Conditions.Length;

    public override string ToString() => string.Join(" && ", Conditions.Select(static c => c is AnyOf ? $"({c})" : c.ToString()));
}

/// <summary>One of several conditions at least.</summary>
public sealed record AnyOf(ImmutableArray<SpanFilter> Conditions) : SpanFilter
{
    public bool Equals(AnyOf? other) => other is not null && Conditions.SequenceEqual(other.Conditions);

    public override int GetHashCode() => Conditions.Length;

    public override string ToString() => string.Join(" || ", Conditions);
}

/// <summary>A condition on one field. An attribute that a span does not have fulfils none but that it is <c>nil</c>.</summary>
public sealed record FieldFilter(SpanField Field, Comparison Comparison, SpanValue Value) : SpanFilter
{
    public override string ToString() => $"{Field} {Comparisons.Written(Comparison)} {Value}";
}

/// <summary>How a field is held against a value.</summary>
public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>A regular expression (RE2) matches all of it.</summary>
    Matches,

    /// <summary>One does not.</summary>
    NotMatches,
}

/// <summary>How comparisons are written.</summary>
public static class Comparisons
{
    private static readonly string[] Texts = ["=", "!=", "<", "<=", ">", ">=", "=~", "!~"];

    public static string Written(Comparison comparison) => Texts[(int)comparison];

    /// <summary>The same with the sides exchanged.</summary>
    internal static Comparison Exchanged(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    internal static bool Holds(this Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Equal => left == right,
        Comparison.NotEqual => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left >= right,
        _ => false,
    };
}
