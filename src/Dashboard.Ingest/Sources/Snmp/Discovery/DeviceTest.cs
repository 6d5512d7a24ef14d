using System.Net;
using System.Net.Sockets;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Polling;

namespace Dashboard.Ingest.Sources.Snmp.Discovery;

/// <summary>Asks one device who it is, and says in words what came of it.</summary>
internal sealed class DeviceTest(SnmpDeviceOptions device, IPAddress address, PeerFactory peers, TimeProvider time)
{
    private const int RoomBytes = 2000;

    private readonly SubnetProbe _probe = new(address, [device], peers);
    private readonly byte[] _room = new byte[ushort.MaxValue];
    private readonly byte[] _scratch = new byte[ushort.MaxValue + 16];
    private FoundDevice? _found;

    public async Task<TargetAnswer> Run(CancellationToken cancellationToken)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var started = time.GetTimestamp();
        try
        {
            await socket.ConnectAsync(_probe.EndPoint, cancellationToken);
            for (var id = Random.Shared.Next(1, int.MaxValue / 2); ; id++)
            {
                var length = Write(id);
                if (length == 0)
                    return Bad(_probe.Refusal is { } refusal ? $"{_probe.EndPoint} {refusal}." : "This system does not have the cipher that is asked for.");
                await socket.SendAsync(_room.AsMemory(0, length), cancellationToken);
                var (answered, goesOn) = await Receive(socket, cancellationToken);
                if (_found is { } found)
                    return new TargetAnswer(true, $"{Named(found)} answers within {time.GetElapsedTime(started).TotalMilliseconds:0} ms: {(found.Description.Length > 0 ? found.Description.ReplaceLineEndings(" ") : "it does not say what it is")}");
                if (goesOn)
                    continue;
                return Bad(_probe.Refusal is { } why ? $"{_probe.EndPoint} {why}."
                    : answered ? $"{_probe.EndPoint} answers, but not with who it is."
                    : $"{_probe.EndPoint} did not answer within {device.Timeout.TotalSeconds:0.###} s, asked twice: its address and port, {(device.Version == SnmpVersion.V3 ? "user" : "community")} and the list of those whom it answers decide.");
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Bad($"{_probe.EndPoint} refuses: nothing listens on that port.");
        }
        catch (SocketException e)
        {
            return Bad($"{_probe.EndPoint} cannot be asked: {e.Message}.");
        }
    }

    private static TargetAnswer Bad(string text) => new(false, text);

    private static string Named(FoundDevice found) => (found.Name.Length > 0 ? found.Name : found.Address.ToString()) + (found.Vendor.Length > 0 ? $" ({found.Vendor})" : "");

    private int Write(int id)
    {
        var writer = new BerWriter(_room.AsSpan(0, RoomBytes));
        if (!_probe.TryWrite(ref writer, id, _scratch))
            return 0;
        var written = writer.Written;
        written.CopyTo(_room);
        return written.Length;
    }

    // Whether anything came, and whether there is more to ask.
    private async Task<(bool Answered, bool GoesOn)> Receive(Socket socket, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_probe.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var length = await socket.ReceiveAsync(_room, either.Token);
            var datagram = _room.AsSpan(0, length);
            if (!SnmpMessage.TryRead(datagram, out var message, out _))
                return (true, false);
            return (true, _probe.Take(datagram, message, _scratch, out _found));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, _probe.TimedOut());
        }
    }
}
