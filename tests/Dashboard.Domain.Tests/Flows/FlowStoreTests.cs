using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Flows;

public sealed class FlowStoreTests
{
    private readonly FakeClock _clock = new();
    private readonly FlowExporters _exporters = new();
    private readonly ushort _router;
    private readonly FlowStore _store;

    public FlowStoreTests()
    {
        _router = _exporters.NumberOf(Address("192.0.2.1"));
        _store = NewStore(new FlowStoreOptions { RawBytes = 1 << 20 });
    }

    [Fact]
    public void Flows_are_ranked_by_everything_that_tells_them_apart()
    {
        _exporters[_router].NameInterface(7, "xe-0/0/7");
        Add(Flow("10.0.0.1", "10.0.0.9", 50000, 443, 6, 1000) with { InInterface = 7, OutInterface = 8, SourceAs = 64500, Vlan = 42, TypeOfService = 46 << 2 });
        Add(Flow("10.0.0.1", "10.0.0.9", 50001, 443, 6, 500) with { InInterface = 7 });
        Add(Flow("10.0.0.2", "10.0.0.9", 53, 40000, 17, 200));

        Assert.Equal([("https", 1500UL, 2UL), ("dns", 200UL, 1UL)], Rank(FlowDimension.Application));
        Assert.Equal([("10.0.0.1", 1500UL, 2UL), ("10.0.0.2", 200UL, 1UL)], Rank(FlowDimension.SourceAddress));
        Assert.Equal([("10.0.0.9", 1700UL, 3UL)], Rank(FlowDimension.DestinationAddress));
        Assert.Equal([("10.0.0.1 → 10.0.0.9 https", 1500UL, 2UL), ("10.0.0.2 → 10.0.0.9 dns", 200UL, 1UL)], Rank(FlowDimension.Conversation));
        Assert.Equal([("192.0.2.1 xe-0/0/7", 1500UL, 2UL)], Rank(FlowDimension.InInterface));
        Assert.Equal([("192.0.2.1 8", 1000UL, 1UL)], Rank(FlowDimension.OutInterface));
        Assert.Equal([("AS64500", 1000UL, 1UL)], Rank(FlowDimension.SourceAs));
        Assert.Equal([("42", 1000UL, 1UL)], Rank(FlowDimension.Vlan));
        Assert.Equal([("46", 1000UL, 1UL), ("0", 700UL, 2UL)], Rank(FlowDimension.Dscp));
        Assert.Equal([("192.0.2.1", 1700UL, 3UL)], Rank(FlowDimension.Exporter));
    }

    [Fact]
    public void A_flow_counts_in_the_minute_that_it_ended_in_and_one_that_comes_too_late_in_the_oldest_that_is_open()
    {
        var now = _clock.NowMs;
        Add(Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, 100));
        Add(Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, 20) with { End = now - 60_000 });
        Add(Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, 3) with { End = now - 3_600_000 });

        Assert.Equal(100UL, _store.Rank(FlowDimension.Application, now, now, 10).Octets);
        Assert.Equal(20UL, _store.Rank(FlowDimension.Application, now - 60_000, now - 60_000, 10).Octets);
        Assert.Equal(3UL, _store.Rank(FlowDimension.Application, now - 120_000, now - 120_000, 10).Octets);
        Assert.Equal(1, _store.LateFlows);
    }

    [Fact]
    public void Minutes_that_are_over_are_kept_for_as_long_as_they_may()
    {
        var store = NewStore(new FlowStoreOptions { KeptMinutes = 5 });
        for (var i = 0; i < 20; i++)
        {
            store.Add([Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, 1)]);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        // Four that are over, and the two of the open ones that have flows.
        Assert.InRange(store.Rank(FlowDimension.Application, 0, _clock.NowMs, 10).Flows, 4UL, 6UL);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0UL, store.Rank(FlowDimension.Application, 0, _clock.NowMs, 10).Flows);
    }

    [Fact]
    public void Rankings_take_bounded_memory_and_state_their_error_truly()
    {
        var store = NewStore(new FlowStoreOptions { TrackedKeys = 1024, KeptEntries = 200 });
        var random = new Random(7);
        var truth = new Dictionary<string, ulong>();
        var flows = new FlowRecord[200];
        for (var minute = 0; minute < 3; minute++)
        {
            for (var round = 0; round < 500; round++)
            {
                for (var i = 0; i < flows.Length; i++)
                {
                    // A few that send much, among very many that send little.
                    var host = (uint)(random.Next(4) == 0 ? random.Next(20) : 1000 + random.Next(100_000));
                    flows[i] = Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, (ulong)random.Next(1, 1500)) with { Source = NetworkAddress.FromV4(host) };
                    var name = flows[i].Source.ToString();
                    truth[name] = truth.GetValueOrDefault(name) + flows[i].Octets;
                }
                store.Add(flows);
            }
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var ranking = store.Rank(FlowDimension.SourceAddress, 0, _clock.NowMs, 1000);

        Assert.Equal(truth.Values.Aggregate((a, b) => a + b), ranking.Octets);
        Assert.All(ranking.Entries, e => Assert.InRange(truth[e.Name], e.Octets, e.Octets + e.Missed));
        var listed = ranking.Entries.Select(e => e.Name).ToHashSet();
        Assert.All(truth.Where(t => !listed.Contains(t.Key)), t => Assert.InRange(t.Value, 0UL, ranking.Missing));
        Assert.Equal(truth.OrderByDescending(t => t.Value).Take(20).Select(t => t.Key).Order(), ranking.Entries.Take(20).Select(e => e.Name).Order());
        Assert.InRange(ranking.Missing, 0UL, ranking.Octets / 200);
    }

    [Fact]
    public void Single_flows_are_found_by_what_they_are_newest_first()
    {
        for (ushort i = 0; i < 100; i++)
            Add(Flow($"10.0.{i % 2}.{i}", "10.1.0.1", (ushort)(1000 + i), 443, 6, i) with { InInterface = (uint)(i % 3), Vlan = i });

        Assert.Equal([99UL, 98UL, 97UL], Find(new FlowFilter(), 3));
        Assert.Equal([99UL, 97UL], Find(new FlowFilter { Source = Network("10.0.1.0/24") }, 2));
        Assert.Equal([42UL], Find(new FlowFilter { Either = Network("10.0.0.42") }, 5));
        Assert.Equal([7UL], Find(new FlowFilter { Port = 1007 }, 5));
        Assert.Equal([7UL], Find(new FlowFilter { Vlan = 7, Exporter = _router, Protocol = 6, Dscp = 0 }, 5));
        Assert.Equal([98UL, 95UL], Find(new FlowFilter { Interface = 2 }, 2));
        Assert.Empty(Find(new FlowFilter { From = _clock.NowMs + 1 }, 5));
        var https = HttpsOf(Flow("10.0.0.1", "10.0.0.2", 443, 5, 6, 1));
        Assert.Equal(100, Find(new FlowFilter { Applications = [https] }, 1000).Count);
    }

    [Fact]
    public void Single_flows_take_no_more_memory_than_they_may_and_the_oldest_leaves_first()
    {
        var store = NewStore(new FlowStoreOptions { RawBytes = 1 << 20 });
        for (var i = 0; i < 100; i++)
            store.Add([.. Enumerable.Range(0, 300).Select(n => Flow("10.0.0.1", "10.0.0.2", 1, 2, 6, (ulong)((i * 300) + n)))]);
        Assert.Equal(8192, store.HeldFlows);
        var found = store.Find(new FlowFilter(), 100_000);
        Assert.Equal(8192, found.Count);
        Assert.Equal((29_999UL, 30_000UL - 8192), (found[0].Octets, found[^1].Octets));
    }

    [Fact]
    public void Everything_that_a_flow_says_is_still_there_when_it_is_found()
    {
        var flow = Flow("10.0.0.1", "2001:db8::1", 1, 2, 6, 3) with
        {
            Packets = 4,
            NextHop = Address("10.0.0.7"),
            DurationMs = 5,
            InInterface = 6,
            OutInterface = 7,
            SourceAs = 8,
            DestinationAs = 9,
            SamplingRate = 10,
            Application = 11,
            NatSource = 12,
            NatDestination = 13,
            MplsLabel = 14,
            NatSourcePort = 15,
            NatDestinationPort = 16,
            Vlan = 17,
            TypeOfService = 18,
            TcpFlags = 19,
            Direction = FlowDirection.Egress,
            IsDenied = true,
        };
        Add(flow);
        Assert.Equal(flow, Assert.Single(_store.Find(new FlowFilter(), 2)));
    }

    [Fact]
    public void Each_octet_counts_in_one_counter_and_no_counter_ever_falls()
    {
        var store = NewStore(new FlowStoreOptions { ConversationSeries = 5 });
        var random = new Random(3);
        var counters = new FlowCounters();
        var before = new Dictionary<(string, string, string, string), ulong>();
        ulong sent = 0;
        var named = new HashSet<string>();
        for (var reading = 0; reading < 400; reading++)
        {
            for (var i = 0; i < 20; i++)
            {
                var octets = (ulong)random.Next(1, 10_000);
                sent += octets;
                store.Add([Flow($"10.0.0.{(reading / 20) + random.Next(4)}", "10.0.1.1", (ushort)random.Next(40000, 50000), (ushort)(random.Next(3) + 443), 6, octets)]);
            }
            store.Read(counters);
            Assert.Equal(sent, counters.Traffic.Aggregate(before.Where(b => !counters.Traffic.Any(t => KeyOf(t) == b.Key)).Aggregate(0UL, (sum, b) => sum + b.Value), (sum, t) => sum + t.Octets));
            foreach (var counter in counters.Traffic)
            {
                Assert.InRange(counter.Octets, before.GetValueOrDefault(KeyOf(counter)), ulong.MaxValue);
                before[KeyOf(counter)] = counter.Octets;
                named.Add(counter.Source);
            }
            Assert.InRange(counters.Traffic.Count(t => t.Source != "other"), 0, 5);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.InRange(named.Count, 6, 100);

        static (string, string, string, string) KeyOf(FlowTrafficCounter t) => (t.Exporter, t.Application, t.Source, t.Destination);
    }

    [Fact]
    public void Interfaces_and_exporters_have_counters()
    {
        _exporters[_router].CountLost(3, 1);
        Add(Flow("10.0.0.1", "10.0.0.9", 1, 443, 6, 1000) with { InInterface = 7, OutInterface = 8 });
        var counters = new FlowCounters();
        _store.Read(counters);

        Assert.Equal([(7u, false, 1000UL), (8u, true, 1000UL)], counters.Interfaces.Select(i => (i.Index, i.IsOut, i.Octets)).Order());
        Assert.Equal([("192.0.2.1", 1L, 3L)], counters.Exporters.Select(e => (e.Exporter.Name, e.Records, e.Lost)));
    }

    [Fact]
    public void Taking_flows_in_allocates_nothing()
    {
        var flows = Enumerable.Range(0, 1000).Select(i => Flow($"10.0.{i / 250}.{i % 250}", "10.0.0.9", (ushort)i, 443, 6, 100) with { InInterface = 1, SourceAs = 2 }).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _store.Add(flows);
            if (round > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Theory]
    [InlineData(50000, 443, 6, "https")]
    [InlineData(443, 50000, 6, "https")]
    [InlineData(8444, 50000, 6, "tcp/8444")]
    [InlineData(50000, 60000, 17, "udp other")]
    [InlineData(50000, 38412, 132, "ngap")]
    [InlineData(0, 2048, 1, "icmp")]
    [InlineData(0, 0, 89, "ospf")]
    [InlineData(0, 0, 200, "protocol 200")]
    public void An_application_is_the_port_of_the_server(int source, int destination, byte protocol, string expected)
    {
        Add(Flow("10.0.0.1", "10.0.0.2", (ushort)source, (ushort)destination, protocol, 1));
        Assert.Equal(expected, Rank(FlowDimension.Application).Single().Name);
    }

    [Fact]
    public void An_application_that_its_exporter_named_is_called_so()
    {
        _exporters[_router].NameApplication(0x0d000123, "webex");
        Add(Flow("10.0.0.1", "10.0.0.2", 1, 443, 6, 2) with { Application = 0x0d000123 });
        Add(Flow("10.0.0.1", "10.0.0.2", 1, 443, 6, 1) with { Application = 0x0d000124 });
        Assert.Equal(["webex", "application 13:292"], Rank(FlowDimension.Application).Select(r => r.Name));
    }

    private static ulong HttpsOf(FlowRecord flow) => FlowApplications.Of(ref flow);

    private FlowStore NewStore(FlowStoreOptions options) => new(options, _exporters, _clock);

    private void Add(FlowRecord flow) => _store.Add([flow]);

    private FlowRecord Flow(string source, string destination, ushort sourcePort, ushort destinationPort, byte protocol, ulong octets) => new()
    {
        End = _clock.NowMs,
        Exporter = _router,
        Source = Address(source),
        Destination = Address(destination),
        SourcePort = sourcePort,
        DestinationPort = destinationPort,
        Protocol = protocol,
        Octets = octets,
        Packets = 1,
    };

    private List<(string Name, ulong Octets, ulong Flows)> Rank(FlowDimension dimension) =>
        [.. _store.Rank(dimension, _clock.NowMs, _clock.NowMs, 10).Entries.Select(e => (e.Name, e.Octets, e.Flows))];

    private List<ulong> Find(FlowFilter filter, int most) => [.. _store.Find(filter, most).Select(f => f.Octets)];

    private static NetworkAddress Address(string text) => NetworkAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static FlowNetwork Network(string text) => FlowNetwork.TryParse(text, out var network) ? network : throw new FormatException(text);
}
