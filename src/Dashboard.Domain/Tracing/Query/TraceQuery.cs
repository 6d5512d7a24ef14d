using System.Collections.Immutable;
using System.Globalization;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>
/// A search of traces: the common part of TraceQL, or words that spans are to say. A form fills it without writing text, and
/// <see cref="ToString"/> shows what it means.
/// </summary>
/// <param name="Spans">The spans that a trace is to have.</param>
/// <param name="Stages">What else is asked of them, in order.</param>
public sealed record TraceQuery(Spanset Spans, ImmutableArray<TraceStage> Stages)
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxLength = 4096;

    /// <summary>All traces.</summary>
    public static TraceQuery All { get; } = Of(SpanFilter.Any);

    /// <summary>Traces with a span that fulfils all of several conditions, as a form has them.</summary>
    public static TraceQuery Of(params ReadOnlySpan<SpanFilter> conditions) =>
        new(new SpansetFilter(conditions.Length == 1 ? conditions[0] : new AllOf([.. conditions])), ImmutableArray<TraceStage>.Empty);

    /// <summary>Reads TraceQL, or words and phrases in quotation marks, all of which one span is to say.</summary>
    /// <param name="text">The text.</param>
    /// <param name="query">The search.</param>
    /// <param name="problem">What was not understood and where, in a sentence; empty where all was.</param>
    public static bool TryParse(string text, out TraceQuery query, out string problem) => TraceQueryReader.TryRead(text, out query, out problem);

    public bool Equals(TraceQuery? other) => other is not null && Spans == other.Spans && Stages.SequenceEqual(other.Stages);

    public override int GetHashCode() => HashCode.Combine(Spans, Stages.Length);

    /// <summary>The search as TraceQL, from which the same is read again.</summary>
    public override string ToString() => string.Join(" | ", Stages.Select(static s => s.ToString()!).Prepend(Spans.ToString()!));
}

/// <summary>Spans that a trace is to have.</summary>
public abstract record Spanset;

/// <summary>Spans that are what a filter wants.</summary>
public sealed record SpansetFilter(SpanFilter Filter) : Spanset
{
    public override string ToString() => Filter.ToString() is { Length: > 0 } text ? $"{{ {text} }}" : "{ }";
}

/// <summary>Two kinds of spans, and how they are to stand to one another.</summary>
public sealed record SpansetPair(Spanset Left, SpansetRelation Relation, Spanset Right) : Spanset
{
    public override string ToString() => $"{Side(Left)} {Written(Relation)} {Side(Right)}";

    internal static string Written(SpansetRelation relation) => relation switch
    {
        SpansetRelation.Both => "&&",
        SpansetRelation.Either => "||",
        SpansetRelation.Child => ">",
        SpansetRelation.Descendant => ">>",
        SpansetRelation.Parent => "<",
        SpansetRelation.Ancestor => "<<",
        _ => "~",
    };

    private static string Side(Spanset side) => side is SpansetPair ? $"({side})" : side.ToString()!;
}

/// <summary>How the spans on the right are to stand to those on the left, which are of the same trace.</summary>
public enum SpansetRelation
{
    /// <summary>The trace has both.</summary>
    Both,

    /// <summary>The trace has one of them.</summary>
    Either,

    /// <summary>Caused by one of the left.</summary>
    Child,

    /// <summary>Caused by one of the left, or by what that caused, and so on.</summary>
    Descendant,

    /// <summary>The cause of one of the left.</summary>
    Parent,

    /// <summary>The cause of one of the left, or the cause of that, and so on.</summary>
    Ancestor,

    /// <summary>Of the same cause as one of the left, and another span.</summary>
    Sibling,
}

/// <summary>What else is asked of spans that were found.</summary>
public abstract record TraceStage;

/// <summary>Of them, those that are what a spanset wants.</summary>
public sealed record NarrowStage(Spanset Spans) : TraceStage
{
    public override string ToString() => Spans.ToString()!;
}

/// <summary>A number that the spans of each trace come to: <c>count() &gt; 3</c>, <c>avg(duration) &gt; 1s</c>.</summary>
/// <param name="Aggregate">How it is made.</param>
/// <param name="Field">Of what; none where spans are counted.</param>
/// <param name="Comparison">How it is held against the value.</param>
/// <param name="Value">The value.</param>
public sealed record AggregateStage(SpanAggregate Aggregate, SpanField? Field, Comparison Comparison, SpanValue Value) : TraceStage
{
    public override string ToString() => $"{Aggregate.ToString().ToLower(CultureInfo.InvariantCulture)}({Field}) {Comparisons.Written(Comparison)} {Value}";
}

/// <summary>Attributes that are shown with the spans.</summary>
public sealed record SelectStage(ImmutableArray<SpanField> Fields) : TraceStage
{
    public bool Equals(SelectStage? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => Fields.Length;

    public override string ToString() => $"select({string.Join(", ", Fields)})";
}

/// <summary>How the spans of a trace come to a number.</summary>
public enum SpanAggregate
{
    Count,
    Avg,
    Min,
    Max,
    Sum,
}
