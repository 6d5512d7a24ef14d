using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// What of this machine is read and how often, settings section <c>Noc:Sources:Host</c>. The patterns are those that
/// node_exporter has by default; they run without backtracking, and an empty one ignores nothing.
/// </summary>
public sealed class HostOptions : IValidatableObject
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Host";

    /// <summary>Whether this machine is read at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From one reading to the next. Default 1 s; 100 ms to 1 h. File systems and TCP connections are read no more often than every 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The value of label <c>instance</c>. Default: this machine's name.</summary>
    [Required, MinLength(1)]
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Where the kernel's process file system is mounted. Default <c>/proc</c>; <c>/host/proc</c> is usual in a container.</summary>
    [Required, MinLength(1)]
    public string ProcPath { get; init; } = "/proc";

    /// <summary>Where the kernel's device file system is mounted. Default <c>/sys</c>.</summary>
    [Required, MinLength(1)]
    public string SysPath { get; init; } = "/sys";

    /// <summary>Block devices that are left out, by regular expression. Default: memory and loop devices, floppies, partitions.</summary>
    public string IgnoredDisks { get; init; } = @"^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$";

    /// <summary>Network interfaces that are left out, by regular expression. Default: none.</summary>
    public string IgnoredInterfaces { get; init; } = "";

    /// <summary>File-system types that are left out, by regular expression. Default: those that hold no files of their own.</summary>
    public string IgnoredFileSystemTypes { get; init; } = "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$";

    /// <summary>Mount points that are left out, by regular expression. Default: the kernel's own and those of containers.</summary>
    public string IgnoredMountPoints { get; init; } = "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)";

    /// <summary>
    /// Counters of <c>/proc/net/{snmp,snmp6,netstat}</c> that are taken, as <c>Protocol_Field</c> by regular expression.
    /// Default: traffic, errors, connections, retransmissions and full listen queues. What does not match is left out.
    /// </summary>
    public string ProtocolCounters { get; init; } = "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$";

    /// <summary>
    /// Connections up to which <c>node_tcp_connection_states</c> is counted from the kernel's TCP tables. Default
    /// 20,000; 0 to 1,000,000. Beyond it the tables are not read, since the kernel takes milliseconds to write them, and
    /// <c>node_sockstat_TCP_*</c> has to do.
    /// </summary>
    [Range(0, 1_000_000)]
    public int TcpConnections { get; init; } = 20_000;

    /// <summary>Whether each pattern is a regular expression that can be run without backtracking.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Key, string Pattern)[] patterns =
        [
            (nameof(IgnoredDisks), IgnoredDisks), (nameof(IgnoredInterfaces), IgnoredInterfaces),
            (nameof(IgnoredFileSystemTypes), IgnoredFileSystemTypes), (nameof(IgnoredMountPoints), IgnoredMountPoints),
            (nameof(ProtocolCounters), ProtocolCounters),
        ];
        foreach (var (key, pattern) in patterns)
        {
            if (Complaint(pattern) is { } complaint)
                yield return new ValidationResult($"{Section}:{key} is not a regular expression that can be used: {complaint}", [key]);
        }
    }

    /// <summary>The pattern ready for use; an empty one matches nothing.</summary>
    internal static Regex Pattern(string pattern) =>
        new(pattern.Length == 0 ? "^$" : pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan);

    private static string? Complaint(string pattern)
    {
        try
        {
            Pattern(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }
}
