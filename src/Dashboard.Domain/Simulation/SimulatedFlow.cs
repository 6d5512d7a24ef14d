namespace Dashboard.Domain.Simulation;

/// <summary>A flow that a cluster's router saw, one way.</summary>
/// <param name="Source">The IPv4 address that sent, as a number in network order.</param>
/// <param name="Destination">The one that it was sent to.</param>
/// <param name="Protocol">6 for TCP, 17 for UDP.</param>
/// <param name="SourcePort">The port that sent.</param>
/// <param name="DestinationPort">The port that it was sent to.</param>
/// <param name="Octets">Octets of the packets.</param>
/// <param name="Packets">Packets.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="IsDown">Whether it went to a user.</param>
public readonly record struct SimulatedFlow(uint Source, uint Destination, byte Protocol, ushort SourcePort, ushort DestinationPort, uint Octets, uint Packets, uint Milliseconds, bool IsDown)
{
    /// <summary>Conversations that a cluster's router exports in a second; each is a flow either way.</summary>
    public const int ASecond = 12;

    private const double LongestSeconds = 60;

    // Share, protocol, port of the service, servers, octets that go down for one that goes up, octets of a packet.
    private static readonly (double Share, byte Protocol, ushort Port, int Servers, double Down, int Packet)[] Services =
    [
        (0.46, 6, 443, 60, 14, 1300), (0.24, 17, 443, 24, 22, 1250), (0.06, 6, 80, 30, 9, 1200), (0.08, 17, 53, 4, 1.6, 110), (0.05, 6, 8883, 3, 0.4, 180),
        (0.04, 17, 4500, 6, 2, 900), (0.03, 17, 3478, 8, 1.1, 420), (0.02, 6, 993, 5, 8, 900), (0.02, 17, 123, 4, 1, 76),
    ];

    /// <summary>The flows of a second.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cluster">Which of its clusters, from 0.</param>
    /// <param name="second">Seconds since 1970-01-01 UTC.</param>
    /// <param name="downRate">Mbit/s that go down through the cluster's router, of which the flows are the part that was sampled.</param>
    /// <param name="into">What they are added to.</param>
    public static void Add(SimulatedNetwork network, int cluster, long second, double downRate, List<SimulatedFlow> into)
    {
        var stream = Streams.Flow + (cluster * 10_000L);
        for (var i = 0; i < ASecond; i++)
        {
            var place = (second * ASecond) + i;
            double Chance(int what) => Noise.Of(network.Seed, stream + 1_000_000 + what, place);
            var (service, chance) = (0, Chance(1));
            while (service < Services.Length - 1 && chance >= Services[service].Share)
                chance -= Services[service++].Share;
            var (_, protocol, port, servers, ratio, packet) = Services[service];
            var user = (10u << 24) | ((uint)(cluster + 1) << 16) | ((uint)(Chance(2) * Chance(2) * 1000) + 10);
            // Networks that are set aside for examples (RFC 5737).
            var server = (service % 3) switch { 0 => 0xC6336400u, 1 => 0xCB007100u, _ => 0xC0000200u } + (uint)(10 + (service * 20 % 150)) + (uint)(Chance(3) * Chance(3) * servers);
            var seconds = 1 + (Chance(4) * Chance(4) * (LongestSeconds - 1));
            // A few are very large; all together they follow the load.
            var down = (uint)Math.Min(2e8, packet * (1 + (Math.Exp(9 * Chance(5)) * (protocol == 6 || port == 443 ? 1 : 0.01) * downRate / 2000)));
            var up = (uint)Math.Max(64, down / ratio);
            var userPort = (ushort)(20_000 + (Chance(6) * 40_000));
            var length = (uint)(seconds * 1000);
            into.Add(new SimulatedFlow(server, user, protocol, port, userPort, down, 1 + (down / (uint)packet), length, IsDown: true));
            into.Add(new SimulatedFlow(user, server, protocol, userPort, port, up, 1 + Math.Max(up / 400, down / (uint)packet / 3), length, IsDown: false));
        }
    }
}
