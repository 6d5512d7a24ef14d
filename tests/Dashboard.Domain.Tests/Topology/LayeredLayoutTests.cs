using Dashboard.Domain.Topology;

namespace Dashboard.Domain.Tests.Topology;

public sealed class LayeredLayoutTests
{
    private readonly LayeredLayout _layout = new();

    [Fact]
    public void Callers_stand_left_of_what_they_call()
    {
        var places = Arrange(("smo", "cu"), ("cu", "du"), ("smo", "du"), ("du", "ru"));
        Assert.Equal([0, 1, 2, 3], new[] { "smo", "cu", "du", "ru" }.Select(n => places[n].Column));
    }

    [Fact]
    public void A_circle_and_a_loop_do_no_harm()
    {
        var places = Arrange(("a", "b"), ("b", "c"), ("c", "a"), ("c", "c"));
        Assert.Equal([0, 1, 2], new[] { "a", "b", "c" }.Select(n => places[n].Column));
    }

    [Fact]
    public void No_two_nodes_of_a_column_are_less_than_a_row_apart()
    {
        var edges = Enumerable.Range(0, 40).Select(i => ($"n{i % 7}", $"m{i * 13 % 11}")).ToArray();
        var places = Arrange(edges);
        foreach (var column in places.Values.GroupBy(p => p.Column))
        {
            var rows = column.Select(p => p.Row).Order().ToArray();
            Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 1));
        }
    }

    [Fact]
    public void Rows_are_ordered_so_that_lines_need_not_cross()
    {
        var places = Arrange(("a", "z"), ("b", "x"));
        Assert.Equal(places["a"].Row < places["b"].Row, places["z"].Row < places["x"].Row);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void Many_that_one_calls_take_several_columns_so_that_the_picture_is_as_wide_as_a_screen(int leaves)
    {
        var edges = Enumerable.Range(0, leaves).Select(static i => ("gateway", $"leaf-{i:000}")).Append(("leaf-007", "database")).ToArray();
        var places = Arrange(edges);

        var (width, height) = (3.5 * (places.Values.Max(static p => p.Column) + 1), places.Values.Max(static p => p.Row) + 1);
        Assert.InRange(width / height, 1.2, 3);
        Assert.Equal(places.Count, places.Values.Select(static p => (p.Column, p.Row)).Distinct().Count());
        foreach (var column in places.Values.GroupBy(static p => p.Column).Select(static c => c.Select(static p => p.Row).Order().ToArray()))
            Assert.All(column.Zip(column.Skip(1)), static pair => Assert.True(pair.Second - pair.First >= 1 - 1e-9));
        Assert.All(edges, e => Assert.True(places[e.Item1].Column < places[e.Item2].Column));

        var more = Arrange([.. edges, ("gateway", "leaf-new"), ("gateway", "leaf-newer")]);
        Assert.All(places, p => Assert.Equal(p.Value, more[p.Key]));
        Assert.True(more.Values.Max(static p => p.Row) <= height + 1);
    }

    [Fact]
    public void When_most_are_new_all_are_placed_anew()
    {
        Arrange(("a", "b"));
        var places = Arrange([("a", "b"), .. Enumerable.Range(0, 30).Select(static i => ("b", $"leaf-{i:00}"))]);
        Assert.True(places.Values.Max(static p => p.Row) < 10);
    }

    [Fact]
    public void A_new_node_moves_nobody()
    {
        var before = Arrange(("smo", "cu-1"), ("smo", "cu-2"), ("cu-1", "du-1"), ("cu-2", "du-2"));
        var after = Arrange(("smo", "cu-1"), ("smo", "cu-2"), ("cu-1", "du-1"), ("cu-2", "du-2"), ("aaa", "cu-1"), ("cu-1", "du-0"));
        Assert.All(before, b => Assert.Equal(b.Value, after[b.Key]));
        Assert.Equal(2, after["du-0"].Column);
    }

    [Fact]
    public void A_node_with_a_place_stays_there_and_the_others_give_way()
    {
        (string, string)[] edges = [("smo", "cu-1"), ("smo", "cu-2")];
        var free = _layout.Arrange(edges).ToDictionary(static p => p.Name, StringComparer.Ordinal);
        PlacedNode[] pinned = [new("smo", free["cu-1"].Column, free["cu-1"].Row), new("gone", 3, 3)];
        var places = _layout.Arrange(edges, pinned).ToDictionary(static p => p.Name, StringComparer.Ordinal);

        Assert.Equal(pinned[0], places["smo"]);
        Assert.Equal(["cu-1", "cu-2", "smo"], places.Keys.Order(StringComparer.Ordinal));
        Assert.True(places["cu-1"].Row >= pinned[0].Row + 1);
        Assert.True(Math.Abs(places["cu-2"].Row - places["cu-1"].Row) >= 1);
        // Let go again, everything is where the layout had it.
        Assert.Equal(free.Values.OrderBy(static p => p.Name, StringComparer.Ordinal), _layout.Arrange(edges).OrderBy(static p => p.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void A_node_that_comes_back_soon_finds_its_place_and_one_that_stays_away_is_forgotten()
    {
        var before = Arrange(("a", "b"), ("a", "c"), ("a", "d"));
        Arrange(("a", "b"));
        Assert.Equal(before["d"], Arrange(("a", "b"), ("a", "c"), ("a", "d"))["d"]);

        for (var i = 0; i <= LayeredLayout.Patience; i++)
            Arrange(("a", "b"));
        // Its old place is free, so the next may have it.
        Assert.Contains(Arrange(("a", "b"), ("a", "x"), ("a", "y"))["x"].Row, before.Values.Select(p => p.Row));
    }

    [Fact]
    public void The_same_graph_is_placed_alike_whatever_its_order()
    {
        (string, string)[] edges = [("a", "c"), ("b", "c"), ("b", "d"), ("c", "e"), ("d", "e")];
        Assert.Equal(new LayeredLayout().Arrange(edges), new LayeredLayout().Arrange([.. edges.Reverse()]));
    }

    [Fact]
    public void Without_edges_there_is_nothing_to_place() => Assert.Empty(_layout.Arrange([]));

    private Dictionary<string, PlacedNode> Arrange(params (string, string)[] edges) => _layout.Arrange(edges).ToDictionary(p => p.Name);
}
