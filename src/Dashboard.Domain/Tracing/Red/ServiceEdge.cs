namespace Dashboard.Domain.Tracing.Red;

/// <summary>Who calls whom, and how.</summary>
/// <param name="Client">Who calls.</param>
/// <param name="Server">Who is called.</param>
/// <param name="Connection">By what way.</param>
public readonly record struct ServiceEdge(string Client, string Server, EdgeConnection Connection)
{
    /// <summary>The namespace of who calls; empty where it says none.</summary>
    public string ClientNamespace { get; init; } = "";

    /// <summary>The namespace of who is called; empty where it says none.</summary>
    public string ServerNamespace { get; init; } = "";

    /// <summary>The client of requests that come from outside.</summary>
    public const string User = "user";

    private const string MessagingType = "messaging_system";
    private const string DatabaseType = "database";
    private const string VirtualType = "virtual_node";

    /// <summary>The way as Tempo's service graph names it; empty for a direct call.</summary>
    public string ConnectionType => Connection switch
    {
        EdgeConnection.Messaging => MessagingType,
        EdgeConnection.Database => DatabaseType,
        EdgeConnection.Virtual => VirtualType,
        _ => "",
    };

    /// <summary>The way that Tempo's service graph names so; direct for what it does not know.</summary>
    public static EdgeConnection ConnectionOf(string connectionType) => connectionType switch
    {
        MessagingType => EdgeConnection.Messaging,
        DatabaseType => EdgeConnection.Database,
        VirtualType => EdgeConnection.Virtual,
        _ => EdgeConnection.Direct,
    };
}

/// <summary>By what way one service calls another.</summary>
public enum EdgeConnection
{
    /// <summary>It asks and waits for the answer.</summary>
    Direct,

    /// <summary>Through a queue or a topic.</summary>
    Messaging,

    /// <summary>What it calls is a database, told by <c>db.*</c>.</summary>
    Database,

    /// <summary>One of the two tells no spans, and is known by what the other says of it.</summary>
    Virtual,
}

/// <summary>What was counted of an edge. Used by one thread at a time.</summary>
public sealed class EdgeCounts
{
    /// <summary>Requests.</summary>
    public long Requests { get; private set; }

    /// <summary>Those that did not end well, by what either side says.</summary>
    public long Failed { get; private set; }

    /// <summary>How long they took on the client's side.</summary>
    public LatencyCounts Client { get; } = new(LatencyCounts.EdgeNanoseconds);

    /// <summary>How long they took on the server's side.</summary>
    public LatencyCounts Server { get; } = new(LatencyCounts.EdgeNanoseconds);

    /// <summary>When the last one came, in milliseconds since 1970-01-01 UTC.</summary>
    public long LastAt { get; private set; }

    internal void Add(CallSide? client, CallSide? server, long now)
    {
        Requests++;
        Failed += client?.IsError == true || server?.IsError == true ? 1 : 0;
        if (client is not null)
            Client.Add(client.Nanoseconds, client.Trace, client.Span, client.EndMs);
        if (server is not null)
            Server.Add(server.Nanoseconds, server.Trace, server.Span, server.EndMs);
        LastAt = now;
    }
}
