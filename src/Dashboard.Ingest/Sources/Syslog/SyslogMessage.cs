namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>What a message says, in pieces of the octets that it was read from; a piece that it does not have is empty.</summary>
public ref struct SyslogMessage
{
    /// <summary>The priority of a message that has none: facility user, severity notice (RFC 3164 section 4.3.3).</summary>
    public const int DefaultPriority = 13;

    public SyslogFormat Format { get; internal set; }

    /// <summary>Whether it has a priority of its own.</summary>
    public bool HasPriority { get; internal set; }

    /// <summary>Eight times the facility and the severity, 0 to 191.</summary>
    public int Priority { get; internal set; }

    /// <summary>0 (kernel) to 23 (local7), RFC 5424 section 6.2.1.</summary>
    public readonly int Facility => Priority >> 3;

    /// <summary>0 (emergency) to 7 (debug).</summary>
    public readonly int Severity => Priority & 7;

    /// <summary>When it was written, in milliseconds since 1970-01-01 UTC; 0 where it does not say, or where its writer says that its clock is not set.</summary>
    public long Timestamp { get; internal set; }

    /// <summary>The name or address that its writer gives itself.</summary>
    public ReadOnlySpan<byte> Host { get; internal set; }

    /// <summary>The program or part of a device that wrote it.</summary>
    public ReadOnlySpan<byte> App { get; internal set; }

    /// <summary>Whether <see cref="App"/> was marked as such, and is not merely the first word of a text.</summary>
    public bool IsAppCertain { get; internal set; }

    public ReadOnlySpan<byte> ProcessId { get; internal set; }

    /// <summary>Its kind: MSGID, or a vendor's mnemonic without what surrounds it, <c>LINK-3-UPDOWN</c>.</summary>
    public ReadOnlySpan<byte> MessageId { get; internal set; }

    /// <summary>Structured data as it came, sound (RFC 5424 section 6.3). To be read by <see cref="StructuredDataReader"/>.</summary>
    public ReadOnlySpan<byte> StructuredData { get; internal set; }

    /// <summary>The message itself, mnemonic included. All that was sent where nothing else could be made of it.</summary>
    public ReadOnlySpan<byte> Text { get; internal set; }

    /// <summary>What was wrong with it, to be read after "a message"; null where nothing was.</summary>
    public string? Complaint { get; internal set; }

    /// <summary>The octet, counted from 0, at which that was found.</summary>
    public int ComplaintAt { get; internal set; }
}
