using System.Text;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>Writes matchers as PromQL selects by them.</summary>
internal static class SelectorText
{
    public static string Of(IReadOnlyList<LabelMatcher> matchers)
    {
        var text = new StringBuilder("{");
        foreach (var matcher in matchers)
        {
            text.Append(matcher.Name).Append(matcher.Type switch { MatchType.Equal => "=\"", MatchType.NotEqual => "!=\"", MatchType.Regex => "=~\"", _ => "!~\"" });
            foreach (var c in matcher.Value)
                text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", < ' ' => $"\\x{(int)c:x2}", _ => c.ToString() });
            text.Append("\",");
        }
        // PromQL demands a matcher that does not match everything.
        if (matchers.All(static m => m.MatchesEmpty))
            text.Append("__name__!=\"\",");
        text[^1] = '}';
        return text.ToString();
    }
}
