using System.Text;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

/// <summary>A message as the decoder read it, in texts that outlive its octets.</summary>
internal sealed record DecodedMessage(
    SyslogFormat Format, bool HasPriority, int Priority, long Timestamp, string Host, string App, bool IsAppCertain, string ProcessId, string MessageId, string StructuredData, string Text, string? Complaint, int ComplaintAt)
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public string Time => Timestamp == 0 ? "" : DateTimeOffset.FromUnixTimeMilliseconds(Timestamp).ToString("yyyy-MM-dd HH:mm:ss.fff");

    public static DecodedMessage Of(string text, DateTimeOffset? receivedAt = null, TimeZoneInfo? zone = null) => Of(Encoding.UTF8.GetBytes(text), receivedAt, zone);

    public static DecodedMessage Of(byte[] octets, DateTimeOffset? receivedAt = null, TimeZoneInfo? zone = null)
    {
        var message = SyslogDecoder.Decode(octets, (receivedAt ?? Noon).ToUnixTimeMilliseconds(), new SyslogClock(zone ?? TimeZoneInfo.Utc));
        return new DecodedMessage(
            message.Format, message.HasPriority, message.Priority, message.Timestamp, Read(message.Host), Read(message.App), message.IsAppCertain, Read(message.ProcessId), Read(message.MessageId),
            Read(message.StructuredData), Read(message.Text), message.Complaint, message.ComplaintAt);
    }

    private static string Read(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);
}
