using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Flows;

public sealed class FlowAnalysisTests
{
    private const int MinuteMs = 60_000;

    private static readonly FlowDimension[] Dimensions = [.. Enum.GetValues<FlowDimension>().Where(d => d is not FlowDimension.SourceCountry and not FlowDimension.DestinationCountry)];

    private readonly FakeClock _clock = new();
    private readonly FlowExporters _exporters = new();
    private readonly List<FlowRecord> _sent = [];
    private readonly FlowStore _store;

    public FlowAnalysisTests()
    {
        _store = new FlowStore(new FlowStoreOptions { RawBytes = 4 << 20, KeptEntries = 10_000 }, _exporters, _clock);
        for (var i = 1; i <= 3; i++)
        {
            var exporter = _exporters.NumberOf(NetworkAddress.FromV4(0xC0000200 + (uint)i));
            _exporters[exporter].NameInterface(1, $"xe-0/0/{i}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("src 10.0.0.0/30")]
    [InlineData("ip 10.0.0.2 proto tcp")]
    [InlineData("port 443 exporter 192.0.2.2")]
    [InlineData("app https")]
    [InlineData("if xe-0/0/1")]
    [InlineData("vlan 3 dscp 46")]
    [InlineData("src-as 64501")]
    [InlineData("dst-as 64502 dst 10.1.0.0/16")]
    public void Rankings_and_their_minutes_are_what_adding_up_every_flow_gives(string? filter)
    {
        Send(5000, seed: 1);
        foreach (var dimension in Dimensions)
        {
            var answer = Ask(new() { From = _clock.NowMs - (6 * MinuteMs), To = _clock.NowMs + 1, Dimension = dimension, Filter = Filter(filter), Entries = 1000, Courses = 5 });
            var wanted = _sent.Where(f => IsWanted(f, filter)).ToList();
            var expected = wanted.Where(f => NameOf(dimension, f) is not null).GroupBy(f => NameOf(dimension, f)!)
                .Select(g => (Name: g.Key, Octets: Sum(g, f => f.Octets), Packets: Sum(g, f => f.Packets), Flows: (ulong)g.Count())).ToList();

            Assert.Equal(expected.Order(), answer.Ranking.Entries.Select(e => (e.Name, e.Octets, e.Packets, e.Flows)).Order());
            Assert.Equal(answer.Ranking.Entries.Select(e => e.Octets).OrderDescending(), answer.Ranking.Entries.Select(e => e.Octets));
            Assert.All(answer.Ranking.Entries, e => Assert.Equal(0UL, e.Missed));
            Assert.Equal((Sum(wanted, f => f.Octets), Sum(wanted, f => f.Packets), (ulong)wanted.Count), (answer.Ranking.Octets, answer.Ranking.Packets, answer.Ranking.Flows));
            Assert.Equal(answer.Ranking.Entries.Take(5).Select(e => e.Name), answer.Courses.Entries.Select(e => e.Name));
            for (var minute = 0; minute < answer.Courses.Total.Length; minute++)
            {
                var within = wanted.Where(f => f.End / MinuteMs == (answer.Courses.Start / MinuteMs) + minute).ToList();
                Assert.Equal(new FlowVolume(Sum(within, f => f.Octets), Sum(within, f => f.Packets), (ulong)within.Count), answer.Courses.Total[minute]);
                foreach (var course in answer.Courses.Entries)
                    Assert.Equal(Sum(within.Where(f => NameOf(dimension, f) == course.Name), f => f.Octets), course.Minutes[minute].Octets);
                var listed = answer.Courses.Entries.Aggregate(0UL, (sum, c) => sum + c.Minutes[minute].Octets);
                Assert.Equal(answer.Courses.Total[minute].Octets - listed, answer.Courses.OthersAt(minute).Octets);
            }
        }
    }

    [Theory]
    [InlineData(FlowDimension.SourceAddress, null)]
    [InlineData(FlowDimension.SourceAs, null)]
    [InlineData(FlowDimension.SourceAddress, "port 443")]
    [InlineData(FlowDimension.SourceAddress, "exporter 192.0.2.1 if 2")]
    public void A_Sankey_diagram_has_the_largest_of_each_column_and_one_node_for_the_others(FlowDimension ends, string? filter)
    {
        Send(5000, seed: 2);
        var answer = Ask(new() { From = _clock.NowMs - (6 * MinuteMs), To = _clock.NowMs + 1, Filter = Filter(filter), Ends = ends, Nodes = 4 });
        var wanted = _sent.Where(f => IsWanted(f, filter)).ToList();
        var to = ends == FlowDimension.SourceAs ? FlowDimension.DestinationAs : FlowDimension.DestinationAddress;
        var onlyInterface = Filter(filter)?.Interface;
        var sankey = answer.Sankey;

        string Source(FlowRecord f) => NameOf(ends, f) ?? "unknown";
        string Destination(FlowRecord f) => NameOf(to, f) ?? "unknown";
        string Middle(FlowRecord f) => Interface(f, onlyInterface ?? (f.InInterface != 0 ? f.InInterface : f.OutInterface));
        var (sources, middles, destinations) = (Column(sankey.Sources, Source), Column(sankey.Interfaces, Middle), Column(sankey.Destinations, Destination));

        var into = wanted.GroupBy(f => (sources(f), middles(f))).Select(g => new FlowLink(g.Key.Item1, g.Key.Item2, Sum(g, f => f.Octets)));
        Assert.Equal(into.OrderBy(l => l.From).ThenBy(l => l.To), sankey.Into);
        var outOf = wanted.GroupBy(f => (middles(f), destinations(f))).Select(g => new FlowLink(g.Key.Item1, g.Key.Item2, Sum(g, f => f.Octets)));
        Assert.Equal(outOf.OrderBy(l => l.From).ThenBy(l => l.To), sankey.OutOf);
        Assert.Equal(Sum(wanted, f => f.Octets), sankey.Octets);

        // Checks a column's nodes, and gives the place of a flow among them.
        Func<FlowRecord, int> Column(IReadOnlyList<FlowNode> nodes, Func<FlowRecord, string> name)
        {
            var sums = wanted.GroupBy(name).Select(g => (Name: g.Key, Octets: Sum(g, f => f.Octets))).OrderByDescending(g => g.Octets).ToList();
            Assert.Equal(sums.Take(4).Select(s => s.Octets), nodes.Where(n => !n.IsOthers).Select(n => n.Octets));
            Assert.Equal(sums.Skip(4).Aggregate(0UL, (sum, s) => sum + s.Octets), nodes.Where(n => n.IsOthers).Aggregate(0UL, (sum, n) => sum + n.Octets));
            Assert.All(nodes.SkipLast(1), n => Assert.False(n.IsOthers));
            var places = nodes.Select((n, i) => (n, i)).Where(p => !p.n.IsOthers).ToDictionary(p => p.n.Name, p => p.i);
            Assert.Empty(places.Keys.Except(sums.Select(s => s.Name)));
            return f => places.GetValueOrDefault(name(f), nodes.Count - 1);
        }
    }

    [Fact]
    public void Very_many_addresses_do_not_crowd_out_those_that_send_most_nor_blur_what_these_sent()
    {
        var random = new Random(3);
        var store = new FlowStore(new FlowStoreOptions { RawBytes = 16 << 20 }, _exporters, _clock);
        var flows = Enumerable.Range(0, 100_000).Select(i => Flow(_clock.NowMs) with
        {
            Source = NetworkAddress.FromV4(i % 5 == 0 ? (uint)(i % 50) : 0x0b000000 + (uint)random.Next(1 << 20)),
            Octets = (ulong)(i % 5 == 0 ? 1500 : random.Next(40, 1500)),
        }).ToArray();
        store.Add(flows);

        var answer = FlowAnalysis.Answer(store, new() { From = _clock.NowMs, To = _clock.NowMs + 1, Filter = new(), Dimension = FlowDimension.SourceAddress, Entries = 10 }, _clock.NowMs, default);

        Assert.Equal(flows.Where(f => f.Source.V4 < 50).GroupBy(f => f.Source.ToString()).Select(g => (g.Key, Sum(g, f => f.Octets))).Order(), answer.Ranking.Entries.Select(e => (e.Name, e.Octets)).Order());
        Assert.InRange(answer.Ranking.Missing, 1500UL, answer.Ranking.Entries[^1].Octets);
        Assert.Equal(answer.Ranking.Octets, answer.Sankey.Octets);
    }

    [Fact]
    public void An_answer_says_how_far_back_single_flows_reach_and_rests_on_none_that_came_before()
    {
        var store = new FlowStore(new FlowStoreOptions { RawBytes = 1 << 20 }, _exporters, _clock);
        var started = _clock.NowMs;
        for (var minute = 0; minute < 10; minute++)
        {
            store.Add([.. Enumerable.Repeat(Flow(_clock.NowMs) with { Octets = 1 }, 2048)]);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var all = FlowAnalysis.Answer(store, new() { From = started, To = _clock.NowMs }, _clock.NowMs, default);
        var some = FlowAnalysis.Answer(store, new() { From = started, To = _clock.NowMs, Filter = new() { Protocol = 6 } }, _clock.NowMs, default);

        // 8192 are held: four minutes of them.
        Assert.Equal((started, started, 20480UL), (all.From, all.KnownSince, all.Ranking.Flows));
        Assert.Equal(started + (6 * MinuteMs), all.HeldSince);
        Assert.Equal((all.HeldSince, 8192UL, 8192UL), (some.KnownSince, some.Ranking.Flows, some.Ranking.Octets));
        Assert.Equal(240, some.Seconds);
        Assert.Equal(8192UL, all.Sankey.Octets);
    }

    [Fact]
    public void Single_flows_are_listed_newest_first_by_their_numbers()
    {
        Send(1000, seed: 4);
        var answer = Ask(new() { From = _clock.NowMs - (6 * MinuteMs), To = _clock.NowMs + 1, Newest = 7 });
        Assert.Equal([999, 998, 997, 996, 995, 994, 993], answer.Newest.Select(f => f.Number));
        Assert.Equal(_sent.TakeLast(7).Reverse(), answer.Newest.Select(f => f.Record));
    }

    [Fact]
    public void A_time_that_is_not_kept_is_answered_with_the_nearest_that_is_and_a_question_can_be_withdrawn()
    {
        Send(10, seed: 5);
        var answer = Ask(new() { From = 0, To = 5 });
        Assert.Equal((0UL, MinuteMs), (answer.Ranking.Flows, (int)(answer.To - answer.From)));
        Assert.Equal([default], answer.Courses.Total);
        Assert.Equal(180, Ask(new() { From = 0, To = long.MaxValue }).Courses.Total.Length);
        Assert.Throws<OperationCanceledException>(() => FlowAnalysis.Answer(_store, new() { From = 0, To = long.MaxValue }, _clock.NowMs, new CancellationToken(true)));
    }

    private FlowAnswer Ask(FlowQuestion question) => FlowAnalysis.Answer(_store, question, _clock.NowMs, default);

    private FlowFilter? Filter(string? text)
    {
        var filter = FlowTerms.Parse(text ?? "", out var unread).Resolve(_exporters, out var unknown);
        Assert.Empty(unread.Concat(unknown));
        return filter;
    }

    // The same filters in another form, for flows as Send makes them.
    private static bool IsWanted(FlowRecord f, string? filter) => filter switch
    {
        null => true,
        "src 10.0.0.0/30" => f.Source.V4 >> 2 == 0x0a000000 >> 2,
        "ip 10.0.0.2 proto tcp" => (f.Source.V4 == 0x0a000002 || f.Destination.V4 == 0x0a000002) && f.Protocol == 6,
        "port 443 exporter 192.0.2.2" => (f.SourcePort == 443 || f.DestinationPort == 443) && f.Exporter == 2,
        "port 443" => f.SourcePort == 443 || f.DestinationPort == 443,
        "app https" => f.DestinationPort == 443,
        "if xe-0/0/1" => f.Exporter == 1 && (f.InInterface == 1 || f.OutInterface == 1),
        "exporter 192.0.2.1 if 2" => f.Exporter == 1 && (f.InInterface == 2 || f.OutInterface == 2),
        "vlan 3 dscp 46" => f.Vlan == 3 && f.TypeOfService == 184,
        "src-as 64501" => f.SourceAs == 64501,
        "dst-as 64502 dst 10.1.0.0/16" => f.DestinationAs == 64502 && f.Destination.V4 >> 16 == 0x0a01,
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private string? NameOf(FlowDimension dimension, FlowRecord f) => dimension switch
    {
        FlowDimension.Application => f.DestinationPort switch { 443 => "https", 53 => "dns", var port => $"{(f.Protocol == 6 ? "tcp" : "udp")}/{port}" },
        FlowDimension.SourceAddress => f.Source.ToString(),
        FlowDimension.DestinationAddress => f.Destination.ToString(),
        FlowDimension.SourceAs => f.SourceAs == 0 ? null : $"AS{f.SourceAs}",
        FlowDimension.DestinationAs => f.DestinationAs == 0 ? null : $"AS{f.DestinationAs}",
        FlowDimension.InInterface => f.InInterface == 0 ? null : Interface(f, f.InInterface),
        FlowDimension.OutInterface => f.OutInterface == 0 ? null : Interface(f, f.OutInterface),
        FlowDimension.Dscp => $"{f.TypeOfService >> 2}",
        FlowDimension.Vlan => f.Vlan == 0 ? null : $"{f.Vlan}",
        FlowDimension.Conversation => $"{f.Source} → {f.Destination} {NameOf(FlowDimension.Application, f)}",
        _ => $"192.0.2.{f.Exporter}",
    };

    private static string Interface(FlowRecord f, uint index) => $"192.0.2.{f.Exporter} {(index == 0 ? "unknown" : index == 1 ? $"xe-0/0/{f.Exporter}" : $"{index}")}";

    private void Send(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            // Each conversation is seen by one exporter, as its name does not tell which.
            var (source, destination) = ((uint)random.Next(8), (uint)random.Next(20));
            _sent.Add(Flow(_clock.NowMs - random.Next(MinuteMs)) with
            {
                Source = NetworkAddress.FromV4(0x0a000000 + source),
                Destination = NetworkAddress.FromV4((destination % 2 == 0 ? 0x0a000000u : 0x0a010000u) + destination),
                Exporter = (ushort)(1 + ((source + destination) % 3)),
                SourcePort = (ushort)random.Next(50_000, 60_000),
                DestinationPort = (ushort)(random.Next(4) switch { 0 => 53, 1 => 8444, _ => 443 }),
                Protocol = (byte)(random.Next(3) == 0 ? 17 : 6),
                InInterface = (uint)random.Next(4),
                OutInterface = (uint)random.Next(4),
                SourceAs = source % 3 == 0 ? 0 : 64500 + source,
                DestinationAs = 64500 + (destination % 7),
                Vlan = (ushort)random.Next(5),
                TypeOfService = (byte)(random.Next(2) * 184),
                Octets = (ulong)random.Next(40, 100_000),
                Packets = (ulong)random.Next(1, 70),
            });
            _store.Add([_sent[^1]]);
            if (i % ((count / 4) + 1) == 0)
                _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static FlowRecord Flow(long end) => new() { End = end, Exporter = 1, Source = NetworkAddress.FromV4(1), Destination = NetworkAddress.FromV4(2), Protocol = 6, Octets = 100, Packets = 1 };

    private static ulong Sum(IEnumerable<FlowRecord> flows, Func<FlowRecord, ulong> of) => flows.Aggregate(0UL, (sum, f) => sum + of(f));
}
