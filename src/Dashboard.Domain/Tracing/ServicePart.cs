using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing;

/// <summary>
/// What is held of one service: blocks, and the spans that came last as they came. One thread writes at a time; readers take
/// what stands there under the store's lock and read it outside.
/// </summary>
internal sealed class ServicePart
{
    // What a span takes as it came, besides its texts: the record itself, its ids and its places in lists.
    private const int BytesOfOpenSpan = 320;

    private SpanRecord[] _open = new SpanRecord[16]; // bound: SpanBlock.MaxRows
    private int[] _traces = new int[16]; // bound: SpanBlock.MaxRows
    private ulong[] _ids = new ulong[16]; // bound: SpanBlock.MaxRows
    private readonly ulong[] _filter = IdFilter.For(SpanBlock.MaxRows);
    private SpanBlock? _shown;
    private long _latest = long.MinValue;
    private long _earliestOpen = long.MaxValue;
    private int _generation;

    /// <summary>Sealed blocks, oldest first; replaced and not changed.</summary>
    public SpanBlock[] Sealed { get; private set; } = []; // bound: TracingOptions.Bytes

    /// <summary>Spans that are in no block yet.</summary>
    public int Open { get; private set; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Spans that are held.</summary>
    public long Spans { get; private set; }

    /// <summary>Spans that went to make room.</summary>
    public long Evicted { get; private set; }

    /// <summary>When the oldest span that is held starts; the greatest number where none is held.</summary>
    public long Oldest => Sealed.Select(static b => b.Starts.Least).Append(_earliestOpen).Min();

    public bool IsFull => Open == SpanBlock.MaxRows;

    /// <summary>Whether a span of the same trace, id and start is held.</summary>
    public bool Holds(SpanRecord span, int trace)
    {
        if (trace == 0)
            return false;
        var id = span.SpanId.Value;
        if (IdFilter.MayHold(_filter, id))
        {
            for (int from = 0, at; (at = _ids.AsSpan(from, Open - from).IndexOf(id)) >= 0; from += at + 1)
            {
                if (_traces[from + at] == trace && _open[from + at].Start == span.Start)
                    return true;
            }
        }
        for (var i = Sealed.Length - 1; i >= 0 && Sealed[i].ReachesTo >= span.Start; i--)
        {
            var block = Sealed[i];
            if (span.Start < block.Starts.Least || span.Start > block.Starts.Most || !IdFilter.MayHold(block.Filter, id))
                continue;
            for (int from = 0, at; (at = block.Ids.AsSpan(from).IndexOf(id)) >= 0; from += at + 1)
            {
                if (block.Traces[from + at] == trace && block.Starts[from + at] == span.Start)
                    return true;
            }
        }
        return false;
    }

    public void Add(SpanRecord span, int trace)
    {
        if (Open == _open.Length)
        {
            var length = Math.Min(SpanBlock.MaxRows, Open * 2);
            Array.Resize(ref _open, length);
            Array.Resize(ref _traces, length);
            Array.Resize(ref _ids, length);
        }
        (_open[Open], _traces[Open], _ids[Open]) = (span, trace, span.SpanId.Value);
        IdFilter.Add(_filter, span.SpanId.Value);
        _earliestOpen = Math.Min(_earliestOpen, span.Start);
        Open++;
        Spans++;
        Bytes += BytesOf(span);
    }

    /// <summary>Turns the spans that came last into a block.</summary>
    public void Seal(SpanBlockBuilder builder, long number)
    {
        if (Open == 0)
            return;
        var block = builder.Build(_open.AsSpan(0, Open), _traces.AsSpan(0, Open));
        block.Number = number;
        block.ReachesTo = _latest = Math.Max(_latest, block.Starts.Most);
        foreach (var span in _open.AsSpan(0, Open))
            Bytes -= BytesOf(span);
        Bytes += block.Bytes;
        Sealed = [.. Sealed, block];
        // Readers may still hold the arrays, so these are not used again.
        (_open, _traces, _ids) = (new SpanRecord[Math.Max(16, Open / 4)], new int[Math.Max(16, Open / 4)], new ulong[Math.Max(16, Open / 4)]);
        _filter.AsSpan().Clear();
        (Open, _shown, _earliestOpen) = (0, null, long.MaxValue);
        _generation++;
    }

    /// <summary>Lets go of the oldest block, and returns it.</summary>
    public SpanBlock Evict()
    {
        var oldest = Sealed[0];
        Sealed = Sealed[1..];
        Bytes -= oldest.Bytes;
        Spans -= oldest.Count;
        Evicted += oldest.Count;
        return oldest;
    }

    /// <summary>What readers need of the spans that came last.</summary>
    public OpenSpans View() => new(this, _open, _traces, Open, _generation, _shown?.Count == Open ? _shown : null);

    /// <summary>Keeps the columns that a reader made of the spans that came last, for the next one.</summary>
    public void Keep(SpanBlock shown, int generation)
    {
        if (generation == _generation)
            _shown = shown;
    }

    private static int BytesOf(SpanRecord span)
    {
        var characters = span.Attributes.Length + span.Operation.Length + span.StatusMessage.Length;
        foreach (var said in span.Events)
            characters += 48 + said.Attributes.Length;
        foreach (var link in span.Links)
            characters += 48 + link.Attributes.Length;
        return BytesOfOpenSpan + (2 * characters);
    }
}

/// <summary>The spans of a service that are in no block yet, as they stood at one time.</summary>
internal readonly record struct OpenSpans(ServicePart Part, SpanRecord[] Spans, int[] Traces, int Count, int Generation, SpanBlock? Shown);
