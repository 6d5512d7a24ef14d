using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Polling;

namespace Dashboard.Ingest.Sources.Snmp.Discovery;

/// <summary>A device that answered a search.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Credential">The place of the credential that it answered to in the list that was tried.</param>
/// <param name="Name">Its name for itself (sysName).</param>
/// <param name="Description">What it says it is (sysDescr).</param>
/// <param name="ObjectId">Its kind (sysObjectID).</param>
/// <param name="Vendor">Its vendor, where that is known.</param>
public sealed record FoundDevice(IPAddress Address, int Credential, string Name, string Description, string ObjectId, string Vendor);

/// <summary>
/// Asks every address of a range who it is, with one credential after the other until one is answered to. No more
/// questions a second are sent than told; each is sent once more before the next credential is tried.
/// </summary>
public sealed class SubnetSweep(TimeProvider time)
{
    /// <summary>Questions a second unless told otherwise.</summary>
    public const int DefaultRate = 100;

    /// <summary>Questions a second at most.</summary>
    public const int MaxRate = 5000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly PeerFactory _peers = new(time);
    private long _asked;

    /// <summary>Questions that were sent.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Searches a range and hands out what answers, as it answers.</summary>
    /// <param name="range">The addresses.</param>
    /// <param name="credentials">Devices whose version, community or user, port and time-out are tried in this order; where they are does not matter.</param>
    /// <param name="perSecond">Questions a second, 1 to <see cref="MaxRate"/>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async IAsyncEnumerable<FoundDevice> Run(AddressRange range, IReadOnlyList<SnmpDeviceOptions> credentials, int perSecond = DefaultRate, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perSecond, MaxRate);
        if (credentials.Count == 0)
            throw new ArgumentException("A search needs at least one credential to try.", nameof(credentials));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        var asked = new Dictionary<int, SubnetProbe>(); // bound: questions of one time-out
        var wakes = new PriorityQueue<(SubnetProbe Probe, int RequestId), long>(); // bound: the same
        var ready = new Queue<SubnetProbe>(); // bound: the same
        var (buffer, room, scratch) = (new byte[ushort.MaxValue], new byte[2000], new byte[ushort.MaxValue + 16]);
        var (next, id, budget) = (0, Random.Shared.Next(1, int.MaxValue / 2), 1.0);
        var started = time.GetTimestamp();
        using var tick = new PeriodicTimer(Tick, time);
        do
        {
            while (socket.Available > 0)
            {
                EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
                var length = socket.ReceiveFrom(buffer, ref sender);
                if (Take(buffer.AsSpan(0, length), sender, asked, ready, scratch) is { } found)
                    yield return found;
            }
            var now = (long)time.GetElapsedTime(started).TotalMilliseconds;
            while (wakes.TryPeek(out var late, out var due) && due <= now)
            {
                wakes.Dequeue();
                if (asked.Remove(late.RequestId) && late.Probe.TimedOut())
                    ready.Enqueue(late.Probe);
            }
            for (budget = Math.Min(budget + (perSecond * Tick.TotalSeconds), perSecond); budget >= 1 && (ready.Count > 0 || next < range.Count); budget--)
            {
                if (!ready.TryDequeue(out var probe))
                    probe = new SubnetProbe(range[next++], credentials, _peers);
                id = id == int.MaxValue ? 1 : id + 1;
                if (!Ask(socket, probe, id, room, scratch))
                    continue;
                asked[id] = probe;
                wakes.Enqueue((probe, id), now + (long)probe.Timeout.TotalMilliseconds);
            }
            await tick.WaitForNextTickAsync(cancellationToken);
        }
        while (next < range.Count || ready.Count > 0 || asked.Count > 0);
    }

    private static FoundDevice? Take(Span<byte> datagram, EndPoint sender, Dictionary<int, SubnetProbe> asked, Queue<SubnetProbe> ready, byte[] scratch)
    {
        if (!SnmpMessage.TryRead(datagram, out var message, out _))
            return null;
        var id = message.MessageId;
        if (message.Version != SnmpVersion.V3)
            id = SnmpPdu.TryRead(message.Body, out var pdu, out _) ? pdu.RequestId : 0;
        if (!asked.TryGetValue(id, out var probe) || !probe.EndPoint.Equals(sender))
            return null;
        asked.Remove(id);
        if (probe.Take(datagram, message, scratch, out var found))
            ready.Enqueue(probe);
        return found;
    }

    private bool Ask(Socket socket, SubnetProbe probe, int id, byte[] room, byte[] scratch)
    {
        var writer = new BerWriter(room);
        if (!probe.TryWrite(ref writer, id, scratch))
            return false;
        Interlocked.Increment(ref _asked);
        try
        {
            socket.SendTo(writer.Written, SocketFlags.None, probe.EndPoint);
        }
        catch (SocketException)
        {
            // No route there: silence like any other.
        }
        return true;
    }
}
