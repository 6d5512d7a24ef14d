using Dashboard.Domain.Telemetry;
using static Dashboard.Domain.Tests.Flows.Detection.SimulatedNetwork;

namespace Dashboard.Domain.Tests.Flows.Detection;

/// <summary>
/// What goes on in an office network with a data centre where nobody attacks, with all that is easily taken for an attack: a gateway that
/// hundreds share, a crawler, a monitoring system that polls and pings, resolvers, backups inside and to a cloud, video
/// calls, tunnels that stay up, peers of file sharing, clients of a service that is gone, outages, and the Internet's own noise.
/// </summary>
internal sealed class OrdinaryTraffic
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const int Devices = 200;
    private const int Servers = 60;
    private const int Popular = 300;
    private const int Rare = 20_000;

    private static readonly NetworkAddress Resolver = Address("10.2.1.1");
    private static readonly NetworkAddress Clock = Address("10.2.1.3");
    private static readonly NetworkAddress Monitor = Address("10.2.2.1");
    private static readonly NetworkAddress Backup = Address("10.2.3.1");
    private static readonly NetworkAddress Crawler = Address("10.2.4.1");
    private static readonly NetworkAddress Gateway = Address("10.3.0.1");
    private static readonly NetworkAddress Mail = Address("10.2.5.1");
    private static readonly NetworkAddress Web = Address("192.168.10.10");
    private static readonly ushort[] ServerPorts = [443, 445, 389, 88, 3306, 5432, 8080, 22];

    private readonly SimulatedNetwork _network;
    private readonly int _clients;
    private readonly double[] _telemetryPhase;

    public OrdinaryTraffic(SimulatedNetwork network, int clients)
    {
        (_network, _clients) = (network, clients);
        _telemetryPhase = [.. Enumerable.Range(0, clients).Select(_ => network.Random.NextDouble())];
    }

    public static NetworkAddress Client(int number) => Address("10.1.0.0", number);

    public static NetworkAddress Server(int number) => Address("10.2.0.10", number);

    /// <summary>All that begins within a minute.</summary>
    public void Happen(long minute)
    {
        var hour = minute / 3_600_000.0 % 24;
        var busy = hour is >= 8 and < 18 ? 1 : 0.25;
        var minutes = (minute - _network.Start) / 60_000;
        Browse(minute, busy);
        ServeInside(minute, busy, isOutage: minutes % 1440 is >= 600 and < 630);
        Names(minute, busy);
        Regular(minute);
        Watch(minute, isOutage: minutes % 1440 is >= 900 and < 920);
        Share(minute, busy);
        Serve(minute, busy);
        Long(minute, minutes, busy);
        Noise(minute);
    }

    private Random Random => _network.Random;

    private long In(long minute) => minute + Random.Next(60_000);

    private NetworkAddress PopularSite() => Address("151.101.0.0", (int)(Popular * Math.Pow(Random.NextDouble(), 2.5)));

    private NetworkAddress RareSite() => Address("203.10.0.0", Random.Next(Rare));

    private NetworkAddress AnyOutside() => NetworkAddress.FromV4(0x50000000 + (uint)Random.Next(0x30000000));

    private void Browse(long minute, double busy)
    {
        // A visit is a few connections to some sites.
        for (var visits = _network.Poisson(_clients * 0.1 * busy); visits > 0; visits--)
        {
            var (at, client) = (In(minute), Client(Random.Next(_clients)));
            for (var sites = 1 + Random.Next(3); sites > 0; sites--)
                VisitSite(at + Random.Next(3000), client, Random.Next(4) > 0 ? PopularSite() : RareSite());
        }
        // Hundreds behind one address, some of whose sites are gone.
        for (var visits = _network.Poisson(80 * busy); visits > 0; visits--)
        {
            if (Random.Next(25) == 0)
                _network.Fail(In(minute), Gateway, RareSite(), (ushort)(Random.Next(5) == 0 ? 80 : 443), Tcp, packets: 3);
            else
                VisitSite(In(minute), Gateway, Random.Next(3) > 0 ? PopularSite() : RareSite());
        }
        for (var pages = _network.Poisson(30); pages > 0; pages--)
        {
            if (Random.Next(10) == 0)
                _network.Fail(In(minute), Crawler, RareSite(), 443, Tcp, isRefused: Random.Next(2) == 0, packets: 3);
            else
                VisitSite(In(minute), Crawler, RareSite());
        }
    }

    private void VisitSite(long at, NetworkAddress client, NetworkAddress site)
    {
        if (Random.Next(10) == 0)
            _network.Connect(at, client, site, 80, Tcp, 500, 900, 300);
        for (var connections = 1 + Random.Next(3); connections > 0; connections--)
            _network.Connect(at + Random.Next(2000), client, site, 443, (byte)(Random.Next(4) == 0 ? Udp : Tcp), _network.LogNormal(3000, 1), _network.LogNormal(40_000, 1.5), _network.LogNormal(8000, 1.2));
    }

    private void ServeInside(long minute, double busy, bool isOutage)
    {
        for (var uses = _network.Poisson(_clients * 0.08 * busy); uses > 0; uses--)
        {
            var (server, client) = (Random.Next(Servers), Client(Random.Next(_clients)));
            if (isOutage && server < 10)
                _network.Fail(In(minute), client, Server(server), ServerPorts[server % ServerPorts.Length], Tcp, packets: 3);
            else
                _network.Connect(In(minute), client, Server(server), ServerPorts[server % ServerPorts.Length], Tcp, _network.LogNormal(5000, 1.5), _network.LogNormal(30_000, 1.5), _network.LogNormal(5000, 1.5));
        }
        // Some ask for what is no longer there, again and again.
        for (var client = 0; client < 20; client++)
            _network.Fail(In(minute), Client(client), Address("10.2.9.9"), 8443, Tcp, packets: 3);
    }

    private void Names(long minute, double busy)
    {
        for (var names = _network.Poisson(_clients * 0.15 * busy); names > 0; names--)
        {
            var at = In(minute);
            _network.Connect(at, Client(Random.Next(_clients)), Resolver, 53, Udp, 70, 200, 20);
            if (Random.Next(3) == 0)
            {
                if (Random.Next(12) == 0)
                    _network.Fail(at, Resolver, Address("198.41.0.0", Random.Next(4000)), 53, Udp);
                else
                    _network.Connect(at, Resolver, Address("198.41.0.0", Random.Next(4000)), 53, Udp, 70, 300, 30);
            }
        }
        for (var mails = _network.Poisson(6 * busy); mails > 0; mails--)
        {
            if (Random.Next(8) == 0)
                _network.Fail(In(minute), Mail, Address("194.0.0.0", Random.Next(3000)), 25, Tcp, packets: 3);
            else
                _network.Connect(In(minute), Mail, Address("194.0.0.0", Random.Next(3000)), 25, Tcp, _network.LogNormal(40_000, 1.5), 2000, 4000);
        }
    }

    private void Regular(long minute)
    {
        var minutes = minute / 60_000;
        for (var client = 0; client < _clients; client++)
        {
            var at = minute + (long)(_telemetryPhase[client] * 60_000);
            // The clock inside, and of some the one outside.
            if (minutes % 17 == client % 17)
                _network.Connect(at, Client(client), client % 50 == 0 ? Address("162.159.200.1") : Clock, 123, Udp, 76, 76, 10, 123);
            // Two fifths report to a vendor every five minutes, all fetch updates once an hour, some fetch mail.
            if (client % 5 < 2 && minutes % 5 == client % 5)
                _network.Connect(at + Random.Next(500), Client(client), Address("52.1.0.0", client % 3), 443, Tcp, 1500, 800, 400);
            if (minutes % 60 == client % 60)
                _network.Connect(at, Client(client), Address("13.107.4.50"), 443, Tcp, 2500, 9000, 600);
            if (client % 7 == 3 && minutes % 3 == client % 3)
                _network.Connect(at, Client(client), Address("40.97.0.0", client % 5), 993, Tcp, 900, 1500, 300);
            // Telephones register.
            if (client % 6 == 1 && minutes % 2 == 0)
                _network.Connect(at, Client(client), Address("10.2.6.1"), 5060, Udp, 600, 500, 10, 5060);
        }
    }

    private void Watch(long minute, bool isOutage)
    {
        for (var device = 0; device < Devices; device++)
        {
            var (at, address) = (minute + (device * 60_000L / Devices), Address("10.4.0.0", device));
            // A few have been away for long, and now and then a whole site is.
            var isAway = device % 40 == 7 || (isOutage && device < 80);
            if (isAway)
                _network.Fail(at, Monitor, address, 161, Udp, packets: 2);
            else
                _network.Connect(at, Monitor, address, 161, Udp, 160, 500, 30);
            if (device % 2 == 0)
                _network.Ping(at, Monitor, address, !isAway);
        }
        for (var server = 0; server < Servers; server++)
            _network.Connect(minute + (server * 500), Monitor, Server(server), 9100, Tcp, 400, 20_000, 50);
        if (minute / 60_000 % 60 == 30)
        {
            for (var server = 0; server < Servers; server++)
                _network.Connect(minute + (server * 900), Backup, Server(server), 9102, Tcp, _network.LogNormal(20_000_000, 0.5), 1e6, 200_000);
        }
    }

    private void Share(long minute, double busy)
    {
        // Two peers of file sharing, of whose addresses most are gone.
        for (var tries = _network.Poisson(40); tries > 0; tries--)
        {
            var (peer, port) = (Client(30 + Random.Next(2)), (ushort)(Random.Next(6) == 0 ? 6881 : Random.Next(1024, 65_000)));
            if (Random.Next(10) < 6)
                _network.Fail(In(minute), peer, AnyOutside(), port, Random.Next(3) == 0 ? Tcp : Udp, packets: 1, sourcePort: 51_413);
            else
                _network.Connect(In(minute), peer, AnyOutside(), port, Random.Next(3) == 0 ? Tcp : Udp, 300, 500, 5000, 51_413);
        }
        // Calls between telephones: media on high ports.
        for (var calls = _network.Poisson(3 * busy); calls > 0; calls--)
            _network.Connect(In(minute), Client(Random.Next(_clients)), Client(Random.Next(_clients)), (ushort)(16_384 + (2 * Random.Next(4000))), Udp, 600_000, 600_000, 120_000, (ushort)(16_384 + (2 * Random.Next(4000))));
        // What is for everybody.
        for (var calls = _network.Poisson(20); calls > 0; calls--)
            _network.TellOne(Flow(In(minute), Client(Random.Next(_clients)), Address(Random.Next(2) == 0 ? "239.255.255.250" : "224.0.0.251"), 5353, (ushort)(Random.Next(2) == 0 ? 1900 : 5353), Udp, 200, 0, 0));
    }

    private void Serve(long minute, double busy)
    {
        for (var visits = _network.Poisson(80 * busy); visits > 0; visits--)
        {
            var (at, visitor, port) = (In(minute), AnyOutside(), _network.EphemeralPort());
            _network.Connect(at, visitor, Web, 443, Tcp, 3000, _network.LogNormal(60_000, 1), 5000, port);
            // Some end their connections with a RST.
            if (Random.Next(10) == 0)
                _network.TellOne(Flow(at + 6000, Web, visitor, 443, port, Tcp, 40, 0, 0x14) with { Packets = 1 });
        }
    }

    private void Long(long minute, long minutes, double busy)
    {
        // Tunnels and sockets that stay up for hours, told in parts.
        if (minutes % 180 == 0)
        {
            for (var client = 40; client < 80; client++)
                _network.Connect(In(minute), Client(client), Address("185.1.1.0", client), (ushort)(client % 2 == 0 ? 4500 : 443), (byte)(client % 2 == 0 ? Udp : Tcp), 2_000_000, 5_000_000, 10_000_000);
        }
        for (var calls = _network.Poisson(_clients / 2000.0 * busy); calls > 0; calls--)
            _network.Connect(In(minute), Client(Random.Next(_clients)), Address("52.112.0.0", Random.Next(20)), 3478, Udp, _network.LogNormal(250_000_000, 0.3), 3e8, 1_800_000);
        for (var uploads = _network.Poisson(0.02 * busy); uploads > 0; uploads--)
            _network.Connect(In(minute), Client(Random.Next(_clients)), PopularSite(), 443, Tcp, Math.Min(8e8, _network.LogNormal(1e8, 1)), 1e6, 600_000);
        // Each night a copy goes to a cloud.
        if (minutes % 1440 == 120)
            _network.Connect(minute, Backup, Address("52.216.0.9"), 443, Tcp, _network.LogNormal(2e10, 0.1), 1e7, 2_700_000);
    }

    private void Noise(long minute)
    {
        for (var sources = _network.Poisson(50); sources > 0; sources--)
        {
            var source = AnyOutside();
            for (var probes = 1 + Random.Next(3); probes > 0; probes--)
                _network.Fail(In(minute), source, Address("192.168.10.0", Random.Next(64)), (ushort)(Random.Next(3) == 0 ? 23 : Random.Next(1, 10_000)), Random.Next(5) == 0 ? Udp : Tcp, isRefused: Random.Next(4) == 0);
        }
        if (Random.Next(30) == 0)
            _network.Ping(In(minute), AnyOutside(), Web, isAnswered: true);
    }
}
