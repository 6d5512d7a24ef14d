using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Regular expressions in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), as Prometheus takes them, run
/// without backtracking, so that none can hang.
/// </summary>
internal static class Re2Syntax
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    /// <summary>The expression, matching only the whole of a text.</summary>
    /// <exception cref="ArgumentException">It is not a regular expression, or one that needs backtracking.</exception>
    public static Regex Anchored(string pattern)
    {
        var translated = Translate(pattern);
        try
        {
            // On its own first: a closing parenthesis too many must not end the group around it.
            _ = new Regex(translated, Options, Timeout.InfiniteTimeSpan);
            return new Regex($"^(?:{translated})\\z", Options, Timeout.InfiniteTimeSpan);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"The regular expression \"{pattern}\" needs backtracking (look-arounds, back-references): write it without.", nameof(pattern), e);
        }
    }

    /// <summary>The same expression in the syntax of .NET.</summary>
    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        var multiline = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    i += Escape(rest, text, inClass: false) - 1;
                    break;
                case '[':
                    i += Class(rest, text) - 1;
                    break;
                case '(' when rest.StartsWith("(?P<"):
                    text.Append("(?<");
                    i += 3;
                    break;
                case '(' when rest.StartsWith("(?"):
                    var flags = rest[2..Math.Max(2, rest.IndexOfAny(':', ')', '<'))];
                    multiline |= (flags.Contains('-') ? flags[..flags.IndexOf('-')] : flags).Contains('m');
                    text.Append('(');
                    break;
                case '$' when !multiline:
                    text.Append("\\z");
                    break;
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Translates an escape at the start of <paramref name="rest"/>; returns how long it is.</summary>
    private static int Escape(ReadOnlySpan<char> rest, StringBuilder text, bool inClass)
    {
        switch (rest[1])
        {
            case 'Q':
                var end = rest.IndexOf("\\E");
                foreach (var c in end < 0 ? rest[2..] : rest[2..end])
                    text.Append(Regex.Escape(c.ToString()));
                return end < 0 ? rest.Length : end + 2;
            case 'd' or 'w' or 's':
                var members = rest[1] switch { 'd' => "0-9", 'w' => "0-9A-Za-z_", _ => "\\t\\n\\f\\r " };
                text.Append(inClass ? members : $"[{members}]");
                return 2;
            case 'D' or 'W' or 'S' when !inClass:
                text.Append(rest[1] switch { 'D' => "[^0-9]", 'W' => "[^0-9A-Za-z_]", _ => "[^\\t\\n\\f\\r ]" });
                return 2;
            case 'p' or 'P' when rest.Length > 2 && rest[2] != '{':
                text.Append(rest[..2]).Append('{').Append(rest[2]).Append('}');
                return 3;
            case 'x' when rest.Length > 2 && rest[2] == '{' && rest.IndexOf('}') is var close && close > 3
                && int.TryParse(rest[3..close], System.Globalization.NumberStyles.HexNumber, null, out var code) && Rune.IsValid(code):
                foreach (var c in new Rune(code).ToString())
                    text.Append("\\u").Append(((int)c).ToString("x4"));
                return close + 1;
            default:
                text.Append(rest[..2]);
                return 2;
        }
    }

    /// <summary>Translates a class of characters at the start of <paramref name="rest"/>; returns how long it is.</summary>
    private static int Class(ReadOnlySpan<char> rest, StringBuilder text)
    {
        text.Append('[');
        var i = 1;
        if (i < rest.Length && rest[i] == '^')
            text.Append(rest[i++]);
        for (var first = true; i < rest.Length && (rest[i] != ']' || first); first = false)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                i += Escape(rest[i..], text, inClass: true);
            }
            else if (rest[i..].StartsWith("[:") && rest[i..].IndexOf(":]") is var end && end > 0 && Named(rest[(i + 2)..(i + end)]) is { } members)
            {
                text.Append(members);
                i += end + 2;
            }
            else
            {
                // An opening bracket within a class is itself; .NET would subtract.
                text.Append(rest[i] == '[' ? "\\[" : rest[i].ToString());
                i++;
            }
        }
        if (i == rest.Length)
            return i;
        text.Append(']');
        return i + 1;
    }

    private static string? Named(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => "\\x00-\\x7f",
        "blank" => "\\t ",
        "cntrl" => "\\x00-\\x1f\\x7f",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => "!-/:-@\\[-`{-~",
        "space" => "\\t\\n\\v\\f\\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };
}
