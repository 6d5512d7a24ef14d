using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>Turns spans into a block. May be used again; used by one thread at a time.</summary>
internal sealed class SpanBlockBuilder
{
    /// <summary>Events of a span that are kept, and links of it.</summary>
    public const int MaxOfSpan = 256;

    private readonly TextColumnBuilder _operations = new();
    private readonly TextColumnBuilder _scopes = new();
    private readonly TextColumnBuilder _messages = new();
    private readonly TextColumnBuilder _eventNames = new();
    private readonly AttributeColumns.Builder _attributes = new();
    private readonly AttributeColumns.Builder _eventAttributes = new();
    private readonly AttributeColumns.Builder _linkAttributes = new();
    private readonly Dictionary<Labels, int> _origins = []; // bound: rows of a block
    private readonly long[] _numbers = new long[SpanBlock.MaxRows];
    private readonly List<long> _owners = []; // bound: MaxOfSpan a row
    private readonly List<long> _times = []; // bound: MaxOfSpan a row
    private readonly List<long> _linkOwners = []; // bound: MaxOfSpan a row
    private readonly List<SpanLink> _links = []; // bound: MaxOfSpan a row

    /// <summary>Attributes, events and links that found no room since the start.</summary>
    public long Cut { get; private set; }

    /// <param name="spans">One to <see cref="SpanBlock.MaxRows"/> spans.</param>
    /// <param name="traces">The store's number of each one's trace.</param>
    public SpanBlock Build(ReadOnlySpan<SpanRecord> spans, ReadOnlySpan<int> traces)
    {
        Begin();
        var count = spans.Length;
        var (ids, parents, filter) = (new ulong[count], new ulong[count], IdFilter.For(count));
        for (var row = 0; row < count; row++)
        {
            var span = spans[row];
            (ids[row], parents[row]) = (span.SpanId.Value, span.ParentSpanId.Value);
            IdFilter.Add(filter, span.SpanId.Value);
            _operations.Set(row, span.Operation);
            if (span.Scope.Length > 0)
                _scopes.Set(row, span.Scope);
            if (span.StatusMessage.Length > 0)
                _messages.Set(row, span.StatusMessage);
            Cut += _attributes.Add(row, span.Attributes);
            AddEvents(row, span);
            AddLinks(row, span);
        }
        var origins = Numbers(spans, OriginOf);
        return new SpanBlock
        {
            Count = count,
            Traces = traces.ToArray(),
            Ids = ids,
            Parents = parents,
            Filter = filter,
            Starts = Numbers(spans, static s => s.Start),
            Durations = Numbers(spans, static s => Math.Max(0, s.Duration)),
            Marks = Numbers(spans, static s => SpanBlock.MarkOf(s.Direction, s.Status)),
            OriginCodes = origins,
            Origins = [.. _origins.OrderBy(static o => o.Value).Select(static o => o.Key)],
            Operations = _operations.Build(count),
            Scopes = _scopes.Build(count),
            Messages = _messages.Build(count),
            Attributes = _attributes.Build(count),
            Events = _owners.Count == 0
                ? null
                : new EventColumns(Column(_owners), Column(_times), _eventNames.Build(_owners.Count), _eventAttributes.Build(_owners.Count)),
            Links = _links.Count == 0
                ? null
                : new LinkColumns(Column(_linkOwners), [.. _links.Select(static l => l.TraceId)], [.. _links.Select(static l => l.SpanId)], _linkAttributes.Build(_links.Count)),
        };
    }

    private static NarrowColumn Column(List<long> values) => new(CollectionsMarshal.AsSpan(values));

    private void Begin()
    {
        _operations.Begin("");
        _scopes.Begin("");
        _messages.Begin("");
        _eventNames.Begin("");
        _attributes.Begin();
        _eventAttributes.Begin();
        _linkAttributes.Begin();
        _origins.Clear();
        _owners.Clear();
        _times.Clear();
        _linkOwners.Clear();
        _links.Clear();
    }

    private NarrowColumn Numbers(ReadOnlySpan<SpanRecord> spans, Func<SpanRecord, long> number)
    {
        for (var row = 0; row < spans.Length; row++)
            _numbers[row] = number(spans[row]);
        return new NarrowColumn(_numbers.AsSpan(0, spans.Length));
    }

    private long OriginOf(SpanRecord span)
    {
        if (!_origins.TryGetValue(span.Origin, out var code))
            _origins.Add(span.Origin, code = _origins.Count);
        return code;
    }

    private void AddEvents(int row, SpanRecord span)
    {
        Cut += Math.Max(0, span.Events.Count - MaxOfSpan);
        for (var i = 0; i < Math.Min(span.Events.Count, MaxOfSpan); i++)
        {
            var said = span.Events[i];
            _eventNames.Set(_owners.Count, said.Name);
            Cut += _eventAttributes.Add(_owners.Count, said.Attributes);
            _times.Add(said.Time - span.Start);
            _owners.Add(row);
        }
    }

    private void AddLinks(int row, SpanRecord span)
    {
        Cut += Math.Max(0, span.Links.Count - MaxOfSpan);
        for (var i = 0; i < Math.Min(span.Links.Count, MaxOfSpan); i++)
        {
            Cut += _linkAttributes.Add(_links.Count, span.Links[i].Attributes);
            _linkOwners.Add(row);
            _links.Add(span.Links[i]);
        }
    }
}
