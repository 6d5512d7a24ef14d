using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// A string field as a log line: its tags, measurement and field are the origin, the string is the body, and a tag
/// <c>severity</c> or <c>level</c>, as Telegraf's syslog input sets it, is the severity.
/// </summary>
internal static class InfluxLogLine
{
    private const int Informational = 6;

    // RFC 5424, section 6.2.1, by the keywords of rsyslog and Telegraf; the index is the severity.
    private static readonly string[][] Severities =
    [
        ["emerg", "emergency", "panic"], ["alert"], ["crit", "critical", "fatal"], ["err", "error"], ["warning", "warn"], ["notice"], ["info", "informational"], ["debug", "trace"],
    ];

    /// <param name="measurement">The line's measurement.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="field">The field's name, escapes and all.</param>
    /// <param name="quoted">The field's value with its quotes.</param>
    /// <param name="timestamp">Milliseconds since 1970-01-01 UTC.</param>
    public static LogRecord Of(string measurement, List<Label> tags, ReadOnlySpan<byte> field, ReadOnlySpan<byte> quoted, long timestamp) =>
        new(timestamp, Labels.From([.. tags, new Label("measurement", measurement), new Label("field", InfluxLineDecoder.Unescape(field))]), LogSeverity.FromSyslog(SeverityOf(tags)), Body(quoted));

    private static int SeverityOf(List<Label> tags)
    {
        var given = tags.Find(static t => t.Name is "severity" or "level").Value;
        var severity = given is null ? -1 : Array.FindIndex(Severities, names => names.Contains(given, StringComparer.OrdinalIgnoreCase));
        return severity < 0 ? Informational : severity;
    }

    /// <summary>The string without its quotes and without the backslashes before quotes and backslashes.</summary>
    private static string Body(ReadOnlySpan<byte> quoted)
    {
        var text = quoted[1..^1];
        if (!text.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(text);
        var plain = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is (byte)'"' or (byte)'\\')
                i++;
            plain[count++] = text[i];
        }
        return Encoding.UTF8.GetString(plain, 0, count);
    }
}
