using System.Globalization;
using System.Text;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>Writes queries in Flux (https://docs.influxdata.com/flux/v0/spec/). What cannot be said there is left out and looked at here.</summary>
internal static class FluxText
{
    /// <summary>The result that holds samples as they are.</summary>
    public const string SamplesResult = "samples";

    private const string PlainOfRegex = "_-:,@ .*+?|()[]^$/";

    /// <summary>The samples within the time, both ends inclusive.</summary>
    public static string Samples(string bucket, IReadOnlyList<LabelMatcher> matchers, long from, long to) =>
        $"""
        {Select(bucket, matchers, from, to + 1)}
          |> drop(columns: ["_start", "_stop", "_field"])
          |> yield(name: "{SamplesResult}")

        """;

    /// <summary>Roll-ups of the time, which begins and ends (exclusively) between two of them; each as a result of its own name.</summary>
    public static string RollUps(string bucket, IReadOnlyList<LabelMatcher> matchers, long from, long end, long resolution, IReadOnlyList<RollUp> rollUps)
    {
        var text = new StringBuilder("samples = ").Append(Select(bucket, matchers, from, end)).Append('\n');
        foreach (var rollUp in rollUps)
        {
            var function = Function(rollUp);
            text.Append($"""
                samples
                  |> aggregateWindow(every: {resolution / 60_000}m, fn: {function}, createEmpty: false)
                  |> drop(columns: ["_start", "_stop", "_field"])
                  |> yield(name: "{function}")

                """);
        }
        return text.ToString();
    }

    /// <summary>The series that have samples within the time, both ends inclusive.</summary>
    public static string Series(string bucket, IReadOnlyList<LabelMatcher> matchers, long from, long to) =>
        $"""
        {Select(bucket, matchers, from, to + 1)}
          |> last()
          |> drop(columns: ["_start", "_stop", "_field", "_time", "_value"])
          |> yield(name: "series")

        """;

    public static string Function(RollUp rollUp) => rollUp switch
    {
        RollUp.Min => "min",
        RollUp.Max => "max",
        RollUp.Sum => "sum",
        RollUp.Count => "count",
        _ => "last",
    };

    private static string Select(string bucket, IReadOnlyList<LabelMatcher> matchers, long from, long end)
    {
        var text = new StringBuilder($"""
            from(bucket: {Quote(bucket)})
              |> range(start: {Time(from)}, stop: {Time(end)})
              |> filter(fn: (r) => r["_field"] == "{TagName.Field}"
            """);
        foreach (var matcher in matchers)
        {
            if (Condition(matcher) is { } condition)
                text.Append(" and ").Append(condition);
        }
        return text.Append(')').ToString();
    }

    // What is compared with a column that is not there is null, and a filter takes null for false.
    private static string? Condition(LabelMatcher matcher)
    {
        var column = $"r[{Quote(TagName.Of(matcher.Name))}]";
        if (matcher.Value.Length == 0)
            return matcher.Type is MatchType.Equal or MatchType.Regex ? $"not exists {column}" : $"exists {column}";
        var condition = matcher.Type switch
        {
            MatchType.Equal => $"{column} == {Quote(matcher.Value)}",
            MatchType.NotEqual => $"{column} != {Quote(matcher.Value)}",
            _ when !IsCommon(matcher.Value) => null,
            MatchType.Regex => $"{column} =~ {Regex(matcher.Value)}",
            _ => $"{column} !~ {Regex(matcher.Value)}",
        };
        return condition is not null && matcher.MatchesEmpty ? $"(not exists {column} or {condition})" : condition;
    }

    /// <summary>Whether a regular expression surely means the same to Go as here.</summary>
    private static bool IsCommon(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                // Of a class and of letters only what is written the same everywhere; of punctuation any.
                if (i + 1 == pattern.Length || !(char.IsAscii(pattern[i + 1]) && (char.IsPunctuation(pattern[i + 1]) || char.IsSymbol(pattern[i + 1]) || (pattern[i + 1] is 'd' or 'w' && !pattern.Contains('[')))))
                    return false;
                i++;
            }
            else if (!char.IsLetterOrDigit(c) && !PlainOfRegex.Contains(c))
                return false;
            else if (c == '(' && i + 1 < pattern.Length && pattern[i + 1] == '?' && (i + 2 == pattern.Length || pattern[i + 2] != ':') is var special && special)
                return false;
            else if (c == '(' && i + 2 < pattern.Length && pattern[i + 1] == '?')
                i += 2;
        }
        return true;
    }

    private static string Regex(string pattern)
    {
        var text = new StringBuilder("/^(?s:");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                text.Append(pattern[i++]).Append(pattern[i]);
            else
                text.Append(pattern[i] == '/' ? "\\/" : pattern[i].ToString());
        }
        return text.Append(")$/").ToString();
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '$' when i + 1 < value.Length && value[i + 1] == '{' => "\\$",
                < ' ' => $"\\x{(int)value[i]:x2}",
                var c => c.ToString(),
            });
        }
        return text.Append('"').ToString();
    }

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
