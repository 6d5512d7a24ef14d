using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>
/// Decodes sFlow version 5 (https://sflow.org/sflow_version_5.txt). Each sampled packet becomes a flow of one packet, times
/// the sampling rate. Keeps the sequence number of each agent, nothing else. Bad input ends a datagram with a sentence,
/// never with an exception. Used by one thread at a time.
/// </summary>
public sealed class SFlowDecoder(FlowExporters exporters, int maxAgents = SFlowDecoder.DefaultMaxAgents)
{
    /// <summary>Agents whose sequence numbers are followed.</summary>
    public const int DefaultMaxAgents = 16_384;

    /// <summary>The interface that stands for the device itself (section 5.3, <c>interface</c>).</summary>
    private const uint LocalInterface = 0x3fff_ffff;

    private readonly Dictionary<(NetworkAddress Agent, uint SubAgent), Agent> _agents = []; // bound: maxAgents

    /// <summary>Decodes a datagram.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="now">When it came, in milliseconds since 1970-01-01 UTC; sFlow sends at once and tells no time.</param>
    /// <param name="into">Gets what was in it.</param>
    public SFlowReport Decode(ReadOnlySpan<byte> datagram, long now, SFlowOutput into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var report = default(SFlowReport);
        var reader = new XdrReader(datagram);
        var version = reader.Word();
        if (version != 5)
        {
            report.Complain(reader.IsBad ? $"a datagram of {datagram.Length} octets is too short for sFlow" : $"version {version} is not sFlow 5");
            return report;
        }
        var address = reader.Address();
        var subAgent = reader.Word();
        var sequence = reader.Word();
        reader.Skip(1);
        var samples = reader.Word();
        if (reader.IsBad)
        {
            report.Complain($"an sFlow datagram of {datagram.Length} octets ends within its header");
            return report;
        }
        var agent = AgentOf(address, subAgent);
        for (uint i = 0; i < samples; i++)
        {
            var format = reader.Word();
            var sample = new XdrReader(reader.Opaque());
            if (reader.IsBad)
            {
                report.Complain($"{address} says that an sFlow datagram has {samples} samples, and it ends within the {i + 1}th");
                break;
            }
            Decode(format, sample, agent, now, into, ref report);
        }
        agent.Datagrams++;
        agent.Samples += report.FlowSamples;
        if (agent.Sequence.Note(sequence, 1) is var lost and > 0)
            agent.Exporter.CountLost(lost * agent.Samples / agent.Datagrams, lost);
        return report;
    }

    private static void Decode(uint format, XdrReader sample, Agent agent, long now, SFlowOutput into, ref SFlowReport report)
    {
        switch (format)
        {
            case 1 or 3:
                DecodeFlow(sample, format == 3, agent, now, into, ref report);
                break;
            case 2 or 4:
                DecodeCounters(sample, format == 4, agent, into, ref report);
                break;
            case 5:
                DecodeDiscard(sample, agent, now, into, ref report);
                break;
            default:
                report.OtherSamples++;
                break;
        }
    }

    private static void DecodeFlow(XdrReader sample, bool expanded, Agent agent, long now, SFlowOutput into, ref SFlowReport report)
    {
        sample.Skip(expanded ? 3 : 2);
        var record = new FlowRecord { Exporter = agent.Number, End = now, SamplingRate = sample.Word() };
        // The pool of packets that could have been sampled, and samples that the agent had to drop.
        sample.Skip(2);
        record.InInterface = Interface(ref sample, expanded);
        record.OutInterface = Interface(ref sample, expanded);
        var octets = DecodeRecords(ref sample, ref record);
        if (sample.IsBad)
        {
            report.Complain($"{agent.Exporter.Name} sent a flow sample that ends within its records");
            return;
        }
        report.FlowSamples++;
        if (octets < 0)
        {
            report.NotIp++;
            return;
        }
        record.Packets = Math.Max(record.SamplingRate, 1u);
        record.Octets = (ulong)octets * record.Packets;
        into.Flows.Add(record);
    }

    private static void DecodeDiscard(XdrReader sample, Agent agent, long now, SFlowOutput into, ref SFlowReport report)
    {
        sample.Skip(3);
        var drops = sample.Word();
        var record = new FlowRecord { Exporter = agent.Number, End = now, Packets = 1, SamplingRate = 1, InInterface = Local(sample.Word()), OutInterface = Local(sample.Word()) };
        var reason = sample.Word();
        var octets = DecodeRecords(ref sample, ref record);
        if (sample.IsBad)
        {
            report.Complain($"{agent.Exporter.Name} sent a notice of a dropped packet that ends within its records");
            return;
        }
        report.Discards++;
        record.Octets = (ulong)Math.Max(octets, 0);
        into.Discards.Add(new DiscardedPacket(agent.Exporter.Address, reason, drops, record));
    }

    /// <summary>Reads the records of a sample, of which one tells of the packet and others add to it; returns the octets of its IP packet, or −1 where there is none.</summary>
    private static long DecodeRecords(ref XdrReader sample, ref FlowRecord record)
    {
        var records = sample.Word();
        long octets = -1;
        for (uint i = 0; i < records && !sample.IsBad; i++)
        {
            var format = sample.Word();
            var body = new XdrReader(sample.Opaque());
            switch (format)
            {
                case 1:
                    octets = Math.Max(octets, DecodeHeader(ref body, ref record));
                    break;
                case 3 or 4:
                    octets = Math.Max(octets, DecodeAddresses(ref body, isV6: format == 4, ref record));
                    break;
                case 1001:
                    record.Vlan = body.Word() is var vlan and > 0 and < 4096 ? (ushort)vlan : record.Vlan;
                    break;
                case 1002:
                    record.NextHop = body.Address();
                    break;
                case 1003:
                    DecodeGateway(ref body, ref record);
                    break;
                case 1007:
                    (record.NatSource, record.NatDestination) = (V4(body.Address()), V4(body.Address()));
                    break;
            }
        }
        return octets;
    }

    /// <summary>A copy of the packet's beginning. The length of the frame counts only where IP's own cannot be told.</summary>
    private static long DecodeHeader(ref XdrReader body, ref FlowRecord record)
    {
        var protocol = body.Word();
        long frame = body.Word();
        body.Skip(1);
        var header = body.Opaque();
        var (known, length, link) = protocol switch
        {
            1 => (PacketHeader.TryReadEthernet(header, ref record, out var l), l, 18),
            11 or 12 => (PacketHeader.TryReadIp(header, ref record, out var l), l, 0),
            13 => (PacketHeader.TryReadMpls(header, ref record, out var l), l, 4),
            _ => (false, 0, 0),
        };
        return !known ? -1 : length > 0 ? length : Math.Max(frame - link, 0);
    }

    private static long DecodeAddresses(ref XdrReader body, bool isV6, ref FlowRecord record)
    {
        long length = body.Word();
        var protocol = body.Word();
        var source = isV6 ? body.V6() : NetworkAddress.FromV4(body.Word());
        var destination = isV6 ? body.V6() : NetworkAddress.FromV4(body.Word());
        var (sourcePort, destinationPort) = (body.Word(), body.Word());
        var (flags, tos) = (body.Word(), body.Word());
        if (body.IsBad)
            return -1;
        (record.Protocol, record.Source, record.Destination) = ((byte)protocol, source, destination);
        (record.SourcePort, record.DestinationPort) = ((ushort)sourcePort, (ushort)destinationPort);
        (record.TcpFlags, record.TypeOfService) = ((byte)flags, (byte)tos);
        return length;
    }

    /// <summary>Autonomous systems: the source's own, and the last of the path to the destination.</summary>
    private static void DecodeGateway(ref XdrReader body, ref FlowRecord record)
    {
        var nextHop = body.Address();
        if (record.NextHop.IsNone)
            record.NextHop = nextHop;
        var router = body.Word();
        var source = body.Word();
        body.Skip(1);
        record.SourceAs = source != 0 ? source : router;
        var destination = 0u;
        for (var segments = body.Word(); segments > 0 && !body.IsBad; segments--)
        {
            body.Skip(1);
            for (var hops = body.Word(); hops > 0 && !body.IsBad; hops--)
                destination = body.Word();
        }
        record.DestinationAs = destination != 0 ? destination : router;
    }

    private static void DecodeCounters(XdrReader sample, bool expanded, Agent agent, SFlowOutput into, ref SFlowReport report)
    {
        sample.Skip(expanded ? 3 : 2);
        var records = sample.Word();
        for (uint i = 0; i < records && !sample.IsBad; i++)
        {
            var format = sample.Word();
            var body = new XdrReader(sample.Opaque());
            if (format == 1 && !sample.IsBad && TryReadInterface(ref body, agent, out var counters))
                into.Counters.Add(counters);
        }
        if (sample.IsBad)
            report.Complain($"{agent.Exporter.Name} sent a counter sample that ends within its records");
        else
            report.CounterSamples++;
    }

    private static bool TryReadInterface(ref XdrReader body, Agent agent, out InterfaceCounters counters)
    {
        var index = body.Word();
        body.Skip(1);
        var values = default(CounterValues);
        values[0] = body.Long();
        body.Skip(1);
        var status = body.Word();
        values[1] = (status & 1) != 0 ? 1 : 2;
        values[2] = (status & 2) != 0 ? 1 : 2;
        for (var i = 3; i < InterfaceCounters.Names.Length; i++)
        {
            // Octets have 64 bits, packets 32. All bits set: the agent does not know.
            var value = i is 3 or 10 ? body.Long() : body.Word();
            values[i] = value == (i is 3 or 10 ? ulong.MaxValue : uint.MaxValue) ? double.NaN : value;
        }
        counters = new InterfaceCounters(agent.Exporter.Address, index, values);
        return !body.IsBad;
    }

    /// <summary>The ifIndex of an interface; 0 where it is none: dropped, several at once, or the device itself.</summary>
    private static uint Interface(ref XdrReader sample, bool expanded)
    {
        var format = expanded ? sample.Word() : 0;
        var value = sample.Word();
        if (!expanded)
            (format, value) = (value >> 30, value & LocalInterface);
        return format == 0 ? Local(value) : 0;
    }

    private static uint Local(uint value) => value == LocalInterface ? 0 : value;

    private static uint V4(NetworkAddress address) => address.IsV4 ? address.V4 : 0;

    private Agent AgentOf(NetworkAddress address, uint subAgent)
    {
        if (_agents.TryGetValue((address, subAgent), out var agent))
            return agent;
        // Numbers that nobody follows any more are forgotten together; it costs one uncounted gap each.
        if (_agents.Count >= maxAgents)
            _agents.Clear();
        var number = exporters.NumberOf(address);
        return _agents[(address, subAgent)] = new Agent(number, number == 0 ? new FlowExporter(address) : exporters[number]);
    }

    private sealed class Agent(ushort number, FlowExporter exporter)
    {
        public ushort Number { get; } = number;

        public FlowExporter Exporter { get; } = exporter;

        public SequenceTracker Sequence { get; } = new();

        public long Datagrams { get; set; }

        public long Samples { get; set; }
    }
}
