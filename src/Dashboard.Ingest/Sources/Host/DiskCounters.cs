namespace Dashboard.Ingest.Sources.Host;

/// <summary>What a block device has done since it appeared, a line of <c>/proc/diskstats</c>.</summary>
public readonly record struct DiskCounters
{
    /// <summary>Where in the text its name is.</summary>
    public required Range Name { get; init; }

    public required ulong Reads { get; init; }

    public required ulong ReadsMerged { get; init; }

    public required double ReadBytes { get; init; }

    /// <summary>The sum over all reads of how long each took.</summary>
    public required ulong ReadMilliseconds { get; init; }

    public required ulong Writes { get; init; }

    public required ulong WritesMerged { get; init; }

    public required double WrittenBytes { get; init; }

    /// <summary>The sum over all writes of how long each took.</summary>
    public required ulong WriteMilliseconds { get; init; }

    /// <summary>Requests under way now; the only number here that also falls.</summary>
    public required ulong InFlight { get; init; }

    /// <summary>How long at least one request was under way.</summary>
    public required ulong BusyMilliseconds { get; init; }

    /// <summary>The same, each moment times the requests under way in it.</summary>
    public required ulong WeightedMilliseconds { get; init; }

    /// <summary>Whether the kernel counts discards (Linux 4.18 and later).</summary>
    public required bool HasDiscards { get; init; }

    public required ulong Discards { get; init; }

    public required ulong DiscardsMerged { get; init; }

    /// <summary>In sectors of 512 bytes.</summary>
    public required ulong DiscardedSectors { get; init; }

    public required ulong DiscardMilliseconds { get; init; }

    /// <summary>Whether the kernel counts flushes (Linux 5.5 and later).</summary>
    public required bool HasFlushes { get; init; }

    public required ulong Flushes { get; init; }

    public required ulong FlushMilliseconds { get; init; }

    /// <summary>Whether nothing was ever asked of the device.</summary>
    public bool IsUntouched => Reads == 0 && Writes == 0 && Discards == 0 && Flushes == 0 && InFlight == 0;
}
