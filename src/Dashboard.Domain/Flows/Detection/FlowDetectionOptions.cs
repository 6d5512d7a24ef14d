using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>What is looked for in flows that points at an attack, settings section <c>Noc:FlowDetection</c>.</summary>
public sealed class FlowDetectionOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:FlowDetection";

    /// <summary>Networks that are one's own, as <c>192.0.2.0/24</c>. Default those that are private (RFC 1918, RFC 4193) and link local (RFC 3927, RFC 4291 section 2.5.6).</summary>
    [Required]
    public string[] Inside { get; init; } = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"];

    /// <summary>Addresses and networks that are never accused, whatever they do: vulnerability scanners, monitoring. Default none.</summary>
    [Required]
    public string[] Exempt { get; init; } = [];

    /// <summary>Whether port scans and host sweeps are looked for. Default true.</summary>
    public bool Scans { get; init; } = true;

    /// <summary>Ports of one host that did not answer one source from which on it is a scan. Default 30; 10 to 10,000. Zeek's scan policy takes 15 within 5 min.</summary>
    [Range(10, 10_000)]
    public int ScanPorts { get; init; } = 30;

    /// <summary>Hosts that did not answer one source at the same port from which on it is a sweep. Default 30; 10 to 10,000. Zeek's scan policy takes 25 within 5 min.</summary>
    [Range(10, 10_000)]
    public int SweepHosts { get; init; } = 30;

    /// <summary>How many times as many it takes of a source that is not inside, because the Internet is scanned all day. Default 4; 1 to 100.</summary>
    [Range(1, 100)]
    public int OutsideFactor { get; init; } = 4;

    /// <summary>Whether regular connections from inside to outside are looked for. Default true.</summary>
    public bool Beacons { get; init; } = true;

    /// <summary>Connections that it takes to call them regular. Default 24; 10 to 1000.</summary>
    [Range(10, 1000)]
    public int BeaconConnections { get; init; } = 24;

    /// <summary>The score from which on connections are regular, of 1 at most. Default 0.8; 0.5 to 1.</summary>
    [Range(0.5, 1.0)]
    public double BeaconScore { get; init; } = 0.8;

    /// <summary>Ports whose services are regular by nature. Default 53 (DNS) and 123 (NTP).</summary>
    [Required]
    public int[] BeaconIgnoredPorts { get; init; } = [53, 123];

    /// <summary>Hosts inside that may be regular at one service before it is taken for a common one, such as updates. Default 5; 1 to 50.</summary>
    [Range(1, 50)]
    public int BeaconClients { get; init; } = 5;

    /// <summary>Whether it is looked for hosts that send far more out of the network than they used to. Default true.</summary>
    public bool Exfiltration { get; init; } = true;

    /// <summary>Octets within an hour below which nothing is said. Default 1,000,000,000, more than a video call sends; 1,000,000 to 10^15.</summary>
    [Range(1_000_000L, 1_000_000_000_000_000L)]
    public long ExfiltrationOctets { get; init; } = 1_000_000_000;

    /// <summary>How many times the most that it sent within any hour of its history. Default 5; 2 to 1000.</summary>
    [Range(2.0, 1000.0)]
    public double ExfiltrationFactor { get; init; } = 5;

    /// <summary>How long a host is watched before it is judged. Default 1 d; 1 h to 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan ExfiltrationLearning { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether sources are told whose connections are denied. Default true. They are counted in any case.</summary>
    public bool Denials { get; init; } = true;

    /// <summary>Connections of one source that were denied within five minutes from which on it is told. Default 100; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int DeniedConnections { get; init; } = 100;

    /// <summary>What is not to be: <c>deny 10.1.0.0/16 to 10.2.0.0/16 tcp/23</c>, the first that fits decides, <c>allow</c> makes exceptions; <c>any</c> is any address, a protocol or port that is left out any. Default none; 64 at most.</summary>
    [Required]
    public string[] Rules { get; init; } = [];

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Complaint()
    {
        foreach (var (name, networks) in new[] { (nameof(Inside), Inside), (nameof(Exempt), Exempt) })
        {
            if (Array.Find(networks, static n => !FlowNetwork.TryParse(n, out _)) is { } bad)
                return $"{Section}:{name} has '{bad}', which is no network: write an address or a network such as 192.0.2.0/24.";
        }
        if (Array.Exists(BeaconIgnoredPorts, static p => p is < 0 or > ushort.MaxValue))
            return $"{Section}:{nameof(BeaconIgnoredPorts)} has a number that is no port: write 0 to 65535.";
        return PolicyRules.TryParse(Rules, out _, out var problem) ? null : $"{Section}:{nameof(Rules)}: {problem}";
    }
}
