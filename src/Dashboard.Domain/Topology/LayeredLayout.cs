namespace Dashboard.Domain.Topology;

/// <summary>
/// Places the nodes of a graph in layers, callers to the left of what they call, with few crossings. A layer of many nodes
/// takes several columns, so that the whole is about as wide as a screen. It remembers where nodes are: one that was placed
/// stays there, and a new one takes a free place near its neighbours, so that a picture that is drawn again and again does
/// not jump. A node is forgotten when it has been away for <see cref="Patience"/> calls, and all are where most are new.
/// </summary>
public sealed class LayeredLayout
{
    /// <summary>Calls that a node may be missing from and still find its place again.</summary>
    public const int Patience = 30;

    private const int Sweeps = 8;
    private const int FewestRows = 5;

    // A screen, and how much wider a column is than a row is high.
    private const double ScreenWidth = 16;
    private const double ScreenHeight = 9;
    private const double ColumnByRow = 3.5;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal); // bound: nodes of the last Patience graphs
    private int _mostRows = FewestRows;

    /// <summary>A place for every node of the graph's edges, ordered by column and row.</summary>
    /// <param name="edges">Who calls whom. Loops and doubles do no harm.</param>
    /// <param name="pinned">Nodes that have a place already, whatever the layout would do; the others give way to them.</param>
    public IReadOnlyList<PlacedNode> Arrange(IReadOnlyCollection<(string From, string To)> edges, IReadOnlyCollection<PlacedNode>? pinned = null)
    {
        var nodes = edges.SelectMany(static e => new[] { e.From, e.To }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Forget(nodes);
        if (nodes.Count(_places.ContainsKey) * 2 < nodes.Count)
        {
            _places.Clear();
            Begin(nodes, edges);
        }
        foreach (var node in nodes.Where(n => !_places.ContainsKey(n)))
            Join(node, edges);
        var stay = (pinned ?? []).Where(p => _places.ContainsKey(p.Name)).ToDictionary(static p => p.Name, StringComparer.Ordinal);
        var placed = new List<PlacedNode>(stay.Values); // bound: nodes of the graph
        placed.AddRange(nodes.Where(n => !stay.ContainsKey(n)).Select(n => new PlacedNode(n, _places[n].Column, _places[n].Row))
            .OrderBy(static n => n.Column).ThenBy(static n => n.Row).Select(n => stay.Count == 0 ? n : Aside(n, placed)));
        return [.. placed.OrderBy(static n => n.Column).ThenBy(static n => n.Row)];
    }

    // The next free place below: boxes are more than half a column wide and half a row high.
    private static PlacedNode Aside(PlacedNode node, List<PlacedNode> placed)
    {
        while (placed.Exists(p => Math.Abs(p.Column - node.Column) < 0.6 && Math.Abs(p.Row - node.Row) < 1))
            node = node with { Row = node.Row + 0.5 };
        return node;
    }

    private void Forget(List<string> nodes)
    {
        foreach (var (name, place) in _places)
            place.Missing++;
        foreach (var node in nodes)
        {
            if (_places.TryGetValue(node, out var place))
                place.Missing = 0;
        }
        foreach (var name in _places.Where(static p => p.Value.Missing > Patience).Select(static p => p.Key).ToList())
            _places.Remove(name);
    }

    private void Begin(List<string> nodes, IReadOnlyCollection<(string From, string To)> edges)
    {
        var layers = Layers(nodes, edges);
        var order = nodes.GroupBy(n => layers[n]).OrderBy(static g => g.Key).Select(static g => g.ToList()).ToList();
        var neighbours = edges.SelectMany(static e => new[] { (Node: e.From, Other: e.To), (Node: e.To, Other: e.From) })
            .Where(static p => p.Node != p.Other).ToLookup(static p => p.Node, static p => p.Other, StringComparer.Ordinal);
        var rows = new Dictionary<string, double>(StringComparer.Ordinal); // bound: nodes of the graph
        Spread(order, rows);
        // Barycentres, from the left and from the right in turn, as Sugiyama, Tagawa and Toda have it (1981).
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? order : Enumerable.Reverse(order))
            {
                var sorted = layer.OrderBy(n => neighbours[n].Where(o => layers[o] != layers[n]).Select(o => rows[o]).DefaultIfEmpty(rows[n]).Average())
                    .ThenBy(static n => n, StringComparer.Ordinal).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                Spread(order, rows);
            }
        }
        Fold(order);
    }

    // Neighbours of an order stand beside each other in the columns of a layer, every other half a row lower, so that lines pass between boxes.
    private void Fold(List<List<string>> order)
    {
        // As high as lets the whole be largest on a screen.
        _mostRows = Enumerable.Range(FewestRows, Math.Max(1, order.Max(static l => l.Count) - FewestRows + 1))
            .MaxBy(rows => Math.Min(ScreenWidth / (ColumnByRow * order.Sum(l => ColumnsOf(l, rows))), ScreenHeight / order.Max(l => Math.Min(l.Count, rows))));
        var columns = order.ConvertAll(l => ColumnsOf(l, _mostRows));
        var height = order.Zip(columns, static (l, c) => (l.Count + c - 1) / c).Max();
        var left = 0;
        foreach (var (layer, count) in order.Zip(columns))
        {
            var (first, gap) = Spacing((layer.Count + count - 1) / count, height);
            for (var i = 0; i < layer.Count; i++)
                _places[layer[i]] = new Place { Column = left + (i % count), Row = first + ((i / count) * gap) + (i % count % 2 * gap / 2) };
            left += count;
        }
    }

    private static int ColumnsOf(List<string> layer, int rows) => (layer.Count + rows - 1) / rows;

    // Each layer in the middle of the highest, one row a node.
    private static void Spread(List<List<string>> order, Dictionary<string, double> rows)
    {
        var most = order.Max(static l => l.Count);
        foreach (var layer in order)
        {
            var (first, gap) = Spacing(layer.Count, most);
            for (var i = 0; i < layer.Count; i++)
                rows[layer[i]] = first + (i * gap);
        }
    }

    // Low layers take their share of the height, so that edges run level.
    private static (double First, double Gap) Spacing(int rows, int height)
    {
        var gap = rows == 1 ? 1 : Math.Min(2, (height - 1.0) / (rows - 1));
        return ((height - 1 - (gap * (rows - 1))) / 2, gap);
    }

    // The longest way from a node that nobody calls; edges that close a circle are left out.
    private static Dictionary<string, int> Layers(List<string> nodes, IReadOnlyCollection<(string From, string To)> edges)
    {
        var calls = edges.Where(static e => e.From != e.To).Distinct().ToLookup(static e => e.From, static e => e.To, StringComparer.Ordinal);
        var called = edges.Where(static e => e.From != e.To).Select(static e => e.To).ToHashSet(StringComparer.Ordinal);
        var done = new List<string>(nodes.Count);
        var state = new Dictionary<string, bool>(StringComparer.Ordinal); // bound: nodes of the graph; false while being walked through
        var forward = new HashSet<(string From, string To)>();
        // Walked without recursion: a chain may be as long as there are nodes.
        foreach (var root in nodes.OrderBy(called.Contains).ThenBy(static n => n, StringComparer.Ordinal))
        {
            if (state.ContainsKey(root))
                continue;
            var stack = new Stack<(string Node, IEnumerator<string> Next)>();
            state[root] = false;
            stack.Push((root, calls[root].Order(StringComparer.Ordinal).GetEnumerator()));
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    stack.Pop().Next.Dispose();
                    state[top.Node] = true;
                    done.Add(top.Node);
                    continue;
                }
                var next = top.Next.Current;
                if (state.TryGetValue(next, out var finished) && !finished)
                    continue;
                forward.Add((top.Node, next));
                if (state.TryAdd(next, false))
                    stack.Push((next, calls[next].Order(StringComparer.Ordinal).GetEnumerator()));
            }
        }
        var layers = nodes.ToDictionary(static n => n, static _ => 0, StringComparer.Ordinal);
        foreach (var node in Enumerable.Reverse(done))
        {
            foreach (var next in calls[node].Where(next => forward.Contains((node, next))))
                layers[next] = Math.Max(layers[next], layers[node] + 1);
        }
        return layers;
    }

    private void Join(string node, IReadOnlyCollection<(string From, string To)> edges)
    {
        var callers = edges.Where(e => e.To == node && e.From != node && _places.ContainsKey(e.From)).Select(e => _places[e.From]).ToList();
        var calls = edges.Where(e => e.From == node && e.To != node && _places.ContainsKey(e.To)).Select(e => _places[e.To]).ToList();
        var column = callers.Count > 0 ? callers.Max(static p => p.Column) + 1 : calls.Count > 0 ? Math.Max(0, calls.Min(static p => p.Column) - 1) : 0;
        // Where a column is full, the next that is not.
        while (_places.Values.Count(p => p.Column == column) >= _mostRows + 1)
            column++;
        var wished = callers.Concat(calls).Select(static p => p.Row).DefaultIfEmpty(0).Average();
        var taken = _places.Values.Where(p => p.Column == column).Select(static p => p.Row).ToList();
        var rows = Enumerable.Range(0, (2 * (taken.Count + (int)taken.DefaultIfEmpty(0).Max() + 2)) + 1).Select(static i => i / 2.0);
        var row = rows.Where(r => taken.TrueForAll(t => Math.Abs(t - r) >= 1)).MinBy(r => Math.Abs(r - wished));
        _places[node] = new Place { Column = column, Row = row };
    }

    private sealed class Place
    {
        public required int Column { get; init; }

        public required double Row { get; init; }

        public int Missing { get; set; }
    }
}

/// <summary>A node in its place.</summary>
/// <param name="Name">The node.</param>
/// <param name="Column">Its column, from 0 at the left; a whole number but for one that was pinned.</param>
/// <param name="Row">Its row, from 0 at the top; two of a column are at least 1 apart.</param>
public readonly record struct PlacedNode(string Name, double Column, double Row);
