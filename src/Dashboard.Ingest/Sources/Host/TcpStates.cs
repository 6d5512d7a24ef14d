namespace Dashboard.Ingest.Sources.Host;

/// <summary>Connections by state, and the octets that wait in their queues. Meant to be cleared and used again.</summary>
public sealed class TcpStates
{
    internal const int Last = 12;

    private readonly long[] _connections = new long[Last + 1]; // bound: the states there are

    /// <summary>
    /// The states' names as label values, at the place of the kernel's number for them (include/net/tcp_states.h); the
    /// twelfth is the kernel's own variant of the third and is counted there.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
        ["", "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close", "close_wait", "last_ack", "listen", "closing"];

    /// <summary>Connections by the kernel's number for their state.</summary>
    public ReadOnlySpan<long> Connections => _connections.AsSpan(0, Last);

    /// <summary>Octets sent and not yet acknowledged.</summary>
    public long TransmitQueued { get; private set; }

    /// <summary>Octets received and not yet read; of a listener, connections not yet accepted.</summary>
    public long ReceiveQueued { get; private set; }

    /// <summary>Lines that were connections.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines that were neither connections nor headings.</summary>
    public int Unread { get; internal set; }

    public void Clear()
    {
        Array.Clear(_connections);
        (TransmitQueued, ReceiveQueued, Lines, Unread) = (0, 0, 0, 0);
    }

    internal void Count(int state, uint transmit, uint receive)
    {
        _connections[state == Last ? 3 : state]++;
        TransmitQueued += transmit;
        ReceiveQueued += receive;
        Lines++;
    }
}
