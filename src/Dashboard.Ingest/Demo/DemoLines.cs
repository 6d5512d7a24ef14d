using System.Buffers;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>
/// What the routers' interfaces count, as lines of InfluxDB's protocol, as an agent that polls them would write: by the
/// names that a node's own interfaces have, and which interface leads to which. Counters begin with nought where this
/// began. Used by one thread at a time.
/// </summary>
public sealed class DemoLines
{
    // Octets of a packet on the mean.
    private const double PacketBytes = 820;
    private const double LostOfPackets = 4e-8;

    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024);
    private readonly SimulatedNetwork _network;
    private readonly (double Received, double Sent)[] _bytes;

    public DemoLines(SimulatedNetwork network) => (_network, _bytes) = (network, new (double, double)[network.Interfaces.Count]);

    /// <summary>The last lines.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Counts on by a span and writes where the counters stand at its end, with times in milliseconds.</summary>
    public void Write(NetworkMoment moment)
    {
        _body.ResetWrittenCount();
        for (var i = 0; i < _network.Interfaces.Count; i++)
        {
            var port = _network.Interfaces[i];
            var hasLight = moment.HasLight(port);
            // Mbit/s over a span of milliseconds.
            var octets = (moment.To - moment.From) * 125.0;
            var traffic = hasLight ? moment.TrafficOf(port) : default;
            ref var bytes = ref _bytes[i];
            bytes = (bytes.Received + (traffic.Received * octets), bytes.Sent + (traffic.Sent * octets));
            // Of a router that cannot be reached nobody has polled anything.
            if (_network.Sites.FirstOrDefault(s => s.Router == port.Router) is { } site && !moment.IsReachable(site))
                continue;
            Add($"node_network,instance={port.Router},device={port.Name} receive_bytes_total={bytes.Received:0},transmit_bytes_total={bytes.Sent:0},receive_packets_total={bytes.Received / PacketBytes:0},transmit_packets_total={bytes.Sent / PacketBytes:0},");
            Add($"receive_errs_total={bytes.Received / PacketBytes * LostOfPackets:0},transmit_errs_total=0,receive_drop_total=0,transmit_drop_total={bytes.Sent / PacketBytes * LostOfPackets:0},speed_bytes={port.Speed / 8},carrier={(hasLight ? 1 : 0)},up=1 {moment.To}\n");
            Add($"network_link,instance={port.Router},device={port.Name},neighbour={port.Peer},kind=lldp info=1 {moment.To}\n");
        }
    }

    private void Add(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), _body);
}
