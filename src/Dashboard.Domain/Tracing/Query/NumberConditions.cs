using System.Numerics;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>How long spans took.</summary>
internal sealed class DurationCondition(Comparison comparison, double nanoseconds) : SpanCondition
{
    public override int Cost => 2;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        var (below, above) = ((long)Math.Ceiling(nanoseconds) - 1, (long)Math.Floor(nanoseconds) + 1);
        switch (comparison)
        {
            case Comparison.Less:
                block.Durations.Narrow(long.MinValue, below, rows);
                break;
            case Comparison.LessOrEqual:
                block.Durations.Narrow(long.MinValue, above - 1, rows);
                break;
            case Comparison.Greater:
                block.Durations.Narrow(above, long.MaxValue, rows);
                break;
            case Comparison.GreaterOrEqual:
                block.Durations.Narrow(below + 1, long.MaxValue, rows);
                break;
            case Comparison.Equal:
                block.Durations.Narrow(below + 1, above - 1, rows);
                break;
            default:
                Span<ulong> equal = stackalloc ulong[SpanBlock.Words];
                rows.CopyTo(equal);
                block.Durations.Narrow(below + 1, above - 1, equal);
                for (var i = 0; i < rows.Length; i++)
                    rows[i] &= ~equal[i];
                break;
        }
    }
}

/// <summary>Kind and status of spans.</summary>
internal sealed class MarkCondition : SpanCondition
{
    private readonly bool[] _wanted = new bool[256];

    public MarkCondition(Func<long, bool> wanted)
    {
        for (var mark = 0; mark < _wanted.Length; mark++)
            _wanted[mark] = wanted(mark);
    }

    public override int Cost => 1;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        if (block.Marks.Least == block.Marks.Most)
        {
            if (!_wanted[block.Marks.Least])
                rows.Clear();
            return;
        }
        for (var word = 0; word < rows.Length; word++)
        {
            for (var left = rows[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (!_wanted[block.Marks[(word * 64) + bit]])
                    rows[word] &= ~(1UL << bit);
            }
        }
    }
}

/// <summary>An id that spans have, or are not to have.</summary>
internal sealed class IdCondition(Func<SpanBlock, ulong[]> ids, ulong id, bool isWanted) : SpanCondition
{
    public override int Cost => 1;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        var all = ids(block);
        for (var word = 0; word < rows.Length; word++)
        {
            for (var left = rows[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if ((all[(word * 64) + bit] == id) != isWanted)
                    rows[word] &= ~(1UL << bit);
            }
        }
    }
}

/// <summary>What the whole trace of a span is.</summary>
internal sealed class TraceCondition(TraceTable traces, TraceTest test) : SpanCondition
{
    public override int Cost => 5;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        for (var word = 0; word < rows.Length; word++)
        {
            for (var left = rows[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (!test(in traces[block.Traces[(word * 64) + bit]]))
                    rows[word] &= ~(1UL << bit);
            }
        }
    }
}

/// <summary>Whether a trace as a whole is wanted.</summary>
internal delegate bool TraceTest(in TraceTable.Entry entry);
