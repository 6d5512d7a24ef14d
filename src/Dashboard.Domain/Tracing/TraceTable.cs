using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tracing;

/// <summary>
/// The traces that spans are held of, by number: what each is as a whole. One thread writes at a time; readers may look at an
/// entry whose number they found in a block while they stand in an epoch, in which no number is given to another trace.
/// </summary>
internal sealed class TraceTable(ReadEpochs epochs)
{
    private const int PageShift = 12;
    private const int PageSize = 1 << PageShift;

    // Roots that are held once, however many traces have them.
    private const int MaxTexts = 8192;

    /// <summary>Octets that an entry takes, its place in the index included.</summary>
    private const int BytesOfEntry = 88;

    private readonly Queue<(int Number, long Epoch)> _free = new(); // bound: traces that were held
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal); // bound: MaxTexts

    // Whoever chooses the ids of traces cannot choose where they stand.
    private readonly (ulong First, ulong Second) _secrets = ((ulong)Random.Shared.NextInt64() | (1UL << 63), (ulong)Random.Shared.NextInt64() | 1);
    private Entry[][] _pages = []; // bound: traces that are held
    private int[] _index = new int[1024]; // bound: twice the traces that are held
    private int _used = 1;

    /// <summary>Traces that are held.</summary>
    public int Count { get; private set; }

    /// <summary>A number that all numbers are below.</summary>
    public int End => Volatile.Read(ref _used);

    /// <summary>Memory that it takes.</summary>
    public long Bytes => (long)_pages.Length * PageSize * BytesOfEntry;

    public ref Entry this[int number] => ref Volatile.Read(ref _pages)[number >> PageShift][number & (PageSize - 1)];

    /// <summary>The number of a trace; 0 where none is held.</summary>
    public int Find(TraceId id)
    {
        var number = _index[Place(id, _index.Length)];
        while (number != 0 && this[number].Id != id)
            number = this[number].Next;
        return number;
    }

    /// <summary>The number of a trace that a span comes of.</summary>
    public int Take(SpanRecord span)
    {
        var number = Find(span.TraceId);
        if (number == 0)
            number = Add(span.TraceId);
        if (this[number].Add(span))
            Share(ref this[number]);
        return number;
    }

    /// <summary>Lets go of spans of a trace, and of the trace with the last of them.</summary>
    public void Remove(int number, int errors)
    {
        ref var entry = ref this[number];
        entry.Errors -= errors;
        if (--entry.Spans > 0)
            return;
        ref var at = ref _index[Place(entry.Id, _index.Length)];
        while (at != number)
            at = ref this[at].Next;
        at = entry.Next;
        (entry.RootService, entry.RootOperation) = ("", "");
        _free.Enqueue((number, epochs.Current));
        Count--;
    }

    private void Share(ref Entry entry)
    {
        if (_texts.TryGetValue(entry.RootOperation, out var known))
            entry.RootOperation = known;
        else if (_texts.Count < MaxTexts)
            _texts.Add(entry.RootOperation, entry.RootOperation);
    }

    private int Add(TraceId id)
    {
        var number = 0;
        epochs.TryAdvance();
        // A reader that found the number before it was let go may still look at it.
        if (_free.TryPeek(out var freed) && freed.Epoch + 2 <= epochs.Current)
        {
            number = freed.Number;
            _free.Dequeue();
        }
        if (number == 0)
        {
            number = _used;
            if (number >> PageShift == _pages.Length)
                Volatile.Write(ref _pages, [.. _pages, new Entry[PageSize]]);
            Volatile.Write(ref _used, number + 1);
        }
        if (++Count > _index.Length)
            Grow();
        ref var at = ref _index[Place(id, _index.Length)];
        this[number] = new Entry { Id = id, Start = long.MaxValue, End = long.MinValue, RootStart = long.MaxValue, RootService = "", RootOperation = "", Next = at };
        at = number;
        return number;
    }

    private void Grow()
    {
        var larger = new int[_index.Length * 2];
        foreach (var head in _index)
        {
            for (var number = head; number != 0;)
            {
                ref var entry = ref this[number];
                var next = entry.Next;
                ref var at = ref larger[Place(entry.Id, larger.Length)];
                (entry.Next, at) = (at, number);
                number = next;
            }
        }
        _index = larger;
    }

    private int Place(TraceId id, int length)
    {
        var high = Math.BigMul(id.High ^ _secrets.First, id.Low ^ _secrets.Second, out var low);
        return (int)((high ^ low) >> 20) & (length - 1);
    }

    /// <summary>A trace as a whole, as far as its spans came.</summary>
    internal struct Entry
    {
        public TraceId Id;

        /// <summary>The first start of its spans, in nanoseconds since 1970-01-01 UTC.</summary>
        public long Start;

        /// <summary>The last end of its spans.</summary>
        public long End;

        /// <summary>When its root span starts; where none came yet, the span that starts first stands for it.</summary>
        public long RootStart;

        public string RootService;

        public string RootOperation;

        /// <summary>Spans that are held.</summary>
        public int Spans;

        /// <summary>Those of them that did not end well.</summary>
        public int Errors;

        public int Next;

        private bool _hasRoot;

        /// <summary>Counts a span; returns whether it is the root now.</summary>
        public bool Add(SpanRecord span)
        {
            Start = Math.Min(Start, span.Start);
            End = Math.Max(End, span.Start + Math.Max(0, span.Duration));
            Spans++;
            Errors += span.Status == SpanStatus.Ok ? 0 : 1;
            var isRoot = span.ParentSpanId.IsEmpty;
            if (isRoot != _hasRoot ? !isRoot : !IsBefore(span))
                return false;
            (_hasRoot, RootStart, RootService, RootOperation) = (isRoot, span.Start, span.Service, span.Operation);
            return true;
        }

        // Whatever the order in which they come, the same one is the root.
        private readonly bool IsBefore(SpanRecord span) =>
            span.Start != RootStart ? span.Start < RootStart : string.CompareOrdinal(span.Service + span.Operation, RootService + RootOperation) < 0;
    }
}
