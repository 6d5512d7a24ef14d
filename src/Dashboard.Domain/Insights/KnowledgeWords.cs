using System.Collections.Frozen;

namespace Dashboard.Domain.Insights;

/// <summary>
/// Words of a text as knowledge is found by them: letters and digits in a row, in lower case, without the ending, so that
/// what is cut finds its other forms as their beginning: <c>discharging</c> and <c>discharge</c> are <c>discharg</c>.
/// </summary>
public static class KnowledgeWords
{
    /// <summary>Different words of a text that are looked at.</summary>
    public const int Most = 32;

    private const int ShortestStem = 4;

    private static readonly string[] Endings = ["ations", "ation", "ings", "ions", "ing", "ion", "ies", "ed", "es", "e", "s", "y"];

    private static readonly FrozenSet<string> Fillers = FrozenSet.ToFrozenSet(
        ["a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for", "from", "had", "has", "have", "how", "in", "is", "it", "its", "my", "no", "not", "of", "on", "or", "that", "the", "there", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "you"],
        StringComparer.Ordinal);

    /// <summary>The beginnings of a text's words, each once and in order; words that every text has are left out unless there are no others.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var all = Split(text).ToList(); // bound: Most
        var telling = all.Where(static w => !Fillers.Contains(w)).ToList();
        return [.. (telling.Count > 0 ? telling : all).Select(Stem).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The beginnings that tell something of themselves: with a letter in them and no shorter than two.</summary>
    public static IReadOnlyList<string> Telling(string text) => [.. Of(text).Where(static w => w.Length > 1 && w.Any(char.IsLetter) && !Fillers.Contains(w))];

    /// <summary>All words of a text, in lower case and whole.</summary>
    public static IReadOnlySet<string> Whole(string text) => Words(text).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Split(string text) => Words(text).Distinct(StringComparer.Ordinal).Take(Most);

    private static IEnumerable<string> Words(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[from]))
            {
                from++;
                continue;
            }
            var to = from + 1;
            while (to < text.Length && char.IsLetterOrDigit(text[to]))
                to++;
            yield return text[from..to].ToLowerInvariant();
            from = to;
        }
    }

    private static string Stem(string word)
    {
        if (!word.All(char.IsAsciiLetterLower) || word.EndsWith("ss", StringComparison.Ordinal))
            return word;
        foreach (var ending in Endings)
        {
            if (word.Length - ending.Length < ShortestStem || !word.EndsWith(ending, StringComparison.Ordinal))
                continue;
            var stem = word[..^ending.Length];
            // "flapping" leads to "flap", "dropped" to "drop".
            return stem.Length > ShortestStem && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'l') ? stem[..^1] : stem;
        }
        return word;
    }
}
