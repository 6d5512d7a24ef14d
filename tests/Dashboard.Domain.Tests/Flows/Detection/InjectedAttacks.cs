using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using static Dashboard.Domain.Tests.Flows.Detection.SimulatedNetwork;

namespace Dashboard.Domain.Tests.Flows.Detection;

/// <summary>An attack that was put into traffic.</summary>
/// <param name="Name">What kind of attack, as the score lists it.</param>
/// <param name="Kind">What it is to be found as.</param>
/// <param name="Source">Who attacks.</param>
/// <param name="Start">When it begins, in milliseconds since 1970-01-01 UTC.</param>
internal sealed record InjectedAttack(string Name, FlowFindingKind Kind, NetworkAddress Source, long Start);

/// <summary>One attack of each kind, each by its own source, with sizes, speeds and hours by chance.</summary>
internal sealed class InjectedAttacks
{
    public const string Rule = "deny 10.1.0.0/16 to 10.7.0.0/16 tcp/23";

    private const byte Tcp = 6;
    private const byte Udp = 17;

    private readonly SimulatedNetwork _network;
    private readonly List<(long At, Action Do)> _steps = [];
    private readonly List<InjectedAttack> _all = [];
    private int _next;

    /// <param name="network">Where they happen.</param>
    /// <param name="after">Hours from its beginning until they begin.</param>
    /// <param name="hours">Hours within which they begin.</param>
    public InjectedAttacks(SimulatedNetwork network, double after, double hours)
    {
        _network = network;
        var random = network.Random;
        var source = 0;
        PortScan("port scan", Next(), Address("10.2.0.30"), 1000, seconds: random.Next(10, 120), Tcp);
        PortScan("port scan of few ports", Next(), Address("10.2.0.31"), 100, seconds: random.Next(60, 900), Tcp);
        PortScan("port scan from outside", Address("91.5.0.0", random.Next(60_000)), Address("192.168.10.10"), 1000, seconds: random.Next(60, 600), Tcp);
        PortScan("UDP port scan", Next(), Address("10.2.0.32"), 500, seconds: random.Next(60, 500), Udp);
        PortScan("slow port scan", Next(), Address("10.2.0.33"), 150, seconds: 150 * random.Next(45, 100), Tcp);
        Sweep("host sweep", Next(), Address("10.5.0.0"), 254, 445, seconds: random.Next(5, 300), Tcp);
        Sweep("slow host sweep", Next(), Address("10.5.1.0"), 150, 22, seconds: 150 * random.Next(45, 100), Tcp);
        Sweep("UDP host sweep", Next(), Address("10.5.2.0"), 254, 161, seconds: random.Next(30, 300), Udp);
        Sweep("sweep of the Internet", Next(), Address("80.1.0.0"), 2000, 23, seconds: random.Next(300, 3000), Tcp);
        PingSweep(Next(), Address("10.5.3.0"), 254, seconds: random.Next(5, 120));
        Grid(Next(), Address("10.5.4.0"));
        Beacon("beacon", Next(), Address("45.9.0.1"), random.Next(30, 600), jitter: 0.05 * random.NextDouble(), sizeSpread: 0.05);
        Beacon("beacon with jitter", Next(), Address("45.9.0.2"), random.Next(30, 300), jitter: 0.2, sizeSpread: 0.2);
        Steal(Next(), Address("45.9.0.3"), 3e9 + (random.NextDouble() * 2e10), minutes: random.Next(20, 90));
        Denied(Next(), 400);
        Violate(Next());

        _steps.Sort(static (a, b) => a.At.CompareTo(b.At));

        NetworkAddress Next() => OrdinaryTraffic.Client(100 + source++);

        long Start(string name, FlowFindingKind kind, NetworkAddress by)
        {
            var at = network.Start + (long)((after + (random.NextDouble() * hours)) * 3_600_000);
            _all.Add(new InjectedAttack(name, kind, by, at));
            return at;
        }

        void PortScan(string name, NetworkAddress by, NetworkAddress target, int ports, double seconds, byte protocol)
        {
            var at = Start(name, FlowFindingKind.PortScan, by);
            foreach (var (port, i) in Shuffled(ports).Select(static (port, i) => (port, i)))
                At(at + (long)(i * 1000 * seconds / ports), t => Probe(t, by, target, (ushort)(1 + port), protocol, 0.02));
        }

        void Sweep(string name, NetworkAddress by, NetworkAddress first, int hosts, ushort port, double seconds, byte protocol)
        {
            var at = Start(name, FlowFindingKind.HostSweep, by);
            foreach (var (host, i) in Shuffled(hosts).Select(static (host, i) => (host, i)))
                At(at + (long)(i * 1000 * seconds / hosts), t => Probe(t, by, NetworkAddress.FromV4(first.V4 + (uint)host), port, protocol, 0.1));
        }

        void PingSweep(NetworkAddress by, NetworkAddress first, int hosts, double seconds)
        {
            var at = Start("ping sweep", FlowFindingKind.HostSweep, by);
            for (var i = 0; i < hosts; i++)
            {
                var host = i;
                At(at + (long)(i * 1000 * seconds / hosts), t => network.Ping(t, by, NetworkAddress.FromV4(first.V4 + (uint)host), random.Next(8) == 0));
            }
        }

        void Grid(NetworkAddress by, NetworkAddress first)
        {
            var at = Start("scan of a network", FlowFindingKind.PortScan, by);
            for (var i = 0; i < 64 * 100; i++)
            {
                var (host, port) = ((uint)(i % 64), (ushort)(1 + (i / 64)));
                At(at + (i * 30L), t => Probe(t, by, NetworkAddress.FromV4(first.V4 + host), port, Tcp, 0.02));
            }
        }

        void Beacon(string name, NetworkAddress by, NetworkAddress to, double period, double jitter, double sizeSpread)
        {
            var at = Start(name, FlowFindingKind.Beaconing, by);
            for (var i = 0; i < 60; i++)
                At(at += (long)(period * 1000 * (1 - jitter + (2 * jitter * random.NextDouble()))), t => network.Connect(t, by, to, 443, Tcp, 600 * (1 - sizeSpread + (2 * sizeSpread * random.NextDouble())), 400, 300));
        }

        void Steal(NetworkAddress by, NetworkAddress to, double octets, int minutes)
        {
            var at = Start("exfiltration", FlowFindingKind.Exfiltration, by);
            At(at, t => network.Connect(t, by, to, 443, Tcp, octets, 1e6, minutes * 60_000.0));
        }

        void Denied(NetworkAddress by, int times)
        {
            var at = Start("denied connections", FlowFindingKind.DeniedConnections, by);
            for (var i = 0; i < times; i++)
            {
                var host = i % 5;
                At(at + (i * 500L), t => network.TellOne(Flow(t, by, Address("10.6.0.1", host), network.EphemeralPort(), 3389, Tcp, 44, 0, 2) with { IsDenied = true }));
            }
        }

        void Violate(NetworkAddress by)
        {
            var at = Start("violation of a rule", FlowFindingKind.PolicyViolation, by);
            At(at, t => network.Connect(t, by, Address("10.7.0.4"), 23, Tcp, 2000, 9000, 60_000));
        }
    }

    public IReadOnlyList<InjectedAttack> All => _all;

    /// <summary>All that begins within a minute.</summary>
    public void Happen(long minute)
    {
        while (_next < _steps.Count && _steps[_next].At < minute + 60_000)
            _steps[_next++].Do();
    }

    private int[] Shuffled(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        _network.Random.Shuffle(numbers);
        return numbers;
    }

    private void Probe(long at, NetworkAddress by, NetworkAddress target, ushort port, byte protocol, double open)
    {
        if (_network.Random.NextDouble() < open)
            _network.Connect(at, by, target, port, protocol, 100, 100, 50);
        else
            _network.Fail(at, by, target, port, protocol, isRefused: _network.Random.Next(2) == 0);
    }

    private void At(long at, Action<long> step) => _steps.Add((at, () => step(at)));
}
