using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Turns bindings into values of metrics.</summary>
internal static class ValueReading
{
    /// <summary>The value to show; false where the binding has none for this metric.</summary>
    public static bool TryValue(SnmpMetric metric, in VarBind binding, bool isFallback, bool beganAnew, ref CounterReading counter, out double value)
    {
        value = 0;
        var scale = isFallback ? metric.FallbackScale : metric.Scale;
        switch (metric.Type)
        {
            case SnmpMetricType.Counter when binding.TryUnsigned(out var raw):
                value = (counter.Take(raw, binding.Type != SnmpType.Counter64, beganAnew) * scale) + metric.Offset;
                return true;
            case SnmpMetricType.Gauge or SnmpMetricType.Counter when binding.TryNumber(out var number):
                value = metric.OneIf is { } one ? number == one ? 1 : 0 : (number * scale) + metric.Offset;
                return true;
            case SnmpMetricType.DateAndTime:
                return TryTime(binding.Content, out value);
            case SnmpMetricType.Text or SnmpMetricType.PhysAddress or SnmpMetricType.Address or SnmpMetricType.EnumInfo:
                value = 1;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether values of a metric are text, and go into a label.</summary>
    public static bool IsText(SnmpMetricType type) => type is SnmpMetricType.Text or SnmpMetricType.PhysAddress or SnmpMetricType.Address or SnmpMetricType.EnumInfo;

    /// <summary>A binding as the text of a label.</summary>
    public static string Text(SnmpMetricType type, in VarBind binding, IReadOnlyDictionary<long, string>? names = null) => type switch
    {
        SnmpMetricType.PhysAddress when binding.Type == SnmpType.OctetString => SnmpText.Mac(binding.Content),
        SnmpMetricType.Address when binding.Type == SnmpType.OctetString && binding.Content.Length is 4 or 16 => new System.Net.IPAddress(binding.Content).ToString(),
        SnmpMetricType.EnumInfo when binding.TryNumber(out var number) => names?.GetValueOrDefault((long)number) ?? binding.Text(),
        _ => binding.Text(),
    };

    /// <summary>DateAndTime (RFC 2579 section 2): 8 octets of local time, or 11 with the zone, without which UTC is meant.</summary>
    private static bool TryTime(ReadOnlySpan<byte> octets, out double seconds)
    {
        seconds = 0;
        if (octets.Length is not (8 or 11))
            return false;
        var (year, month, day, hour, minute, second) = ((octets[0] << 8) | octets[1], octets[2], octets[3], octets[4], octets[5], octets[6]);
        if (year is < 1 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;
        var time = new DateTimeOffset(year, month, day, hour, minute, Math.Min(second, (byte)59), TimeSpan.Zero);
        var zone = octets.Length == 11 ? new TimeSpan(octets[9], octets[10], 0) : TimeSpan.Zero;
        seconds = (octets.Length == 11 && octets[8] == '-' ? time + zone : time - zone).ToUnixTimeSeconds() + (octets[7] / 10.0);
        return true;
    }
}
