using System.Text.Json;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>
/// A JSONPath query (RFC 9535): names, wildcards, indexes, slices, descendants and filters with comparisons and the logical
/// operators. What it lacks are function extensions (section 2.4); it takes queries relative to a node, with <c>@</c>, as
/// filters do.
/// </summary>
public sealed class JsonPath
{
    /// <summary>Nodes that are visited for one page at most, over all its queries.</summary>
    internal const int MaxVisits = 10_000_000;

    private readonly JsonPathSegment[] _segments;

    internal JsonPath(string text, bool isAbsolute, JsonPathSegment[] segments) => (Text, IsAbsolute, _segments) = (text, isAbsolute, segments);

    /// <summary>The query as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it begins at the root, <c>$</c>, and not at the node it is asked of, <c>@</c>.</summary>
    public bool IsAbsolute { get; }

    /// <summary>Whether it can match one node at most (section 2.3.5.1).</summary>
    public bool IsSingular => _segments.All(s => s is { IsDescendant: false, Selectors: [NameSelector or IndexSelector] });

    /// <summary>Reads a query.</summary>
    /// <param name="text">The query, from <c>$</c> or <c>@</c> on.</param>
    /// <param name="path">The query; null where it is none.</param>
    /// <param name="problem">What is wrong with it and where, as part of a sentence; null where nothing is.</param>
    public static bool TryParse(string text, out JsonPath? path, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new JsonPathParser(text);
        path = parser.ReadAll();
        problem = parser.Problem;
        return path is not null;
    }

    /// <summary>Whether something is meant as a query rather than as text.</summary>
    public static bool IsMeant(string text) => text is ['$' or '@'] or ['$' or '@', '.' or '[', ..];

    /// <summary>Finds the nodes that it matches, in the order of the document.</summary>
    internal List<JsonElement> Select(JsonPathWalk walk, JsonElement current)
    {
        List<JsonElement> nodes = [IsAbsolute ? walk.Root : current]; // bound: MaxVisits
        foreach (var segment in _segments)
        {
            List<JsonElement> next = []; // bound: MaxVisits
            foreach (var node in nodes)
                segment.Select(walk, node, next);
            nodes = next;
        }
        return nodes;
    }

    /// <summary>The first node that it matches; null where there is none.</summary>
    internal JsonElement? First(JsonPathWalk walk, JsonElement current) =>
        Select(walk, current) is [var first, ..] ? first : null;
}

/// <summary>Queries over one document, which may visit so many nodes and no more.</summary>
/// <param name="root">The document's root.</param>
internal sealed class JsonPathWalk(JsonElement root)
{
    private int _left = JsonPath.MaxVisits;

    public JsonElement Root => root;

    /// <summary>Whether queries were broken off.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Counts a node; false where there were too many.</summary>
    public bool Visit() => --_left >= 0;
}
