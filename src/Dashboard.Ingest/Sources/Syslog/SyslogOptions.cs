using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>How syslog is taken, settings section <c>Noc:Sources:Syslog</c>. Where is <see cref="ListenOptions"/>.</summary>
public sealed class SyslogOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Syslog";

    /// <summary>The zone of times that name none: an IANA name such as <c>Europe/Berlin</c>, or <c>UTC</c>. Default empty: the zone of this machine.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Octets that a message over TCP or TLS may have; a longer one is cut. Default 64 KiB; 480 (RFC 5424 section 6.1) to 1 MiB.</summary>
    [Range(480, 1 << 20)]
    public int MaxMessageBytes { get; init; } = 64 << 10;

    /// <summary>Connections over TCP and TLS at the same time, each of which may hold a message of the largest size. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a connection may be silent before it is closed. Default 1 h; 1 s to 30 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a TLS handshake may take. Default 10 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages a second that one sender may send on average; further ones are dropped and counted. Default 100,000; 1 to 10,000,000.</summary>
    [Range(1, 10_000_000)]
    public int SenderRate { get; init; } = 100_000;

    /// <summary>Messages that a sender may send at once above that. Default 200,000; 1 to 100,000,000.</summary>
    [Range(1, 100_000_000)]
    public int SenderBurst { get; init; } = 200_000;

    /// <summary>Senders that are counted and limited apart; further ones share one count and one limit. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSenders { get; init; } = 10_000;

    /// <summary>Writers, each a host with an application and a facility, that are told apart in series; further ones count as <c>other</c>. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxOrigins { get; init; } = 10_000;

    /// <summary>The server's certificate for TLS, PEM or PKCS #12. Default empty: one that the program makes for itself and keeps in its data directory.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The certificate's private key in PEM, where it is in a file of its own. Default empty: with the certificate.</summary>
    public string CertificateKey { get; init; } = "";

    /// <summary>The password of a PKCS #12 file or of a private key. Default empty: none.</summary>
    public string CertificatePassword { get; init; } = "";

    /// <summary>Authorities in PEM, one of which must have signed the certificate that a client has to show. Default empty: clients need none.</summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>The zone that <see cref="TimeZone"/> names; null where there is none of that name.</summary>
    internal TimeZoneInfo? Zone(TimeProvider time) =>
        TimeZone.Length == 0 ? time.LocalTimeZone : TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : null;

    /// <summary>What is wrong with settings that bounds cannot express, as a sentence; null where nothing is.</summary>
    public string? Complaint(TimeProvider time) =>
        Zone(time) is null ? $"{Section}:{nameof(TimeZone)} = '{TimeZone}' is not allowed: it must be a time zone such as Europe/Berlin or UTC." : null;
}
