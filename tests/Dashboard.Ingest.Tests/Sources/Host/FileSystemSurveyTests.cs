using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class FileSystemSurveyTests : IDisposable
{
    private readonly FakeKernel _kernel = new("linux-4.19");
    private readonly IngestBench _bench = new();

    [Fact]
    public async Task File_systems_that_hold_files_are_measured_and_the_kernels_own_are_not()
    {
        await Source(_ => new FileSystemSpace(1000, 400, 300, 64, 32)).FileSystems.Survey(default);
        await _bench.Drain();

        Assert.Equal(
            ["/", "/mnt/filer", "/run", "/srv/two words"],
            (await _bench.Series("node_filesystem_size_bytes")).Select(s => s.Labels.Get("mountpoint")).Order(StringComparer.Ordinal));
        (string, string)[] labels = [("device", "/dev/sda1"), ("fstype", "xfs"), ("mountpoint", "/srv/two words"), ("job", "node")];
        await _bench.Holds([300.0], "node_filesystem_avail_bytes", labels);
        await _bench.Holds([400.0], "node_filesystem_free_bytes", labels);
        await _bench.Holds([64.0], "node_filesystem_files", labels);
        await _bench.Holds([32.0], "node_filesystem_files_free", labels);
        await _bench.Holds([1.0], "node_filesystem_readonly", labels);
        await _bench.Holds([0.0], "node_filesystem_readonly", ("mountpoint", "/"));
    }

    [Fact]
    public async Task A_file_system_that_cannot_be_measured_is_a_sentence_and_an_error_of_its_device()
    {
        await Source(mount => mount == "/run" ? throw new IOException("Permission denied") : default).FileSystems.Survey(default);
        await _bench.Drain();

        Assert.Equal("The file system at /run cannot be measured: Permission denied.", Assert.Single(_bench.Status("host").LastErrors).Text);
        await _bench.Holds([1.0], "node_filesystem_device_error", ("mountpoint", "/run"));
        Assert.Empty(await _bench.Series("node_filesystem_size_bytes", ("mountpoint", "/run")));
        await _bench.Holds([0.0], "node_filesystem_device_error", ("mountpoint", "/"));
    }

    [Fact]
    public async Task A_dead_server_holds_nothing_up_and_is_measured_again_when_it_is_back()
    {
        using var reached = new SemaphoreSlim(0);
        using var back = new ManualResetEventSlim();
        var left = new TaskCompletionSource();
        var calls = 0;
        var source = Source(mount =>
        {
            if (mount == "/mnt/filer" && Interlocked.Increment(ref calls) == 1)
            {
                reached.Release();
                back.Wait();
                left.SetResult();
            }
            return new FileSystemSpace(1000, 400, 300, 64, 32);
        });

        await _bench.Pipeline.StartAsync(default);
        // The survey meets the dead server; the clock passes its patience.
        var survey = source.FileSystems.Survey(default);
        Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(30)));
        await Eventually.True(() =>
        {
            var waits = _bench.Clock.Waiting.Count > 0;
            if (_bench.Status("host").Errors > 0)
                return true;
            if (waits)
                _bench.Clock.Advance(FileSystemSurvey.Patience);
            return false;
        });
        await survey;
        // Surveys that follow leave it out.
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await source.FileSystems.Survey(default);
        Assert.Equal(1, calls);
        // The server answers, and the thread that waited for it ends.
        back.Set();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.True(() =>
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(10));
            source.FileSystems.Survey(default).GetAwaiter().GetResult();
            return Volatile.Read(ref calls) > 1;
        });
        await _bench.Drain();

        Assert.Equal("The file system at /mnt/filer has not answered for 5 s; it is left out until it does.", Assert.Single(_bench.Status("host").LastErrors).Text);
        await _bench.Holds([1000.0], "node_filesystem_size_bytes", ("mountpoint", "/mnt/filer"));
        var errors = await _bench.Values("node_filesystem_device_error", ("mountpoint", "/mnt/filer"));
        Assert.Equal((1.0, 1.0, 0.0), (errors[0], errors[1], errors[^1]));
        Assert.DoesNotContain(await _bench.Values("node_filesystem_size_bytes", ("mountpoint", "/run")), StaleMarker.Is);
    }

    [Fact]
    public async Task A_file_system_that_is_unmounted_ends_its_series()
    {
        var source = Source(_ => new FileSystemSpace(1000, 400, 300, 64, 32));
        await source.FileSystems.Survey(default);
        _kernel.Replace("proc/mounts", "/dev/sda1 /srv/two\\040words xfs ro,relatime,attr2,inode64,noquota 0 0\n", "");
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await source.FileSystems.Survey(default);
        await _bench.Drain();

        Assert.True(StaleMarker.Is((await _bench.Values("node_filesystem_size_bytes", ("mountpoint", "/srv/two words")))[^1]));
        await _bench.Holds([1000, 1000], "node_filesystem_size_bytes", ("mountpoint", "/"));
    }

    [Fact]
    public void The_file_system_this_runs_on_has_a_size()
    {
        var space = FileSystemSpace.Measure(AppContext.BaseDirectory);
        var drive = new DriveInfo(AppContext.BaseDirectory);

        Assert.Equal(drive.TotalSize, space.Size);
        Assert.InRange(space.Available, 0, space.Free);
    }

    [Fact]
    public void What_is_not_there_cannot_be_measured()
    {
        Assert.Throws<IOException>(() => FileSystemSpace.Measure("/nowhere/at/all"));
    }

    public void Dispose()
    {
        _bench.Dispose();
        _kernel.Dispose();
    }

    private HostSource Source(Func<string, FileSystemSpace> measure) =>
        new(new HostOptions { Instance = "node-2", ProcPath = _kernel.Proc, SysPath = _kernel.Sys }, _bench.Pipeline, _bench.Sources, _bench.Clock, NullLogger<HostSource>.Instance, measure);
}
