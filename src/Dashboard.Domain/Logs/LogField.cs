namespace Dashboard.Domain.Logs;

/// <summary>What of a line a term of a search is about.</summary>
public enum LogField
{
    /// <summary>All that it says: message, kind, process and attributes.</summary>
    Text,

    /// <summary>Who wrote it: the label <c>host</c>.</summary>
    Host,

    /// <summary>The program: the label <c>app</c>.</summary>
    App,

    /// <summary>The facility: the label <c>facility</c> (RFC 5424 section 6.2.1).</summary>
    Facility,

    /// <summary>Who passed it on: the label <c>sender</c>.</summary>
    Sender,

    /// <summary>The service: the label <c>service_name</c>.</summary>
    Service,

    /// <summary>Its kind: <c>LINK-3-UPDOWN</c> (RFC 5424 section 6.2.7).</summary>
    Id,

    /// <summary>The trace that it belongs to, 32 hexadecimal digits.</summary>
    Trace,

    /// <summary>How bad it is, by syslog's keywords: <c>err</c>, or <c>&gt;=warning</c> for that and worse.</summary>
    Severity,
}
