using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Red;

/// <summary>One side of a call, as long as the other may still come.</summary>
internal sealed class CallSide(SpanRecord span)
{
    private const int MaxName = 200;

    private static readonly string[] Databases = ["db.namespace", "db.name", "db.system.name", "db.system"];
    private static readonly string[] Destinations = ["messaging.destination.name", "messaging.destination", "messaging.system"];
    private static readonly string[] Peers = ["peer.service", "server.address", "net.peer.name"];

    public TraceId Trace { get; } = span.TraceId;

    public SpanId Span { get; } = span.SpanId;

    public string Service { get; } = span.Service;

    public string Namespace { get; } = span.Origin.Get(SpanRecord.NamespaceLabel);

    public bool IsError { get; } = span.Status != SpanStatus.Ok;

    public bool IsMessaging { get; } = span.Direction is SpanKind.Producer or SpanKind.Consumer;

    public long Nanoseconds { get; } = Math.Max(0, span.Duration);

    public long EndMs { get; } = (span.Start + Math.Max(0, span.Duration)) / 1_000_000;

    /// <summary>What it says of the other side; empty where it says nothing.</summary>
    public string Peer { get; } = PeerOf(span);

    /// <summary>Whether the other side has come.</summary>
    public bool IsPaired { get; set; }

    /// <summary>The database that a client calls; empty where it calls none.</summary>
    public static string DatabaseOf(SpanRecord span)
    {
        var database = First(span, Databases);
        return database.Length == 0 ? "" : First(span, Peers.AsSpan(0, 1)) is { Length: > 0 } named ? named : database;
    }

    private static string PeerOf(SpanRecord span)
    {
        var peer = span.Direction is SpanKind.Producer or SpanKind.Consumer ? First(span, Destinations) : "";
        return peer.Length > 0 || span.Direction is SpanKind.Server or SpanKind.Consumer ? peer : First(span, Peers);
    }

    // One way through the attributes: of the names, the one that stands first has the word.
    private static string First(SpanRecord span, ReadOnlySpan<string> names)
    {
        var (best, found) = (names.Length, "");
        foreach (var attribute in span.Attributes)
        {
            for (var i = 0; i < best; i++)
            {
                if (attribute.Name.Length == names[i].Length && attribute.Value.Length > 0 && attribute.Name.SequenceEqual(names[i]))
                    (best, found) = (i, attribute.Value[..Math.Min(MaxName, attribute.Value.Length)].ToString());
            }
        }
        return found;
    }
}
