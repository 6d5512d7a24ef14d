using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Red;

/// <summary>
/// Who calls whom, from spans in any order: the client's span and the server's, whose parent it is or which links to it,
/// make one request, whichever comes first. Each waits a while for the other; a client that waits in vain tells of what it
/// calls by its attributes, or is counted as unpaired. Used by one thread at a time.
/// </summary>
/// <remarks>
/// As in Tempo's service graph, a call to a database needs no other side, and a server's root span has "user" before it. A
/// span that comes twice is to be kept out by the caller.
/// </remarks>
/// <param name="mostEdges">Edges that are told apart; further ones are <see cref="SpanKey.Other"/> to <see cref="SpanKey.Other"/>.</param>
/// <param name="mostWaiting">Places where sides wait.</param>
public sealed class ServiceGraph(int mostEdges, int mostWaiting)
{
    // Messages of a batch that a consumer takes at a time.
    private const int MaxCauses = 16;

    private readonly Dictionary<ServiceEdge, EdgeCounts> _edges = []; // bound: mostEdges and one for each way
    private readonly Dictionary<(TraceId Trace, SpanId Span), Meeting> _meetings = []; // bound: mostWaiting
    private readonly Queue<((TraceId, SpanId) Place, long Since)> _order = new(); // bound: mostWaiting

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<ServiceEdge, EdgeCounts> Edges => _edges;

    /// <summary>Places where sides wait for their other side.</summary>
    public int Waiting => _meetings.Count;

    /// <summary>Clients that waited in vain and say nothing of what they call.</summary>
    public long UnpairedClients { get; private set; }

    /// <summary>Servers that waited in vain for who calls them.</summary>
    public long UnpairedServers { get; private set; }

    /// <summary>Places that were given up early, since there were too many.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Requests of edges that are too many to be told apart.</summary>
    public long Folded { get; private set; }

    /// <param name="span">A span that comes for the first time.</param>
    /// <param name="now">When, in milliseconds since 1970-01-01 UTC.</param>
    public void Add(SpanRecord span, long now)
    {
        ArgumentNullException.ThrowIfNull(span);
        if (span.Direction is SpanKind.Client or SpanKind.Producer)
            AddClient(span, now);
        else if (span.Direction is SpanKind.Server or SpanKind.Consumer)
            AddServer(span, now);
    }

    /// <summary>Ends the waiting of those who wait since before a time, in milliseconds since 1970-01-01 UTC.</summary>
    public void Expire(long since, long now)
    {
        while (_order.TryPeek(out var oldest) && oldest.Since < since)
            GiveUp(now);
    }

    /// <summary>Forgets edges that had no request since a time.</summary>
    public void Forget(long since)
    {
        foreach (var (edge, counts) in _edges)
        {
            if (counts.LastAt < since)
                _edges.Remove(edge);
        }
    }

    private void AddClient(SpanRecord span, long now)
    {
        var client = new CallSide(span);
        if (span.Direction == SpanKind.Client && CallSide.DatabaseOf(span) is { Length: > 0 } database)
        {
            Count(new ServiceEdge(client.Service, database, EdgeConnection.Database), client, null, now);
            return;
        }
        var meeting = At((span.TraceId, span.SpanId), now);
        foreach (var server in meeting.Servers)
            Pair(client, server, now);
        meeting.Clients.Add(client);
    }

    private void AddServer(SpanRecord span, long now)
    {
        var server = new CallSide(span);
        var causes = new List<(TraceId, SpanId)>(1); // bound: MaxCauses
        if (!span.ParentSpanId.IsEmpty)
            causes.Add((span.TraceId, span.ParentSpanId));
        if (span.Direction == SpanKind.Consumer)
            causes.AddRange(span.Links.Take(MaxCauses - 1).Select(static l => (l.TraceId, l.SpanId)).Where(c => !causes.Contains(c)).Distinct());
        if (causes.Count == 0)
        {
            var (client, way) = server.IsMessaging && server.Peer.Length > 0 ? (server.Peer, EdgeConnection.Messaging) : (ServiceEdge.User, EdgeConnection.Virtual);
            Count(new ServiceEdge(client, server.Service, way), null, server, now);
            return;
        }
        foreach (var cause in causes)
        {
            var meeting = At(cause, now);
            foreach (var client in meeting.Clients)
                Pair(client, server, now);
            meeting.Servers.Add(server);
        }
    }

    private void Pair(CallSide client, CallSide server, long now)
    {
        (client.IsPaired, server.IsPaired) = (true, true);
        Count(new ServiceEdge(client.Service, server.Service, client.IsMessaging || server.IsMessaging ? EdgeConnection.Messaging : EdgeConnection.Direct), client, server, now);
    }

    private void Count(ServiceEdge edge, CallSide? client, CallSide? server, long now)
    {
        edge = edge with { ClientNamespace = client?.Namespace ?? "", ServerNamespace = server?.Namespace ?? "" };
        if (!_edges.TryGetValue(edge, out var counts))
        {
            if (_edges.Count >= mostEdges)
            {
                Folded++;
                edge = new ServiceEdge(SpanKey.Other, SpanKey.Other, edge.Connection);
            }
            if (!_edges.TryGetValue(edge, out counts))
                _edges[edge] = counts = new EdgeCounts();
        }
        counts.Add(client, server, now);
    }

    private Meeting At((TraceId, SpanId) place, long now)
    {
        if (_meetings.TryGetValue(place, out var meeting))
            return meeting;
        if (_meetings.Count >= mostWaiting)
        {
            GivenUp++;
            GiveUp(now);
        }
        _order.Enqueue((place, now));
        return _meetings[place] = new Meeting();
    }

    private void GiveUp(long now)
    {
        var place = _order.Dequeue().Place;
        _meetings.Remove(place, out var meeting);
        foreach (var client in meeting!.Clients)
        {
            if (client.IsPaired)
                continue;
            if (client.Peer.Length > 0)
                Count(new ServiceEdge(client.Service, client.Peer, client.IsMessaging ? EdgeConnection.Messaging : EdgeConnection.Virtual), client, null, now);
            else
                UnpairedClients++;
        }
        foreach (var server in meeting.Servers)
        {
            if (server.IsPaired)
                continue;
            // It may wait at several places, and is counted once.
            server.IsPaired = true;
            if (server.IsMessaging && server.Peer.Length > 0)
                Count(new ServiceEdge(server.Peer, server.Service, EdgeConnection.Messaging), null, server, now);
            else
                UnpairedServers++;
        }
    }

    private sealed class Meeting
    {
        public List<CallSide> Clients { get; } = new(1); // bound: spans of one id

        public List<CallSide> Servers { get; } = new(1); // bound: spans of one parent
    }
}
