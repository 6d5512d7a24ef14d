namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/diskstats</c> (https://docs.kernel.org/admin-guide/iostats.html).</summary>
public static class ProcDiskstats
{
    private const int SectorBytes = 512; // whatever the device's own sector size is

    /// <summary>Fills <paramref name="disks"/> with every device and partition that has at least the eleven columns of Linux 2.6.25.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<DiskCounters> disks)
    {
        disks.Clear();
        var reader = new ProcReader(text);
        Span<ulong> n = stackalloc ulong[17];
        while (reader.NextLine())
        {
            n.Clear();
            if (!reader.Number(out _) || !reader.Number(out _) || !reader.Field(out var name) || reader.Numbers(n) is var columns && columns < 11)
            {
                reader.Complain("is not two numbers, a device and at least eleven counters");
                continue;
            }
            disks.Add(new DiskCounters
            {
                Name = name,
                Reads = n[0],
                ReadsMerged = n[1],
                ReadBytes = n[2] * (double)SectorBytes,
                ReadMilliseconds = n[3],
                Writes = n[4],
                WritesMerged = n[5],
                WrittenBytes = n[6] * (double)SectorBytes,
                WriteMilliseconds = n[7],
                InFlight = n[8],
                BusyMilliseconds = n[9],
                WeightedMilliseconds = n[10],
                HasDiscards = columns >= 15,
                Discards = n[11],
                DiscardsMerged = n[12],
                DiscardedSectors = n[13],
                DiscardMilliseconds = n[14],
                HasFlushes = columns >= 17,
                Flushes = n[15],
                FlushMilliseconds = n[16],
            });
        }
        return reader.Result(disks.Count);
    }
}
