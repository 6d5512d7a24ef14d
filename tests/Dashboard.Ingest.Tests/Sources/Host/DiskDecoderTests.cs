using System.Text;
using Dashboard.Ingest.Sources.Host;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class DiskDecoderTests
{
    private readonly List<DiskCounters> _disks = [];
    private readonly List<MountEntry> _mounts = [];

    [Fact]
    public void A_new_kernel_counts_discards_and_flushes()
    {
        var text = Capture.Read("linux-6.18", "proc/diskstats");

        Assert.Equal(new Reading(10, null), ProcDiskstats.Decode(text, _disks));

        var disk = Disk(text, "vda");
        Assert.Equal((73376UL, 25582UL, 4378810 * 512.0, 29390UL), (disk.Reads, disk.ReadsMerged, disk.ReadBytes, disk.ReadMilliseconds));
        Assert.Equal((32262UL, 6268232 * 512.0, 0UL, 25208UL, 52678UL), (disk.Writes, disk.WrittenBytes, disk.InFlight, disk.BusyMilliseconds, disk.WeightedMilliseconds));
        Assert.Equal((true, 9984UL, 721752UL), (disk.HasDiscards, disk.Discards, disk.DiscardedSectors));
        Assert.Equal((true, 4123UL, 167UL), (disk.HasFlushes, disk.Flushes, disk.FlushMilliseconds));
        Assert.True(Disk(text, "loop0").IsUntouched);
    }

    [Fact]
    public void An_old_kernel_counts_discards_and_no_flushes()
    {
        var text = Capture.Read("linux-4.19", "proc/diskstats");

        Assert.Equal(new Reading(8, null), ProcDiskstats.Decode(text, _disks));

        var disk = Disk(text, "nvme0n1");
        Assert.Equal((true, 98273648UL, 2837UL), (disk.HasDiscards, disk.DiscardedSectors, disk.DiscardMilliseconds));
        Assert.False(disk.HasFlushes);
        Assert.Equal(3UL, Disk(text, "sda").InFlight);
    }

    [Fact]
    public void A_kernel_before_4_18_counts_neither()
    {
        var text = "   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n"u8.ToArray();

        Assert.Equal(new Reading(1, null), ProcDiskstats.Decode(text, _disks));

        Assert.False(Disk(text, "sda").HasDiscards);
        Assert.Equal(11UL, Disk(text, "sda").WeightedMilliseconds);
    }

    [Fact]
    public void The_four_counters_of_an_ancient_partition_are_named_and_passed_over()
    {
        var reading = ProcDiskstats.Decode("   8       1 sda1 1 2 3 4\n"u8, _disks);

        Assert.Equal(new Reading(0, "line 1 is not two numbers, a device and at least eleven counters"), reading);
    }

    [Fact]
    public void A_mount_point_gets_its_blanks_and_backslashes_back()
    {
        var text = Capture.Read("linux-4.19", "proc/mounts");

        Assert.Equal(new Reading(8, null), ProcMounts.Decode(text, _mounts));

        Assert.Equal(("/dev/sda1", "/srv/two words", "xfs"), Parts(text, 4));
        Assert.True(_mounts[4].ReadOnly);
        Assert.Equal((@"filer:/export/back\slash", "/mnt/filer", "nfs4"), Parts(text, 5));
        Assert.False(_mounts[3].ReadOnly); // errors=remount-ro is not ro
    }

    [Fact]
    public void A_new_kernel_writes_its_mounts_the_same_way()
    {
        var text = Capture.Read("linux-6.18", "proc/mounts");

        Assert.Null(ProcMounts.Decode(text, _mounts).Complaint);

        Assert.Contains(("/dev/vda", "/", "ext4"), Enumerable.Range(0, _mounts.Count).Select(i => Parts(text, i)));
    }

    [Theory]
    [InlineData(@"a\04 b c", @"a\04")]
    [InlineData(@"a\999 b c", @"a\999")]
    [InlineData(@"\303\244 b c", "ä")]
    public void An_escape_that_is_none_stays_as_it_is(string identity, string device) =>
        Assert.Equal(device, ProcMounts.Parts(identity).Device);

    private DiskCounters Disk(byte[] text, string name) => _disks.Single(d => Encoding.ASCII.GetString(text.AsSpan()[d.Name]) == name);

    private (string, string, string) Parts(byte[] text, int at) => ProcMounts.Parts(Encoding.UTF8.GetString(text.AsSpan()[_mounts[at].Identity]));
}
