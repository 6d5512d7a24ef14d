using System.Text.Json;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>One step of a query, RFC 9535 section 2.5: what is selected of the children, or with <paramref name="IsDescendant"/> of all descendants.</summary>
internal sealed record JsonPathSegment(bool IsDescendant, JsonPathSelector[] Selectors)
{
    public void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into)
    {
        foreach (var selector in Selectors)
            selector.Select(walk, node, into);
        if (!IsDescendant)
            return;
        foreach (var child in JsonPathSelector.ChildrenOf(walk, node))
            Select(walk, child, into);
    }
}

/// <summary>What is selected of a node's children, RFC 9535 section 2.3.</summary>
internal abstract class JsonPathSelector
{
    public abstract void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into);

    /// <summary>The values of an object or array.</summary>
    public static IEnumerable<JsonElement> ChildrenOf(JsonPathWalk walk, JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
            {
                if (!walk.Visit())
                    yield break;
                yield return item;
            }
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in node.EnumerateObject())
            {
                if (!walk.Visit())
                    yield break;
                yield return member.Value;
            }
        }
    }
}

/// <summary><c>.name</c>, <c>['name']</c>.</summary>
internal sealed class NameSelector(string name) : JsonPathSelector
{
    public override void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into)
    {
        if (node.ValueKind == JsonValueKind.Object && walk.Visit() && node.TryGetProperty(name, out var value))
            into.Add(value);
    }
}

/// <summary><c>[0]</c>; from the end where it is negative.</summary>
internal sealed class IndexSelector(long index) : JsonPathSelector
{
    public override void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into)
    {
        if (node.ValueKind != JsonValueKind.Array || !walk.Visit())
            return;
        var length = node.GetArrayLength();
        var at = index < 0 ? length + index : index;
        if (at >= 0 && at < length)
            into.Add(node[(int)at]);
    }
}

/// <summary><c>[*]</c>.</summary>
internal sealed class WildcardSelector : JsonPathSelector
{
    public override void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into) => into.AddRange(ChildrenOf(walk, node));
}

/// <summary><c>[start:end:step]</c>, section 2.3.4.</summary>
internal sealed class SliceSelector(long? start, long? end, long step) : JsonPathSelector
{
    public override void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into)
    {
        if (node.ValueKind != JsonValueKind.Array || step == 0)
            return;
        var length = node.GetArrayLength();
        var from = Bound(start ?? (step > 0 ? 0 : length - 1L), length);
        var to = end is null && step < 0 ? -1 : Bound(end ?? length, length);
        for (var at = from; (step > 0 ? at < to : at > to) && walk.Visit(); at += step)
            into.Add(node[(int)at]);
    }

    private long Bound(long place, long length)
    {
        place = place < 0 ? place + length : place;
        return step > 0 ? Math.Clamp(place, 0, length) : Math.Clamp(place, -1, length - 1);
    }
}

/// <summary><c>[?…]</c>, section 2.3.5.</summary>
internal sealed class FilterSelector(JsonPathTest test) : JsonPathSelector
{
    public override void Select(JsonPathWalk walk, JsonElement node, List<JsonElement> into)
    {
        foreach (var child in ChildrenOf(walk, node))
        {
            if (test(walk, child))
                into.Add(child);
        }
    }
}

/// <summary>Whether a filter lets a node through.</summary>
internal delegate bool JsonPathTest(JsonPathWalk walk, JsonElement node);

/// <summary>One side of a comparison; null stands for nothing, which a query matched.</summary>
internal delegate JsonElement? JsonPathOperand(JsonPathWalk walk, JsonElement node);
