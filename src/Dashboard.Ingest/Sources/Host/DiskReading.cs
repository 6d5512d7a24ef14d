using System.Text.RegularExpressions;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What block devices have read and written. A device that nothing was ever asked of is left out.</summary>
internal sealed class DiskReading : HostReading
{
    private readonly HostFile _diskstats;
    private readonly List<DiskCounters> _counters = []; // bound: lines of the file
    private readonly NameTable<HostSubject?> _disks;

    public DiskReading(HostFiles files, Regex ignored)
    {
        _diskstats = files.Proc("diskstats");
        _disks = new NameTable<HostSubject?>(name => ignored.IsMatch(name) ? null : new HostSubject(new Label("device", name)));
    }

    public override void Read(Scrape<HostSeriesKey> into)
    {
        var text = _diskstats.Read();
        _diskstats.Judge(ProcDiskstats.Decode(text, _counters));
        foreach (var counters in _counters)
        {
            if (_disks[text[counters.Name]] is { } disk && !counters.IsUntouched)
                Add(into, disk, counters);
        }
        _disks.Sweep();
    }

    private static void Add(Scrape<HostSeriesKey> into, HostSubject disk, in DiskCounters counters)
    {
        into.Add(new("node_disk_reads_completed_total", disk), counters.Reads);
        into.Add(new("node_disk_reads_merged_total", disk), counters.ReadsMerged);
        into.Add(new("node_disk_read_bytes_total", disk), counters.ReadBytes);
        into.Add(new("node_disk_read_time_seconds_total", disk), counters.ReadMilliseconds / 1000.0);
        into.Add(new("node_disk_writes_completed_total", disk), counters.Writes);
        into.Add(new("node_disk_writes_merged_total", disk), counters.WritesMerged);
        into.Add(new("node_disk_written_bytes_total", disk), counters.WrittenBytes);
        into.Add(new("node_disk_write_time_seconds_total", disk), counters.WriteMilliseconds / 1000.0);
        into.Add(new("node_disk_io_now", disk), counters.InFlight);
        into.Add(new("node_disk_io_time_seconds_total", disk), counters.BusyMilliseconds / 1000.0);
        into.Add(new("node_disk_io_time_weighted_seconds_total", disk), counters.WeightedMilliseconds / 1000.0);
        if (counters.HasDiscards)
        {
            into.Add(new("node_disk_discards_completed_total", disk), counters.Discards);
            into.Add(new("node_disk_discards_merged_total", disk), counters.DiscardsMerged);
            into.Add(new("node_disk_discarded_sectors_total", disk), counters.DiscardedSectors);
            into.Add(new("node_disk_discard_time_seconds_total", disk), counters.DiscardMilliseconds / 1000.0);
        }
        if (counters.HasFlushes)
        {
            into.Add(new("node_disk_flush_requests_total", disk), counters.Flushes);
            into.Add(new("node_disk_flush_requests_time_seconds_total", disk), counters.FlushMilliseconds / 1000.0);
        }
    }
}
