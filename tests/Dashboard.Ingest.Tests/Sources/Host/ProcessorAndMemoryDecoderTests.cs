using System.Text;
using Dashboard.Ingest.Sources.Host;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class ProcessorAndMemoryDecoderTests
{
    private readonly List<CpuTicks> _cpus = [];
    private readonly List<MemoryField> _fields = [];

    [Fact]
    public void Every_cpu_of_a_new_kernel_has_its_ten_times()
    {
        var reading = ProcStat.Decode(Capture.Read("linux-6.18", "proc/stat"), _cpus, out var counts);

        Assert.Null(reading.Complaint);
        Assert.Equal(2, _cpus.Count);
        Assert.Equal(new CpuTicks(1, 10, 43958, 2, 4872, 226387, 830, 0, 220, 332, 0, 0), _cpus[1]);
        Assert.Equal(new KernelCounts(1718382, 6422638, 1795299901, 14357, 3, 0), counts);
    }

    [Fact]
    public void Every_cpu_of_an_old_kernel_has_its_ten_times()
    {
        var reading = ProcStat.Decode(Capture.Read("linux-4.19", "proc/stat"), _cpus, out var counts);

        Assert.Null(reading.Complaint);
        Assert.Equal(4, _cpus.Count);
        Assert.Equal(new CpuTicks(0, 10, 2535042, 72674, 771180, 11707121, 4170, 0, 22298, 43907, 256, 3), _cpus[0]);
        Assert.Equal(new KernelCounts(199292928, 388034105, 1571303932, 1294721, 2, 1), counts);
    }

    [Theory]
    [InlineData("cpu0 1 2 3 4\n", 4)]
    [InlineData("cpu0 1 2 3 4 5 6 7\n", 7)]
    [InlineData("cpu0 1 2 3 4 5 6 7 8 9 10 11 12\n", 10)]
    public void A_cpu_line_may_be_shorter_or_longer_than_today(string line, int columns)
    {
        var reading = ProcStat.Decode(Encoding.ASCII.GetBytes(line), _cpus, out _);

        Assert.Null(reading.Complaint);
        Assert.Equal(columns, Assert.Single(_cpus).Columns);
    }

    [Fact]
    public void A_line_that_is_cut_off_is_not_believed_and_the_rest_is_kept()
    {
        var reading = ProcStat.Decode("ctxt 123456\nprocesses 98"u8, _cpus, out var counts);

        Assert.Equal("line 2 is cut off", reading.Complaint);
        Assert.Equal(new KernelCounts(null, 123456, null, null, null, null), counts);
    }

    [Fact]
    public void A_cpu_with_too_few_times_is_left_out_and_named()
    {
        var reading = ProcStat.Decode("cpu0 1 2 3 4\ncpu1 1 x\ncpu2 5 6 7 8\n"u8, _cpus, out _);

        Assert.Equal([0, 2], _cpus.Select(c => c.Cpu));
        Assert.Equal("line 2 is not that of a CPU with at least four times", reading.Complaint);
    }

    [Fact]
    public void The_load_is_three_averages()
    {
        Assert.Null(ProcLoadavg.Decode(Capture.Read("linux-4.19", "proc/loadavg"), out var load).Complaint);
        Assert.Equal((1.37, 0.92, 0.61), load);

        Assert.Equal("line 1 does not start with three averages", ProcLoadavg.Decode("1.0 high\n"u8, out load).Complaint);
        Assert.Equal((0.0, 0.0, 0.0), load);
    }

    [Theory]
    [InlineData("linux-6.18", 54, 24_731_708.0)]
    [InlineData("linux-4.19", 47, 16_265_508.0)]
    public void Memory_comes_in_bytes_and_huge_pages_in_pages(string kernel, int lines, double totalKilobytes)
    {
        var text = Capture.Read(kernel, "proc/meminfo");

        var reading = ProcMeminfo.Decode(text, _fields);

        Assert.Equal(new Reading(lines, null), reading);
        Assert.Equal((totalKilobytes * 1024, true), Field(text, "MemTotal"));
        Assert.False(Field(text, "HugePages_Total").Sized);
    }

    [Fact]
    public void A_memory_line_without_a_number_is_named_and_passed_over()
    {
        var text = "MemTotal: 10 kB\nMemFree: none\nCached: 3 kB\n"u8.ToArray();

        var reading = ProcMeminfo.Decode(text, _fields);

        Assert.Equal(new Reading(2, "line 2 is not a name, a colon and a number"), reading);
        Assert.Equal((3 * 1024.0, true), Field(text, "Cached"));
    }

    private (double Value, bool Sized) Field(byte[] text, string name)
    {
        var field = _fields.Single(f => Encoding.ASCII.GetString(text.AsSpan()[f.Name]) == name);
        return (field.Value, field.Sized);
    }
}
