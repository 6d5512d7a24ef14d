using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing.Columns;
using Dashboard.Domain.Tracing.Query;

namespace Dashboard.Domain.Tracing;

/// <summary>
/// The last spans of each service, in bounded memory, to be searched and to be put together to traces again. A span that
/// comes again, with the same service, trace, id and start, is held once. Safe from any thread.
/// </summary>
/// <remarks>
/// Spans lie in columns, a block for some thousand of one service, so that a condition reads only what it asks for: texts are
/// held once a block, and compared once. There is no index to be kept: to look through a million spans takes some
/// milliseconds. What came last lies as it came until there is a block of it, or until somebody searches.
/// </remarks>
public sealed class SpanStore
{
    private readonly TracingOptions _options;
    private readonly Lock _gate = new();
    private readonly ReadEpochs _epochs = new();
    private readonly TraceTable _traces;
    private readonly SpanBlockBuilder _builder = new();
    private readonly Dictionary<string, ServicePart> _parts = new(StringComparer.Ordinal); // bound: TracingOptions.Services
    private readonly ServicePart _others = new();
    private readonly int _mostOpen;
    private int _open;
    private long _bytes;
    private long _sealed;
    private long _duplicates;
    private long _nameless;
    private long _evictedOfGone;

    public SpanStore(TracingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _traces = new TraceTable(_epochs);
        _mostOpen = (int)Math.Clamp(options.Bytes / 8192, SpanBlock.MaxRows, 32_768);
    }

    /// <summary>Takes spans in; returns how many of them were not held yet.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="taken">Gets those that were not held yet.</param>
    public int Add(ReadOnlySpan<SpanRecord> spans, ICollection<SpanRecord>? taken = null)
    {
        var count = 0;
        lock (_gate)
        {
            Labels? origin = null;
            var part = _others;
            foreach (var span in spans)
            {
                if (span.TraceId.IsEmpty || span.SpanId.IsEmpty)
                {
                    _nameless++;
                    continue;
                }
                // Spans of one process come together and share what tells their service.
                if (!ReferenceEquals(origin, span.Origin))
                    (origin, part) = (span.Origin, PartOf(span.Service));
                if (part.Holds(span, _traces.Find(span.TraceId)))
                {
                    _duplicates++;
                    continue;
                }
                Add(span, part);
                taken?.Add(span);
                count++;
            }
        }
        return count;
    }

    /// <summary>The spans of a trace, in the order in which they start; none where none are held.</summary>
    public IReadOnlyList<SpanRecord> Trace(TraceId trace)
    {
        using var view = View();
        int number;
        lock (_gate)
            number = _traces.Find(trace);
        return number == 0 ? [] : view.Trace(number, trace);
    }

    /// <summary>Traces in which spans are what is searched for, those that start last first.</summary>
    /// <param name="query">What is searched for.</param>
    /// <param name="from">The earliest start of a span that is wanted, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">The latest, itself included.</param>
    /// <param name="limit">Traces at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="spans">Spans of each trace that are read, of those that were searched for.</param>
    public IReadOnlyList<TraceSummary> Search(TraceQuery query, long from, long to, int limit, CancellationToken cancellationToken, int spans = 3)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var view = View();
        return new TraceSearch(view, query, (Nanoseconds(from), Nanoseconds(to, 999_999)), cancellationToken).Run(limit, spans);
    }

    /// <summary>The services that spans are held of, by name.</summary>
    public IReadOnlyList<string> Services()
    {
        using var view = View();
        return [.. view.Blocks.SelectMany(static b => b.Origins).Distinct().Select(static o => o.Get(SpanRecord.ServiceLabel)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a service did, by name.</summary>
    public IReadOnlyList<string> Operations(string service)
    {
        using var view = View();
        return view.Operations(service);
    }

    /// <summary>The names of attributes, by scope and name, each as it is written in a search: <c>span.http.route</c>, <c>resource.service_name</c>.</summary>
    public IReadOnlyList<SpanField> AttributeNames()
    {
        using var view = View();
        return view.Names();
    }

    /// <summary>Values that spans have of a field, by name.</summary>
    /// <param name="field">The field.</param>
    /// <param name="prefix">What they begin with, in either case.</param>
    /// <param name="limit">Values at most.</param>
    public IReadOnlyList<string> AttributeValues(SpanField field, string prefix = "", int limit = 1000)
    {
        using var view = View();
        return view.Values(field, prefix, limit);
    }

    public SpanStoreStatistics Statistics()
    {
        lock (_gate)
        {
            var parts = _parts.Append(new("", _others)).Where(static p => p.Value.Spans + p.Value.Evicted > 0).ToList();
            var oldest = parts.Select(static p => p.Value.Oldest).DefaultIfEmpty(long.MaxValue).Min();
            return new SpanStoreStatistics
            {
                Spans = parts.Sum(static p => p.Value.Spans),
                Traces = _traces.Count,
                Bytes = _bytes + _traces.Bytes,
                Budget = _options.Bytes,
                Oldest = oldest == long.MaxValue ? null : oldest,
                Duplicates = _duplicates,
                Nameless = _nameless,
                Evicted = _evictedOfGone + parts.Sum(static p => p.Value.Evicted),
                Cut = _builder.Cut,
                Services = [.. parts.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => new ServiceShare(p.Key, p.Value.Spans, p.Value.Bytes, p.Value.Evicted))],
            };
        }
    }

    private static long Nanoseconds(long milliseconds, long more = 0) =>
        milliseconds >= long.MaxValue / 1_000_000 ? long.MaxValue : milliseconds <= long.MinValue / 1_000_000 ? long.MinValue : (milliseconds * 1_000_000) + more;

    private void Add(SpanRecord span, ServicePart part)
    {
        var before = part.Bytes;
        part.Add(span, _traces.Take(span));
        _bytes += part.Bytes - before;
        _open++;
        if (part.IsFull)
            Seal(part);
        if (_open > _mostOpen)
            Seal(_parts.Values.Append(_others).MaxBy(static p => p.Open)!);
        while (_bytes + _traces.Bytes > _options.Bytes && Evict())
        {
            // One block at a time.
        }
    }

    private void Seal(ServicePart part)
    {
        var (before, open) = (part.Bytes, part.Open);
        part.Seal(_builder, ++_sealed);
        _bytes += part.Bytes - before;
        _open -= open;
    }

    // Of the services that hold more than an equal part, the one whose oldest block is the oldest loses that.
    private bool Evict()
    {
        var parts = _parts.Values.Append(_others).Where(static p => p.Spans > 0).ToList();
        var share = _bytes / Math.Max(1, parts.Count);
        var large = parts.Where(p => p.Bytes >= share).ToList();
        var chosen = large.Where(static p => p.Sealed.Length > 0).MinBy(static p => p.Sealed[0].Number);
        if (chosen is null)
        {
            chosen = large.MaxBy(static p => p.Bytes);
            if (chosen is null)
                return false;
            Seal(chosen);
        }
        var before = chosen.Bytes;
        var block = chosen.Evict();
        _bytes += chosen.Bytes - before;
        for (var row = 0; row < block.Count; row++)
            _traces.Remove(block.Traces[row], SpanBlock.StatusOf(block.Marks[row]) == SpanStatus.Ok ? 0 : 1);
        return true;
    }

    private ServicePart PartOf(string service)
    {
        if (_parts.TryGetValue(service, out var part))
            return part;
        if (_parts.Count >= _options.Services)
        {
            if (_parts.FirstOrDefault(static p => p.Value.Spans == 0) is not { Key: { } gone })
                return _others;
            _evictedOfGone += _parts[gone].Evicted;
            _parts.Remove(gone);
        }
        return _parts[service] = new ServicePart();
    }

    /// <summary>All blocks as they stand, what came last among them.</summary>
    private SpanView View()
    {
        var epoch = _epochs.Enter();
        var blocks = new List<SpanBlock>(); // bound: TracingOptions.Bytes
        var open = new List<OpenSpans>(); // bound: TracingOptions.Services
        lock (_gate)
        {
            foreach (var part in _parts.Values.Append(_others))
            {
                blocks.AddRange(part.Sealed);
                if (part.Open > 0)
                    open.Add(part.View());
            }
        }
        var builder = new Lazy<SpanBlockBuilder>();
        foreach (var spans in open)
        {
            if (spans.Shown is { } shown)
            {
                blocks.Add(shown);
                continue;
            }
            var made = builder.Value.Build(spans.Spans.AsSpan(0, spans.Count), spans.Traces.AsSpan(0, spans.Count));
            blocks.Add(made);
            lock (_gate)
                spans.Part.Keep(made, spans.Generation);
        }
        return new SpanView(blocks, _traces, _epochs, epoch);
    }
}
