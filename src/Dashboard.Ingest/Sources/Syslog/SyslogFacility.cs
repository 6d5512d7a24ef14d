namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Keywords of facilities, those of rsyslog and Telegraf; RFC 5424 section 6.2.1 has numbers only.</summary>
internal static class SyslogFacility
{
    private static readonly string[] Keywords =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <param name="facility">0 (kernel) to 23 (local7).</param>
    public static string Keyword(int facility) => Keywords[facility];
}
