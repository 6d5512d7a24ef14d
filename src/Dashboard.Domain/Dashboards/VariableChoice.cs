using System.Text.RegularExpressions;

namespace Dashboard.Domain.Dashboards;

/// <summary>What a viewer has chosen of a variable.</summary>
/// <param name="Values">The values; none stands for all where <paramref name="IsPattern"/>.</param>
/// <param name="IsPattern">Whether queries match it with <c>=~</c>: several values may be chosen, or all.</param>
public sealed record VariableChoice(IReadOnlyList<string> Values, bool IsPattern)
{
    /// <summary>The choice as it stands between the double quotes of a query: a value, an alternation, or <c>.*</c> for all.</summary>
    public string ForQuery()
    {
        var text = !IsPattern ? Values.FirstOrDefault("") : Values.Count switch
        {
            0 => ".*",
            1 => Regex.Escape(Values[0]),
            _ => $"({string.Join('|', Values.Select(Regex.Escape))})",
        };
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    /// <summary>The choice as people read it: values joined by commas, <c>all</c> for all.</summary>
    public override string ToString() => Values.Count > 0 ? string.Join(", ", Values) : IsPattern ? "all" : "";
}
