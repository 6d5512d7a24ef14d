using System.Globalization;
using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Logs;

/// <summary>Lines of log as they leave the page: for people, and as CSV (RFC 4180), one line a line.</summary>
internal static class LogText
{
    private const string Head = "time,severity,host,app,facility,sender,service,process_id,message_id,trace_id,span_id,message,attributes";

    public static string Csv(IReadOnlyList<LogLine> lines)
    {
        // The mark tells spreadsheets that this is UTF-8.
        var text = new StringBuilder("\uFEFF").Append(Head).Append("\r\n");
        foreach (var (_, record) in lines)
        {
            TableText.Line(text,
            [
                Time(record.Timestamp), record.Severity.Keyword, .. new[] { Host(record), App(record), record.Origin.Get("facility"), record.Origin.Get("sender"), record.Origin.Get("service_name"), record.ProcessId, record.MessageId }.Select(TableText.Cell),
                record.TraceId.ToString(), record.SpanId.ToString(), TableText.Cell(record.Body), TableText.Cell(record.Attributes.ToString()),
            ]);
        }
        return text.ToString();
    }

    public static string Host(LogRecord record) => record.Origin.Get("host");

    /// <summary>The program, or the service where it names none.</summary>
    public static string App(LogRecord record) => record.Origin.Get("app") is { Length: > 0 } app ? app : record.Origin.Get("service_name");

    /// <summary>A time in UTC to the millisecond, as ISO 8601 writes it.</summary>
    public static string Time(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>All that a line says beside its message, by name.</summary>
    public static IEnumerable<(string Name, string Value)> Details(LogRecord record)
    {
        var details = new List<(string, string)> { ("time", Time(record.Timestamp)) };
        if (record.ReceivedAt != 0)
            details.Add(("received", Time(record.ReceivedAt)));
        details.Add(("severity", record.SeverityText.Length > 0 ? $"{record.Severity.Keyword} ({record.SeverityText})" : record.Severity.Keyword));
        foreach (var label in record.Origin)
            details.Add((label.Name, label.Value));
        if (record.ProcessId.Length > 0)
            details.Add(("process", record.ProcessId));
        if (record.MessageId.Length > 0)
            details.Add(("id", record.MessageId));
        if (record.TraceId != default)
            details.Add(("trace", record.TraceId.ToString()));
        if (record.SpanId != default)
            details.Add(("span", record.SpanId.ToString()));
        foreach (var attribute in record.Attributes)
            details.Add((attribute.Name.ToString(), attribute.Value.ToString()));
        return details;
    }
}
