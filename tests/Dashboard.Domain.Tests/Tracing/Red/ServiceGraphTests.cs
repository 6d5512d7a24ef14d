using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Red;
using static Dashboard.Domain.Tests.Tracing.Spans;

namespace Dashboard.Domain.Tests.Tracing.Red;

public sealed class ServiceGraphTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_trace_tells_who_calls_whom()
    {
        var graph = GraphOf([.. Shop(1, SpanStatus.Error)]);

        Assert.Equal(["cart > postgresql database: 1 failed 0 client 20 ms server 0 ms", "frontend > cart : 1 failed 1 client 33 ms server 25 ms", "user > frontend virtual_node: 1 failed 1 client 0 ms server 100 ms"], Told(graph));
        Assert.Equal(1, graph.UnpairedServers);
    }

    [Fact]
    public void A_message_is_an_edge_of_its_own_kind_by_parent_or_by_link()
    {
        var graph = GraphOf(
            Span(1, 1, 0, "shop", "send", SpanKind.Producer),
            Span(1, 2, 1, "billing", "receive", SpanKind.Consumer),
            Span(2, 3, 0, "mail", "receive", SpanKind.Consumer) with { Links = [new SpanLink(Trace(1), new SpanId(1), default), new SpanLink(Trace(1), new SpanId(77), default)] },
            Span(3, 4, 0, "shop", "send", SpanKind.Producer, attributes: ("messaging.destination.name", "orders")));

        Assert.Equal(
            ["shop > billing messaging_system: 1 failed 0 client 10 ms server 10 ms", "shop > mail messaging_system: 1 failed 0 client 10 ms server 10 ms", "shop > orders messaging_system: 1 failed 0 client 10 ms server 0 ms"],
            Told(graph));
        Assert.Equal(0, graph.UnpairedServers);
    }

    [Fact]
    public void An_edge_knows_the_namespaces_of_those_who_tell_one()
    {
        static SpanRecord In(string space, SpanRecord span) => span with { Origin = Labels.From(new Label("service_name", span.Service), new Label("service_namespace", space)) };
        var graph = GraphOf(
            In("sales", Span(1, 1, 0, "shop", "GET", SpanKind.Server)),
            In("sales", Span(1, 2, 1, "shop", "GET", SpanKind.Client)),
            In("money", Span(1, 3, 2, "billing", "GET", SpanKind.Server)),
            In("money", Span(1, 4, 3, "billing", "SELECT", SpanKind.Client, attributes: ("db.namespace", "ledger"))));

        Assert.Equal(
            ["billing money > ledger ", "shop sales > billing money", "user  > shop sales"],
            graph.Edges.Keys.Select(static e => $"{e.Client} {e.ClientNamespace} > {e.Server} {e.ServerNamespace}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_client_whose_peer_tells_no_spans_shows_what_it_calls_once_its_time_is_over()
    {
        var graph = new ServiceGraph(100, 100);
        graph.Add(Span(1, 1, 0, "shop", "GET", SpanKind.Client, attributes: ("server.address", "pay.example")), 1000);
        graph.Add(Span(1, 2, 0, "shop", "GET", SpanKind.Client), 2000);
        graph.Expire(1500, 3000);

        Assert.Equal(["shop > pay.example virtual_node: 1 failed 0 client 10 ms server 0 ms"], Told(graph));
        Assert.Equal((1, 0), (graph.Waiting, graph.UnpairedClients));
        graph.Expire(2500, 4000);
        Assert.Equal((0, 1), (graph.Waiting, graph.UnpairedClients));
    }

    [Fact]
    public void Who_waits_longest_makes_room_and_is_counted()
    {
        var graph = new ServiceGraph(100, 10);
        for (ulong i = 1; i <= 30; i++)
            graph.Add(Span(1, i, 0, "shop", "GET", SpanKind.Client), 1000);

        Assert.Equal((10, 20, 20), (graph.Waiting, graph.GivenUp, graph.UnpairedClients));
    }

    [Fact]
    public void Edges_and_operations_that_are_too_many_are_told_as_others()
    {
        var figures = new TraceFigures(new TracingOptions { Edges = 10, SeriesKeys = 10 }, _clock);
        figures.Add([.. Enumerable.Range(1, 100).Select(static i => Span((ulong)i, (ulong)i, 0, $"service-{i % 50}", $"op-{i}", SpanKind.Server))]);

        figures.Read((spans, graph) =>
        {
            Assert.Equal(11, graph.Edges.Count);
            Assert.Equal(100, graph.Edges.Values.Sum(static e => e.Requests));
            Assert.InRange(spans.All.Count(), 10, 21);
            Assert.Equal(100, spans.All.Sum(static s => s.Counts.Count));
        });
        Assert.Equal((90, 80), figures.Folded);
    }

    [Fact]
    public void What_had_no_span_for_an_hour_is_told_no_more()
    {
        var figures = new TraceFigures(new TracingOptions(), _clock);
        figures.Add(Shop(1));
        _clock.Advance(TimeSpan.FromMinutes(50));
        figures.Add(Shop(2, route: "/new")[..1]);
        _clock.Advance(TimeSpan.FromMinutes(20));

        figures.Read((spans, graph) =>
        {
            Assert.Equal("GET /new", Assert.Single(spans.All).Key.Operation);
            Assert.Equal("frontend", Assert.Single(graph.Edges).Key.Server);
        });
    }

    [Fact]
    public void Any_split_of_the_same_spans_in_any_order_with_duplicates_gives_the_same_map_and_the_same_numbers()
    {
        var spans = Traffic();
        var expected = Figures(spans, 1000);
        Assert.Contains("frontend > cart", expected, StringComparison.Ordinal);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var shuffled = spans.Concat(spans.Where(_ => random.Next(4) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Figures(shuffled, random.Next(1, 60)));
        }
    }

    private string Figures(IReadOnlyList<SpanRecord> spans, int batch)
    {
        var store = new SpanStore(new TracingOptions());
        var figures = new TraceFigures(new TracingOptions(), _clock);
        foreach (var part in spans.Chunk(batch))
        {
            var taken = new List<SpanRecord>();
            store.Add(part, taken);
            figures.Add(taken);
        }
        var told = new List<string>();
        figures.Read((counted, graph) =>
        {
            graph.Expire(long.MaxValue, 0);
            told.AddRange(Told(graph));
            told.AddRange(counted.All.Select(static c => $"{c.Key} {Told(c.Counts)}").Order(StringComparer.Ordinal));
            told.Add($"{graph.UnpairedClients} {graph.UnpairedServers}");
        });
        return string.Join('\n', told);
    }

    private static List<SpanRecord> Traffic()
    {
        var random = new Random(7);
        var spans = new List<SpanRecord>();
        for (ulong trace = 1; trace <= 40; trace++)
            spans.AddRange(Shop(trace, (SpanStatus)random.Next(4), random.Next(1, 9000)).Where(_ => random.Next(12) > 0));
        for (ulong i = 1; i <= 20; i++)
        {
            spans.Add(Span(100 + i, 1, 0, "shop", "send", SpanKind.Producer, attributes: ("messaging.destination.name", "orders")));
            for (ulong consumer = 2; consumer < 2 + (i % 4); consumer++)
                spans.Add(Span(100 + i, consumer, 1, "mail", "receive", SpanKind.Consumer) with { Links = [new SpanLink(Trace(100 + (i / 2)), new SpanId(1), default)] });
            spans.Add(Span(100 + i, 50, 9, "shop", "GET", SpanKind.Client, attributes: ("peer.service", "bank")));
        }
        return spans;
    }

    private static ServiceGraph GraphOf(params SpanRecord[] spans)
    {
        var graph = new ServiceGraph(100, 1000);
        foreach (var span in spans)
            graph.Add(span, 1000);
        graph.Expire(long.MaxValue, 2000);
        return graph;
    }

    private static IEnumerable<string> Told(ServiceGraph graph) => graph.Edges
        .Select(static e => string.Create(CultureInfo.InvariantCulture, $"{e.Key.Client} > {e.Key.Server} {e.Key.ConnectionType}: {e.Value.Requests} failed {e.Value.Failed} client {e.Value.Client.Sum / Millisecond} ms server {e.Value.Server.Sum / Millisecond} ms"))
        .Order(StringComparer.Ordinal);

    private static string Told(LatencyCounts counts) => $"{counts.Count} {counts.Sum} {string.Join(',', Enumerable.Range(0, counts.Bounds.Count + 1).Select(counts.UpTo))}";
}
