namespace Dashboard.Domain.Telemetry;

/// <summary>
/// How bad a log line is, held as OpenTelemetry's SeverityNumber, which tells every level of syslog apart and more
/// (OpenTelemetry, Logs Data Model, appendix B). The larger the number, the worse.
/// </summary>
/// <param name="Number">1 (trace) to 24 (fatal); 0 where it is not known.</param>
public readonly record struct LogSeverity(byte Number)
{
    public static readonly LogSeverity Unknown;

    // Index is the syslog severity, RFC 5424 section 6.2.1.
    private static readonly byte[] Numbers = [21, 19, 18, 17, 13, 10, 9, 5];
    private static readonly string[] Keywords = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    /// <summary>Severity <c>notice</c> of syslog, what a message without a priority has (RFC 3164 section 4.3.3).</summary>
    public static LogSeverity Notice => FromSyslog(5);

    public static LogSeverity Informational => FromSyslog(6);

    /// <summary>Syslog's severity, 0 (emergency) to 7 (debug), RFC 5424 section 6.2.1. What is not known counts as informational.</summary>
    public int Syslog => Number switch
    {
        >= 21 => 0,
        >= 19 => 1,
        18 => 2,
        17 => 3,
        >= 13 => 4,
        >= 10 => 5,
        9 or 0 => 6,
        _ => 7,
    };

    /// <summary>Syslog's keyword: <c>emerg</c>, <c>alert</c>, <c>crit</c>, <c>err</c>, <c>warning</c>, <c>notice</c>, <c>info</c> or <c>debug</c>.</summary>
    public string Keyword => Keywords[Syslog];

    /// <param name="severity">0 (emergency) to 7 (debug).</param>
    public static LogSeverity FromSyslog(int severity) => new(Numbers[severity]);

    public override string ToString() => Keyword;
}
