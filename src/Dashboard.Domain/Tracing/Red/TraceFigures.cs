using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Red;

/// <summary>The numbers that spans add up to while they come: of services and operations, and of the calls between services. Safe from any thread.</summary>
public sealed class TraceFigures
{
    /// <summary>How long something is told after its last span.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _wait;
    private readonly SpanCounts _spans;
    private readonly ServiceGraph _graph;

    public TraceFigures(TracingOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_time, _wait) = (time, options.PairWait);
        (_spans, _graph) = (new SpanCounts(options.SeriesKeys), new ServiceGraph(options.Edges, options.WaitingCalls));
    }

    /// <summary>Spans that are told as of operation "other", requests as of edge "other", since there were too many.</summary>
    public (long Spans, long Requests) Folded
    {
        get
        {
            lock (_gate)
                return (_spans.Folded, _graph.Folded);
        }
    }

    /// <summary>Sides of calls that waited in vain for the other, and places that were given up early.</summary>
    public (long Clients, long Servers, long GivenUp) Unpaired
    {
        get
        {
            lock (_gate)
                return (_graph.UnpairedClients, _graph.UnpairedServers, _graph.GivenUp);
        }
    }

    /// <summary>Places where sides of calls wait for the other.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _graph.Waiting;
        }
    }

    /// <summary>Counts spans that come for the first time.</summary>
    public void Add(IReadOnlyList<SpanRecord> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            _graph.Expire(now - (long)_wait.TotalMilliseconds, now);
            foreach (var span in spans)
            {
                _spans.Add(span, now);
                _graph.Add(span, now);
            }
        }
    }

    /// <summary>Hands out what was counted, to be read before this returns.</summary>
    public void Read(Action<SpanCounts, ServiceGraph> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            _graph.Expire(now - (long)_wait.TotalMilliseconds, now);
            _spans.Forget(now - (long)Idle.TotalMilliseconds);
            _graph.Forget(now - (long)Idle.TotalMilliseconds);
            read(_spans, _graph);
        }
    }
}
