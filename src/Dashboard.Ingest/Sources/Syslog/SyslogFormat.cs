namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>How a message is written.</summary>
public enum SyslogFormat
{
    /// <summary>Nothing but text, with or without a priority.</summary>
    Raw,

    /// <summary>As RFC 3164 observed it, vendors' own ways included.</summary>
    Bsd,

    /// <summary>As RFC 5424 demands.</summary>
    Rfc5424,
}
