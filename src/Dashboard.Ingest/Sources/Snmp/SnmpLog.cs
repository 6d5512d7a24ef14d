using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>What SNMP writes to the log, in one place. Nothing of it names a secret.</summary>
internal static partial class SnmpLog
{
    [LoggerMessage(1201, LogLevel.Warning, "{text}")]
    public static partial void DeviceSilent(ILogger log, string text);

    [LoggerMessage(1202, LogLevel.Information, "{text}")]
    public static partial void DeviceAnswers(ILogger log, string text);

    [LoggerMessage(1203, LogLevel.Information, "SNMP polls {devices} devices")]
    public static partial void Polling(ILogger log, int devices);
}
