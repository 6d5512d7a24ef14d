namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>What a field that tells a time counts (RFC 7012 section 4, RFC 3954 section 8).</summary>
internal enum FlowClock : byte
{
    /// <summary>The record does not tell.</summary>
    None,

    /// <summary>Milliseconds of the exporter's uptime, 32 bits, round after 49.7 days.</summary>
    Uptime,

    /// <summary>Seconds since 1970.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,

    /// <summary>The form of NTP, 32 bits of seconds since 1900 and 32 bits of fraction (RFC 7011 section 6.1.9).</summary>
    Ntp,

    /// <summary>Microseconds before the message was sent.</summary>
    MicrosecondsAgo,
}
