using System.Text.Json;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>Comparisons of filters, RFC 9535 section 2.3.5.2.2.</summary>
internal static class JsonPathComparison
{
    /// <summary>What an operator says of two sides; null stands for nothing.</summary>
    public static bool Holds(string comparison, JsonElement? left, JsonElement? right) => comparison switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "<" => IsLess(left, right),
        ">" => IsLess(right, left),
        "<=" => IsLess(left, right) || AreEqual(left, right),
        _ => IsLess(right, left) || AreEqual(left, right),
    };

    private static bool AreEqual(JsonElement? left, JsonElement? right)
    {
        if (left is not { } a || right is not { } b)
            return left is null && right is null;
        if (a.ValueKind == JsonValueKind.Number && b.ValueKind == JsonValueKind.Number)
            return a.TryGetDouble(out var first) && b.TryGetDouble(out var second) && first == second;
        return JsonElement.DeepEquals(a, b);
    }

    private static bool IsLess(JsonElement? left, JsonElement? right)
    {
        if (left is not { } a || right is not { } b || a.ValueKind != b.ValueKind)
            return false;
        return a.ValueKind switch
        {
            JsonValueKind.Number => a.TryGetDouble(out var first) && b.TryGetDouble(out var second) && first < second,
            JsonValueKind.String => string.CompareOrdinal(a.GetString(), b.GetString()) < 0,
            _ => false,
        };
    }
}
