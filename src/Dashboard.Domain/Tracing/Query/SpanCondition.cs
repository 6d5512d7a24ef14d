using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>A condition made ready to be held against many blocks. Used by one thread at a time.</summary>
internal abstract class SpanCondition
{
    /// <summary>How dear it is: the cheap ones go first.</summary>
    public abstract int Cost { get; }

    /// <summary>Keeps the bits of spans that fulfil it, and clears the others.</summary>
    public abstract void Narrow(SpanBlock block, Span<ulong> rows);

    public static SpanCondition Of(SpanFilter filter, TraceTable traces) => filter switch
    {
        AllOf all => new AllConditions([.. all.Conditions.Select(c => Of(c, traces)).OrderBy(static c => c.Cost)]),
        AnyOf any => new AnyCondition([.. any.Conditions.Select(c => Of(c, traces))]),
        _ => Of((FieldFilter)filter, traces),
    };

    private static SpanCondition Of(FieldFilter filter, TraceTable traces)
    {
        var (comparison, number) = (filter.Comparison, filter.Value.Number);
        var isWanted = comparison == Comparison.Equal;
        return filter.Field.Intrinsic switch
        {
            SpanIntrinsic.None => new AttributeCondition(filter),
            SpanIntrinsic.Name => new TextCondition(filter, static b => b.Operations),
            SpanIntrinsic.StatusMessage => new TextCondition(filter, static b => b.Messages),
            SpanIntrinsic.ScopeName => new TextCondition(filter, static b => b.Scopes),
            SpanIntrinsic.EventName => new EventCondition(filter),
            SpanIntrinsic.Text => new WordsCondition(filter),
            SpanIntrinsic.Kind => new MarkCondition(m => (SpanBlock.KindOf(m) == (SpanKind)number) == isWanted),
            SpanIntrinsic.Status => new MarkCondition(m => IsStatus(filter.Value.Text, SpanBlock.StatusOf(m)) == isWanted),
            SpanIntrinsic.Duration => new DurationCondition(comparison, number),
            SpanIntrinsic.TraceDuration => new TraceCondition(traces, (in TraceTable.Entry e) => comparison.Holds(e.End - e.Start, number)),
            SpanIntrinsic.RootName => new TraceCondition(traces, OfRoot(filter, static (in TraceTable.Entry e) => e.RootOperation)),
            SpanIntrinsic.RootServiceName => new TraceCondition(traces, OfRoot(filter, static (in TraceTable.Entry e) => e.RootService)),
            SpanIntrinsic.TraceId => TraceId.TryParse(filter.Value.Text, out var trace)
                ? new TraceCondition(traces, (in TraceTable.Entry e) => (e.Id == trace) == isWanted)
                : throw new ArgumentException($"'{filter.Value.Text}' is no trace's id.", nameof(filter)),
            SpanIntrinsic.SpanId => new IdCondition(static b => b.Ids, IdOf(filter), isWanted),
            SpanIntrinsic.ParentId => new IdCondition(static b => b.Parents, IdOf(filter), isWanted),
            _ => new IdCondition(static b => b.Parents, 0, isWanted),
        };
    }

    private static ulong IdOf(FieldFilter filter) =>
        SpanId.TryParse(filter.Value.Text, out var id) ? id.Value : throw new ArgumentException($"'{filter.Value.Text}' is no span's id.", nameof(filter));

    private static bool IsStatus(string word, SpanStatus status) => word switch
    {
        "error" => status != SpanStatus.Ok,
        "timeout" => status == SpanStatus.Timeout,
        "cancelled" => status == SpanStatus.Cancelled,
        _ => status == SpanStatus.Ok,
    };

    private static TraceTest OfRoot(FieldFilter filter, RootText text)
    {
        var wanted = new TextMatch(filter);
        // Of a million traces there are some dozen roots.
        var known = new Dictionary<string, bool>(StringComparer.Ordinal); // bound: roots that are held
        return (in TraceTable.Entry e) =>
        {
            var root = text(in e);
            if (!known.TryGetValue(root, out var holds))
                known[root] = holds = wanted.Holds(root);
            return holds;
        };
    }

    private delegate string RootText(in TraceTable.Entry entry);
}

/// <summary>All of several conditions.</summary>
internal sealed class AllConditions(SpanCondition[] conditions) : SpanCondition
{
    public override int Cost { get; } = conditions.Select(static c => c.Cost).DefaultIfEmpty().Max();

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        foreach (var condition in conditions)
        {
            if (!rows.ContainsAnyExcept(0UL))
                return;
            condition.Narrow(block, rows);
        }
    }
}

/// <summary>One of several conditions at least.</summary>
internal sealed class AnyCondition(SpanCondition[] conditions) : SpanCondition
{
    public override int Cost { get; } = conditions.Sum(static c => c.Cost);

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        Span<ulong> found = stackalloc ulong[SpanBlock.Words];
        Span<ulong> one = stackalloc ulong[SpanBlock.Words];
        found.Clear();
        foreach (var condition in conditions)
        {
            for (var i = 0; i < one.Length; i++)
                one[i] = rows[i] & ~found[i];
            condition.Narrow(block, one);
            for (var i = 0; i < one.Length; i++)
                found[i] |= one[i];
        }
        found.CopyTo(rows);
    }
}
