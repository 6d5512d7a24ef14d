using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Flows.Detection;

/// <summary>
/// The flows of a network, as two exporters tell them: the core sees everything, the edge what crosses it, later. Flows
/// come when they have ended and been idle, long ones in parts of five minutes, each direction by itself.
/// </summary>
internal sealed class SimulatedNetwork(int seed, long start)
{
    public const ushort Core = 1;
    public const ushort Edge = 2;

    private const int BeatMs = 10_000;
    private const int PartMs = 300_000;
    private const int Ring = 4096;

    private readonly List<FlowRecord>[] _due = [.. Enumerable.Range(0, Ring).Select(_ => new List<FlowRecord>())];

    public Random Random { get; } = new(seed);

    /// <summary>When it begins, in milliseconds since 1970-01-01 UTC.</summary>
    public long Start => start;

    /// <summary>Flows told so far.</summary>
    public long Told { get; private set; }

    public static NetworkAddress Address(string text) => NetworkAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    /// <summary>An address counted on from another.</summary>
    public static NetworkAddress Address(string text, int further) => NetworkAddress.FromV4(Address(text).V4 + (uint)further);

    /// <summary>A connection with an answer.</summary>
    public void Connect(long at, NetworkAddress client, NetworkAddress server, ushort port, byte protocol, double up, double down, double durationMs, ushort sourcePort = 0, double rate = 1)
    {
        sourcePort = sourcePort == 0 ? EphemeralPort() : sourcePort;
        var parts = 1 + (int)(durationMs / PartMs);
        for (var part = 0; part < parts; part++)
        {
            var (began, lasted) = (at + ((long)part * PartMs), Math.Min(PartMs, durationMs - ((double)part * PartMs)));
            var flags = (byte)(protocol == 6 ? part == 0 ? 0x1b : 0x18 : 0);
            Tell(Flow(began, client, server, sourcePort, port, protocol, up / parts, lasted, flags), client, server);
            Tell(Flow(began + 1, server, client, port, sourcePort, protocol, down / parts, Math.Max(0, lasted - 1), flags), client, server);
        }
    }

    /// <summary>A try without an answer, or with a RST for one.</summary>
    public void Fail(long at, NetworkAddress client, NetworkAddress server, ushort port, byte protocol, bool isRefused = false, int packets = 1, ushort sourcePort = 0)
    {
        sourcePort = sourcePort == 0 ? EphemeralPort() : sourcePort;
        Tell(Flow(at, client, server, sourcePort, port, protocol, packets * 44, packets > 1 ? 3000 : 0, (byte)(protocol == 6 ? 2 : 0)) with { Packets = (ulong)packets }, client, server);
        if (isRefused && protocol == 6)
            Tell(Flow(at, server, client, port, sourcePort, protocol, 40, 0, 0x14) with { Packets = 1 }, client, server);
    }

    /// <summary>An ICMP echo request, and its reply where there is one.</summary>
    public void Ping(long at, NetworkAddress client, NetworkAddress server, bool isAnswered)
    {
        Tell(Flow(at, client, server, 0, 8 << 8, 1, 84, 0, 0), client, server);
        if (isAnswered)
            Tell(Flow(at, server, client, 0, 0, 1, 84, 0, 0), client, server);
    }

    /// <summary>A single record, as the core tells it.</summary>
    public void TellOne(FlowRecord flow) => Due(flow with { Exporter = Core }, flow.End + Random.Next(15_000));

    public static FlowRecord Flow(long at, NetworkAddress source, NetworkAddress destination, ushort sourcePort, ushort destinationPort, byte protocol, double octets, double durationMs, byte flags) => new()
    {
        End = at + (long)durationMs,
        DurationMs = (uint)durationMs,
        Source = source,
        Destination = destination,
        SourcePort = sourcePort,
        DestinationPort = destinationPort,
        Protocol = protocol,
        TcpFlags = flags,
        Octets = (ulong)octets,
        Packets = 1 + (ulong)(octets / 900) + (protocol == 6 ? 4UL : 0),
        SamplingRate = 1,
        Exporter = Core,
    };

    public ushort EphemeralPort() => (ushort)Random.Next(32_768, 61_000);

    /// <summary>How many times something happens that happens so often on the average.</summary>
    public int Poisson(double mean)
    {
        var (times, product, limit) = (0, Random.NextDouble(), Math.Exp(-Math.Min(mean, 500)));
        while (product > limit)
            (times, product) = (times + 1, product * Random.NextDouble());
        return times;
    }

    /// <summary>A number whose logarithm is normal.</summary>
    public double LogNormal(double median, double spread) =>
        median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble()));

    /// <summary>Lets the time pass: each beat's flows in the order they come, with the clock.</summary>
    /// <param name="beats">Beats of ten seconds.</param>
    /// <param name="happen">What begins within each minute, called when it begins.</param>
    /// <param name="look">Takes the flows.</param>
    public void Run(int beats, Action<long> happen, Action<List<FlowRecord>, long> look)
    {
        for (var beat = 0; beat < beats; beat++)
        {
            if (beat % 6 == 0)
                happen(start + ((long)beat * BeatMs));
            var due = _due[beat % Ring];
            Told += due.Count;
            look(due, start + ((beat + 1L) * BeatMs));
            due.Clear();
        }
    }

    private void Tell(FlowRecord flow, NetworkAddress client, NetworkAddress server)
    {
        Due(flow, flow.End + Random.Next(15_000));
        if (!IsInside(client) || !IsInside(server))
            Due(flow with { Exporter = Edge }, flow.End + Random.Next(40_000));
    }

    private static bool IsInside(NetworkAddress address) => address.V4 >> 24 == 10 || address.V4 >> 16 == 0xc0a8;

    private void Due(FlowRecord flow, long at) => _due[(int)Math.Max(0, (at - start) / BeatMs) % Ring].Add(flow);
}
