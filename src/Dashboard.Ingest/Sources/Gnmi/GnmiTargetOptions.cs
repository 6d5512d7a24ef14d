using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>A device to subscribe to; an entry of the list in settings section <c>Noc:Gnmi:Targets</c>.</summary>
public sealed record GnmiTargetOptions : ITargetOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Gnmi:Targets";

    /// <summary>The modules that are subscribed to where nothing else is said.</summary>
    public const string DefaultModules = "interfaces,bgp,components,system";

    /// <summary>The port that IANA gave to gNMI.</summary>
    public const int DefaultPort = 9339;

    /// <summary>Its address or name, with a port where that is not 9339: <c>10.0.0.1</c>, <c>leaf-1.example.net:57400</c>, <c>[2001:db8::1]:6030</c>. Required.</summary>
    [Display(Name = "Address", Description = "Address or name, with a port where that is not 9339.")]
    [Required, MinLength(1)]
    public string Address { get; init; } = "";

    /// <summary>Its name in telemetry, label <c>instance</c>. Default: the address as it was given.</summary>
    [Display(Name = "Name", Description = "Its name in telemetry, label instance. Empty: the address.")]
    public string Instance { get; init; } = "";

    /// <summary>The target named in the subscription's prefix, for one that answers for several devices. Default none.</summary>
    [Display(Name = "Target in the prefix", Description = "Of a device that answers for several.", GroupName = "What and how often")]
    public string Target { get; init; } = "";

    /// <summary>The user, sent with each call as gNMI has it. Default none.</summary>
    [Display(Name = "User", Description = "")]
    public string User { get; init; } = "";

    /// <summary>The user's password.</summary>
    [Display(Name = "Password", Description = "")]
    [DataType(DataType.Password)]
    public string Password { get; init; } = "";

    /// <summary>Whether the connection is enciphered. Default true; without it, the password can be read on the way.</summary>
    [Display(Name = "TLS", Description = "Without it the password can be read on the way.", GroupName = "TLS")]
    public bool Tls { get; init; } = true;

    /// <summary>Whether the device's certificate must be one that is trusted, for its name. Default true.</summary>
    [Display(Name = "Verify the certificate", Description = "", GroupName = "TLS")]
    public bool TlsVerify { get; init; } = true;

    /// <summary>A file of certificates in PEM that are trusted in place of those of the system. Default none.</summary>
    [Display(Name = "Authorities", Description = "A PEM file. Empty: those of this machine.", GroupName = "TLS")]
    public string CaFile { get; init; } = "";

    /// <summary>A file in PEM with the certificate that is shown to the device. Default none.</summary>
    [Display(Name = "Our certificate", Description = "A PEM file.", GroupName = "TLS")]
    public string CertificateFile { get; init; } = "";

    /// <summary>A file in PEM with the key of that certificate.</summary>
    [Display(Name = "Its key", Description = "A PEM file.", GroupName = "TLS")]
    public string KeyFile { get; init; } = "";

    /// <summary>The name that the device's certificate must be for, where that is not the one in the address. Default none.</summary>
    [Display(Name = "Name in its certificate", Description = "Empty: that in the address.", GroupName = "TLS")]
    public string ServerName { get; init; } = "";

    /// <summary>How values are to be written: <c>Proto</c>, <c>JsonIetf</c>, <c>Json</c>, <c>Ascii</c>, <c>Bytes</c>. Default: the first of these that the device says it can.</summary>
    [EnumDataType(typeof(GnmiEncoding))]
    public GnmiEncoding? Encoding { get; init; }

    /// <summary>How long a subscription lasts: <c>Stream</c> (default), <c>Once</c> or <c>Poll</c>, the last two at each interval anew.</summary>
    [Display(Name = "Mode", Description = "", GroupName = "What and how often")]
    [EnumDataType(typeof(GnmiStreamMode))]
    public GnmiStreamMode Mode { get; init; }

    /// <summary>What is subscribed to, names of modules with commas between them. Default <c>interfaces,bgp,components,system</c>.</summary>
    [Display(Name = "Modules", Description = "With commas between them.", GroupName = "What and how often")]
    public string Modules { get; init; } = DefaultModules;

    /// <summary>
    /// Further paths, with semicolons between them; behind each its mode (<c>sample</c>, which is the default, <c>on_change</c>
    /// or <c>target_defined</c>) and the interval of samples, where they differ:
    /// <c>/qos/interfaces on_change; openconfig:/acl sample 00:05:00</c>. Default none.
    /// </summary>
    [Display(Name = "Further paths", Description = "With semicolons between them; behind each its mode and interval.", GroupName = "What and how often")]
    public string Paths { get; init; } = "";

    /// <summary>The time between two samples, or rounds of questions. Default 30 s; 1 s to 1 d.</summary>
    [Display(Name = "Interval", Description = "Hours, minutes, seconds.", GroupName = "What and how often")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which the device sends a value that has not changed. Default 0, never: values that hold are repeated here; 0 to 1 d.</summary>
    [Display(Name = "Heartbeat", Description = "0: never.", GroupName = "What and how often")]
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Heartbeat { get; init; }

    /// <summary>Whether the device leaves samples out that have not changed. Default false.</summary>
    [Display(Name = "Leave out what has not changed", Description = "", GroupName = "What and how often")]
    public bool SuppressRedundant { get; init; }

    /// <summary>How long a connection and the beginning of an answer are waited for. Default 10 s; 100 ms to 5 min.</summary>
    [Display(Name = "Time-out", Description = "", GroupName = "What and how often")]
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => Instance.Length > 0 ? Instance : Address;

    /// <inheritdoc/>
    public string? Complaint() => true switch
    {
        _ when !HostPort.TryParse(Address, DefaultPort, out _, out _) => $"{Section}: '{Address}' is no address: name or IP address, with a port where that is not {DefaultPort}, such as 10.0.0.1 or [2001:db8::1]:57400.",
        _ when Password.Length > 0 && User.Length == 0 => $"{Section}: {Address} has a password and no user.",
        _ when !Tls && (CaFile.Length > 0 || CertificateFile.Length > 0 || ServerName.Length > 0) => $"{Section}: {Address} has certificates and no TLS.",
        _ when CertificateFile.Length > 0 != KeyFile.Length > 0 => $"{Section}: {Address} needs both {nameof(CertificateFile)} and {nameof(KeyFile)}, or neither.",
        _ when new[] { CaFile, CertificateFile, KeyFile }.FirstOrDefault(f => f.Length > 0 && !File.Exists(f)) is { } missing => $"{Section}: {Address}: there is no file {missing}.",
        _ when GnmiPaths.Read(this, out _) is { } complaint => $"{Section}: {Address}: {complaint}.",
        _ when Modules.Trim(' ', ',').Length == 0 && Paths.Trim(' ', ';').Length == 0 => $"{Section}: {Address} has neither modules nor paths, so there is nothing to subscribe to.",
        _ => null,
    };

    /// <summary>What is wrong with a list of targets; null where nothing is. Names no secret.</summary>
    public static string? Complaint(IReadOnlyList<GnmiTargetOptions> targets) =>
        targets.Select(t => t.Complaint()).FirstOrDefault(c => c is not null)
        ?? targets.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two targets are called '{g.Key}'; give one another instance.").FirstOrDefault()
        ?? (targets.Count > GnmiSource.MaxTargets ? $"{Section}: {targets.Count} targets are more than the {GnmiSource.MaxTargets} that can be subscribed to." : null);
}
