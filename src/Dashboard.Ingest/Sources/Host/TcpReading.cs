using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// TCP connections by state, from the tables of all connections. Where there are more than
/// <see cref="HostOptions.TcpConnections"/>, none are counted, because part of them would look like a drop.
/// </summary>
internal sealed class TcpReading(HostFiles files, HostOptions options, ProtocolReading sockets) : HostReading
{
    private const string Metric = "node_tcp_connection_states";

    private static readonly HostSubject[] States = [.. TcpStates.Names.Select(state => new HostSubject(new Label("state", state)))];
    private static readonly HostSubject ReceiveQueued = new(new Label("state", "rx_queued_bytes"));
    private static readonly HostSubject TransmitQueued = new(new Label("state", "tx_queued_bytes"));

    private readonly HostFile[] _tables = [files.Proc("net/tcp"), files.Proc("net/tcp6")];
    private readonly TcpStates _states = new();
    private readonly byte[] _piece = new byte[32 << 10];
    private bool _said;

    public override void Read(Scrape<HostSeriesKey> into)
    {
        _states.Clear();
        var counted = sockets.TcpSockets <= options.TcpConnections;
        var tables = 0;
        for (var i = 0; counted && i < _tables.Length; i++)
        {
            if (Count(_tables[i], ref counted))
                tables++;
        }
        if (!counted)
        {
            if (!_said)
                files.Failed($"{_tables[0].FilePath} holds more than {options.TcpConnections} connections; {Metric} is not counted until there are fewer, see node_sockstat_TCP_inuse and node_sockstat_TCP_tw, or raise {HostOptions.Section}:TcpConnections.");
            _said = true;
            return;
        }
        _said = false;
        if (tables == 0)
            return;
        for (var state = 1; state < States.Length; state++)
            into.Add(new(Metric, States[state]), _states.Connections[state]);
        into.Add(new(Metric, ReceiveQueued), _states.ReceiveQueued);
        into.Add(new(Metric, TransmitQueued), _states.TransmitQueued);
    }

    /// <summary>Counts a table piece by piece; false where it cannot be read.</summary>
    private bool Count(HostFile table, ref bool counted)
    {
        long offset = 0;
        var kept = 0;
        while (true)
        {
            var read = table.ReadAt(offset, _piece.AsSpan(kept));
            if (read < 0)
                return false;
            if (read == 0)
                break;
            offset += read;
            var length = kept + read;
            var whole = ProcNetTcp.Decode(_piece.AsSpan(0, length), _states);
            if (_states.Lines > options.TcpConnections)
            {
                counted = false;
                return true;
            }
            // A piece without the end of a line is no table of the kernel's; it is let go, and counted as unread.
            kept = whole == 0 && length == _piece.Length ? 0 : length - whole;
            _piece.AsSpan(length - kept, kept).CopyTo(_piece);
        }
        if (_states.Unread > 0)
            files.Failed($"{table.FilePath}: {_states.Unread} lines are no connections and were passed over.");
        _states.Unread = 0;
        return true;
    }
}
