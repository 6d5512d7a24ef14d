using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>A device to poll; an entry of the list in settings section <c>Noc:Snmp:Devices</c>.</summary>
public sealed record SnmpDeviceOptions : ITargetOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Snmp:Devices";

    /// <summary>The modules that are polled where nothing else is said.</summary>
    public const string DefaultModules = "system,if_mib,node_network,bgp4";

    /// <summary>Its address or name, with a port where that is not 161: <c>10.0.0.1</c>, <c>rtr-1.example.net:1161</c>, <c>[2001:db8::1]:161</c>. Required.</summary>
    [Display(Name = "Address", Description = "Address or name, with a port where that is not 161.")]
    [Required, MinLength(1)]
    public string Address { get; init; } = "";

    /// <summary>Its name in telemetry, label <c>instance</c>. Default: the address as it was given.</summary>
    [Display(Name = "Name", Description = "Its name in telemetry, label instance. Empty: the address.")]
    public string Instance { get; init; } = "";

    /// <summary>The version it speaks: <c>V1</c>, <c>V2c</c> (default) or <c>V3</c>.</summary>
    [Display(Name = "Version", Description = "")]
    [EnumDataType(typeof(SnmpVersion))]
    public SnmpVersion Version { get; init; } = SnmpVersion.V2c;

    /// <summary>Of versions 1 and 2c: the community. Default <c>public</c>.</summary>
    [Display(Name = "Community", Description = "Of versions 1 and 2c.")]
    [DataType(DataType.Password)]
    public string Community { get; init; } = "public";

    /// <summary>Of version 3: the user.</summary>
    [Display(Name = "User", Description = "", GroupName = "Version 3")]
    public string User { get; init; } = "";

    /// <summary>Of version 3: how messages are authenticated. Default <c>None</c>.</summary>
    [Display(Name = "Authentication", Description = "", GroupName = "Version 3")]
    [EnumDataType(typeof(UsmAuthentication))]
    public UsmAuthentication Authentication { get; init; }

    /// <summary>Of version 3: the password for that, at least 8 characters.</summary>
    [Display(Name = "Authentication password", Description = "At least 8 characters.", GroupName = "Version 3")]
    [DataType(DataType.Password)]
    public string AuthPassword { get; init; } = "";

    /// <summary>Of version 3: how messages are enciphered. Default <c>None</c>.</summary>
    [Display(Name = "Privacy", Description = "", GroupName = "Version 3")]
    [EnumDataType(typeof(UsmPrivacy))]
    public UsmPrivacy Privacy { get; init; }

    /// <summary>Of version 3: the password for that, at least 8 characters.</summary>
    [Display(Name = "Privacy password", Description = "At least 8 characters.", GroupName = "Version 3")]
    [DataType(DataType.Password)]
    public string PrivPassword { get; init; } = "";

    /// <summary>Of version 3: the context asked for. Default none.</summary>
    [Display(Name = "Context", Description = "Mostly none.", GroupName = "Version 3")]
    public string Context { get; init; } = "";

    /// <summary>What is polled, names of modules with commas between them. Default <c>system,if_mib,node_network,bgp4</c>.</summary>
    [Display(Name = "Modules", Description = "With commas between them.", GroupName = "What, how often and how long")]
    public string Modules { get; init; } = DefaultModules;

    /// <summary>How often it is polled. Default 30 s; 1 s to 1 d.</summary>
    [Display(Name = "Interval", Description = "Hours, minutes, seconds.", GroupName = "What, how often and how long")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer is waited for. Default 2 s; 50 ms to 1 min.</summary>
    [Display(Name = "Time-out", Description = "", GroupName = "What, how often and how long")]
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a question without an answer is asked again. Default 2; 0 to 10.</summary>
    [Display(Name = "Retries", Description = "", GroupName = "What, how often and how long")]
    [Range(0, 10)]
    public int Retries { get; init; } = 2;

    /// <inheritdoc/>
    public string Name => Instance.Length > 0 ? Instance : Address;

    /// <inheritdoc/>
    public string? Complaint() => true switch
    {
        _ when !SnmpEndPoint.TryParse(Address, out _, out _) => $"{Section}: '{Address}' is no address: name or IP address, with a port where that is not 161, such as 10.0.0.1 or [2001:db8::1]:1161.",
        _ when Version != SnmpVersion.V3 && Community.Length == 0 => $"{Section}: {Address} has no community.",
        _ when Version == SnmpVersion.V3 && UsmUser.Complaint(User, Authentication, AuthPassword, Privacy, PrivPassword) is { } complaint => $"{Section}: {Address}: {complaint}.",
        _ => null,
    };

    /// <summary>What is wrong with a list of devices; null where nothing is. Names no secret.</summary>
    public static string? Complaint(IReadOnlyList<SnmpDeviceOptions> devices) =>
        devices.Select(d => d.Complaint()).FirstOrDefault(c => c is not null)
        ?? devices.GroupBy(d => d.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two devices are called '{g.Key}'; give one another instance.").FirstOrDefault();
}
