using System.Text.RegularExpressions;

namespace Dashboard.Domain.Telemetry;

/// <summary>Text with labels in double braces, as in <c>{{device}} in</c>.</summary>
public static partial class LabelTemplate
{
    /// <summary>The text with each label's value put in, and <paramref name="value"/> for <c>{{value}}</c>; an unset label leaves nothing.</summary>
    public static string Fill(string template, Labels labels, string value = "") =>
        template.Contains("{{", StringComparison.Ordinal)
            ? Placeholder().Replace(template, match => match.Groups["name"].Value is var name && name == "value" ? value : labels.Get(name)).Trim()
            : template;

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_][\w.]*)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
