using System.Globalization;
using System.Numerics;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>
/// One search: a bit for each span says whether it is wanted, so that spans of several kinds are put together word by word,
/// and a bit for each trace says whether it has any.
/// </summary>
/// <param name="view">What is searched.</param>
/// <param name="query">What for.</param>
/// <param name="time">The earliest and the latest start of spans, in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class TraceSearch(SpanView view, TraceQuery query, (long From, long To) time, CancellationToken cancellationToken)
{
    private const int MaxDepth = 10_000;

    private readonly int _traceWords = (view.Traces.End + 63) / 64;
    private readonly AttributeList.Builder _attributes = new();

    /// <summary>The traces that were found, those that start last first.</summary>
    public IReadOnlyList<TraceSummary> Run(int limit, int spans)
    {
        var found = Find(query.Spans);
        foreach (var stage in query.Stages)
        {
            switch (stage)
            {
                case NarrowStage narrow:
                    And(found, Find(narrow.Spans));
                    break;
                case AggregateStage aggregate:
                    Keep(found, Aggregated(found, aggregate));
                    break;
            }
        }
        return [.. Newest(TracesOf(found), limit).Select(number => Summary(number, found, spans))];
    }

    private ulong[] Find(Spanset spans)
    {
        if (spans is SpansetPair pair)
            return Find(pair);
        var condition = SpanCondition.Of(((SpansetFilter)spans).Filter, view.Traces);
        var found = new ulong[view.Blocks.Count * SpanBlock.Words];
        for (var i = 0; i < view.Blocks.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = view.Blocks[i];
            var rows = RowsOf(found, i);
            if (block.Starts.Least > time.To || block.Starts.Most < time.From)
                continue;
            block.All(rows);
            block.Starts.Narrow(time.From, time.To, rows);
            condition.Narrow(block, rows);
        }
        return found;
    }

    private ulong[] Find(SpansetPair pair)
    {
        var (left, right) = (Find(pair.Left), Find(pair.Right));
        if (pair.Relation == SpansetRelation.Either)
            return Or(left, right);
        var both = TracesOf(left);
        And(both, TracesOf(right));
        Keep(left, both);
        Keep(right, both);
        switch (pair.Relation)
        {
            case SpansetRelation.Both:
                return Or(left, right);
            case SpansetRelation.Child:
                var causes = Keys(left, static (b, row) => b.Ids[row]);
                return Where(right, (b, row) => causes.Contains((b.Traces[row], b.Parents[row])));
            case SpansetRelation.Parent:
                var caused = Keys(left, static (b, row) => b.Parents[row]);
                return Where(right, (b, row) => caused.Contains((b.Traces[row], b.Ids[row])));
            case SpansetRelation.Sibling:
                return Siblings(left, right);
            case SpansetRelation.Descendant:
                var ancestors = Keys(left, static (b, row) => b.Ids[row]);
                var up = ParentsIn(both);
                return Where(right, (b, row) => IsBelow(b.Traces[row], b.Parents[row], ancestors, up));
            default:
                var above = Above(left, ParentsIn(both));
                return Where(right, (b, row) => above.Contains((b.Traces[row], b.Ids[row])));
        }
    }

    private ulong[] Siblings(ulong[] left, ulong[] right)
    {
        var spans = new Dictionary<(int, ulong), (ulong One, int Count)>(); // bound: spans that were found
        _ = Where([.. left], (b, row) =>
        {
            var key = (b.Traces[row], b.Parents[row]);
            spans[key] = (b.Ids[row], spans.GetValueOrDefault(key).Count + 1);
            return true;
        });
        return Where(right, (b, row) => b.Parents[row] != 0 && spans.TryGetValue((b.Traces[row], b.Parents[row]), out var left) && (left.Count > 1 || left.One != b.Ids[row]));
    }

    private HashSet<(int Trace, ulong Span)> Keys(ulong[] spans, Func<SpanBlock, int, ulong> id)
    {
        var keys = new HashSet<(int, ulong)>(); // bound: spans that were found
        _ = Where([.. spans], (b, row) => id(b, row) != 0 && keys.Add((b.Traces[row], id(b, row))));
        return keys;
    }

    private Dictionary<(int Trace, ulong Span), ulong> ParentsIn(ulong[] traces)
    {
        var parents = new Dictionary<(int, ulong), ulong>(); // bound: spans of the traces
        foreach (var block in view.Blocks)
        {
            for (var row = 0; row < block.Count; row++)
            {
                if (IsSet(traces, block.Traces[row]))
                    parents[(block.Traces[row], block.Ids[row])] = block.Parents[row];
            }
        }
        return parents;
    }

    // Spans that are their own cause come from broken programs; no way up is taken for longer than this.
    private static bool IsBelow(int trace, ulong parent, HashSet<(int, ulong)> ancestors, Dictionary<(int, ulong), ulong> up)
    {
        for (var steps = 0; parent != 0 && steps <= MaxDepth; steps++)
        {
            if (ancestors.Contains((trace, parent)))
                return true;
            if (!up.TryGetValue((trace, parent), out parent))
                return false;
        }
        return false;
    }

    private HashSet<(int Trace, ulong Span)> Above(ulong[] spans, Dictionary<(int, ulong), ulong> up)
    {
        var above = new HashSet<(int, ulong)>(); // bound: spans of the traces
        _ = Where([.. spans], (b, row) =>
        {
            var parent = b.Parents[row];
            while (parent != 0 && above.Add((b.Traces[row], parent)) && up.TryGetValue((b.Traces[row], parent), out parent))
            {
                // One step up.
            }
            return true;
        });
        return above;
    }

    private ulong[] Aggregated(ulong[] spans, AggregateStage stage)
    {
        var (counts, values) = (new int[_traceWords * 64], new double[_traceWords * 64]);
        var isFirst = new ulong[_traceWords];
        _ = Where([.. spans], (b, row) =>
        {
            var trace = b.Traces[row];
            if (NumberOf(b, row, stage.Field) is not { } number)
                return true;
            counts[trace]++;
            values[trace] = !IsSet(isFirst, trace) ? number : stage.Aggregate switch
            {
                SpanAggregate.Min => Math.Min(values[trace], number),
                SpanAggregate.Max => Math.Max(values[trace], number),
                _ => values[trace] + number,
            };
            isFirst[trace >> 6] |= 1UL << trace;
            return true;
        });
        var kept = new ulong[_traceWords];
        for (var trace = 0; trace < counts.Length; trace++)
        {
            if (counts[trace] == 0)
                continue;
            var value = stage.Aggregate switch { SpanAggregate.Count => counts[trace], SpanAggregate.Avg => values[trace] / counts[trace], _ => values[trace] };
            if (stage.Comparison.Holds(value, stage.Value.Number))
                kept[trace >> 6] |= 1UL << trace;
        }
        return kept;
    }

    private double? NumberOf(SpanBlock block, int row, SpanField? field)
    {
        if (field is not { } known)
            return 1;
        if (known.Intrinsic == SpanIntrinsic.Duration)
            return block.Durations[row];
        if (known.Intrinsic == SpanIntrinsic.TraceDuration)
            return view.Traces[block.Traces[row]].End - view.Traces[block.Traces[row]].Start;
        var text = "";
        foreach (var column in known.Scope is SpanScope.Span or SpanScope.Any ? block.Attributes.Columns : [])
            text = text.Length == 0 && column.Name == known.Name ? column.Text(row) : text;
        if (text.Length == 0 && known.Scope is SpanScope.Resource or SpanScope.Any)
            text = block.Origin(row).Get(SafeName.Label(known.Name));
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private IEnumerable<int> Newest(ulong[] traces, int limit)
    {
        var newest = new PriorityQueue<int, (long Start, int Number)>(); // bound: limit
        for (var word = 0; word < traces.Length; word++)
        {
            for (var left = traces[word]; left != 0; left &= left - 1)
            {
                var number = (word * 64) + BitOperations.TrailingZeroCount(left);
                var order = (view.Traces[number].Start, number);
                if (newest.Count < limit)
                    newest.Enqueue(number, order);
                else if (limit > 0)
                    newest.EnqueueDequeue(number, order);
            }
        }
        return newest.UnorderedItems.OrderByDescending(static t => t.Priority).Select(static t => t.Element);
    }

    private TraceSummary Summary(int number, ulong[] found, int spans)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = view.Traces[number];
        var services = new Dictionary<string, (int Spans, int Errors)>(StringComparer.Ordinal); // bound: services of the trace
        var matched = new List<(long Start, int Block, int Row)>(); // bound: spans of the trace
        foreach (var (at, row) in view.PlacesOf(number))
        {
            var block = view.Blocks[at];
            var service = block.Origin(row).Get(SpanRecord.ServiceLabel);
            var (count, errors) = services.GetValueOrDefault(service);
            services[service] = (count + 1, errors + (SpanBlock.StatusOf(block.Marks[row]) == SpanStatus.Ok ? 0 : 1));
            if ((RowsOf(found, at)[row >> 6] >> row & 1) != 0)
                matched.Add((block.Starts[row], at, row));
        }
        return new TraceSummary
        {
            TraceId = entry.Id,
            RootService = entry.RootService,
            RootOperation = entry.RootOperation,
            Start = entry.Start,
            Duration = entry.End - entry.Start,
            Spans = services.Values.Sum(static s => s.Spans),
            Errors = services.Values.Sum(static s => s.Errors),
            Services = [.. services.OrderByDescending(static s => s.Value.Spans).ThenBy(static s => s.Key, StringComparer.Ordinal).Select(static s => new TraceService(s.Key, s.Value.Spans, s.Value.Errors))],
            Matched = matched.Count,
            MatchedSpans = [.. matched.Order().Take(spans).Select(m => view.Blocks[m.Block].Read(m.Row, entry.Id, _attributes))],
        };
    }

    private ulong[] TracesOf(ulong[] spans)
    {
        var traces = new ulong[_traceWords];
        for (var i = 0; i < view.Blocks.Count; i++)
        {
            var numbers = view.Blocks[i].Traces;
            var rows = RowsOf(spans, i);
            for (var word = 0; word < rows.Length; word++)
            {
                for (var left = rows[word]; left != 0; left &= left - 1)
                {
                    var number = numbers[(word * 64) + BitOperations.TrailingZeroCount(left)];
                    traces[number >> 6] |= 1UL << number;
                }
            }
        }
        return traces;
    }

    private void Keep(ulong[] spans, ulong[] traces) => Where(spans, (b, row) => IsSet(traces, b.Traces[row]));

    /// <summary>Of spans keeps those that are wanted.</summary>
    private ulong[] Where(ulong[] spans, Func<SpanBlock, int, bool> isWanted)
    {
        for (var i = 0; i < view.Blocks.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = view.Blocks[i];
            var rows = RowsOf(spans, i);
            for (var word = 0; word < rows.Length; word++)
            {
                for (var left = rows[word]; left != 0; left &= left - 1)
                {
                    var bit = BitOperations.TrailingZeroCount(left);
                    if (!isWanted(block, (word * 64) + bit))
                        rows[word] &= ~(1UL << bit);
                }
            }
        }
        return spans;
    }

    private static Span<ulong> RowsOf(ulong[] spans, int block) => spans.AsSpan(block * SpanBlock.Words, SpanBlock.Words);

    private static bool IsSet(ulong[] bits, int at) => (bits[at >> 6] >> at & 1) != 0;

    private static void And(ulong[] into, ulong[] other)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] &= other[i];
    }

    private static ulong[] Or(ulong[] into, ulong[] other)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] |= other[i];
        return into;
    }
}
