using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Logs;

/// <summary>Several of syslog's eight severities at once: a bit for each, the lowest for <c>emerg</c>.</summary>
public static class LogSeverities
{
    /// <summary>All of them.</summary>
    public const byte All = 0xff;

    private static readonly (string Other, int Severity)[] Others =
        [("emergency", 0), ("panic", 0), ("critical", 2), ("error", 3), ("warn", 4), ("informational", 6)];

    /// <summary>The keywords, worst first.</summary>
    public static IReadOnlyList<string> Keywords { get; } = [.. Enumerable.Range(0, 8).Select(static s => LogSeverity.FromSyslog(s).Keyword)];

    /// <summary>Reads <c>err</c>, <c>&gt;=warning</c> (that and worse) or <c>&lt;=info</c> (that and better).</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out byte severities)
    {
        severities = 0;
        var relation = text.StartsWith(">") || text.StartsWith("<") ? text[0] : ' ';
        var word = relation == ' ' ? text : text[1..];
        var isWithEqual = relation == ' ' || word.StartsWith("=");
        word = relation != ' ' && isWithEqual ? word[1..] : word;
        var severity = SeverityOf(word.ToString());
        if (severity < 0)
            return false;
        var own = 1 << severity;
        severities = (byte)(relation switch
        {
            '>' => (own - 1) | (isWithEqual ? own : 0),
            '<' => ~((own << 1) - 1) | (isWithEqual ? own : 0),
            _ => own,
        });
        return true;
    }

    /// <summary>The same with syslog's own keyword and without capitals.</summary>
    internal static string Write(string text)
    {
        var relation = new string([.. text.TakeWhile(static c => c is '<' or '>' or '=')]);
        return relation + Keywords[SeverityOf(text[relation.Length..])];
    }

    private static int SeverityOf(string word)
    {
        var at = Keywords.ToList().FindIndex(k => k.Equals(word, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at : Others.Where(o => o.Other.Equals(word, StringComparison.OrdinalIgnoreCase)).Select(static o => o.Severity).DefaultIfEmpty(-1).First();
    }
}
