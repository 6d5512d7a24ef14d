using System.ComponentModel.DataAnnotations;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Host;
using Microsoft.Extensions.Logging.Abstractions;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class HostSourceTests : IDisposable
{
    private readonly FakeKernel _old = new("linux-4.19");
    private readonly FakeKernel _new = new("linux-6.18");
    private readonly IngestBench _bench = new();

    [Fact]
    public async Task Counters_come_under_the_names_and_labels_of_node_exporter()
    {
        var source = Source(_old);
        await Collect(source);
        await _bench.Drain();

        await _bench.Holds([25350.42], "node_cpu_seconds_total", ("cpu", "0"), ("mode", "user"), ("job", "node"), ("instance", "node-2"));
        await _bench.Holds([0.03], "node_cpu_guest_seconds_total", ("cpu", "0"), ("mode", "nice"));
        await _bench.Holds([16_265_508 * 1024.0], "node_memory_MemTotal_bytes");
        await _bench.Holds([3_604_664 * 1024.0], "node_memory_Active_anon_bytes");
        await _bench.Holds([16.0], "node_memory_HugePages_Total");
        await _bench.Holds([0.92], "node_load5");
        await _bench.Holds([1_571_303_932.0], "node_boot_time_seconds");
        await _bench.Holds([1_294_721.0], "node_forks_total");
        await _bench.Holds([61_223_810 * 512.0], "node_disk_read_bytes_total", ("device", "sda"));
        await _bench.Holds([2938.841], "node_disk_io_time_seconds_total", ("device", "sda"));
        await _bench.Holds([348.0], "node_network_receive_drop_total", ("device", "eno1"));
        await _bench.Holds([2.0], "node_network_transmit_carrier_total", ("device", "eno1"));
        await _bench.Holds([1.25e9], "node_network_speed_bytes", ("device", "eno1"));
        await _bench.Holds([4099.0], "node_network_flags", ("device", "eno1"));
        await _bench.Holds([1.0], "node_network_info", ("device", "eno1"), ("operstate", "up"), ("duplex", "full"), ("ifalias", "uplink"), ("address", "02:00:00:00:01:01"));
        await _bench.Holds([227.0], "node_netstat_Tcp_RetransSegs");
        await _bench.Holds([7.0], "node_netstat_TcpExt_SyncookiesSent");
        await _bench.Holds([17.0], "node_sockstat_TCP_alloc");
        await _bench.Holds([1.0 * Environment.SystemPageSize], "node_sockstat_TCP_mem_bytes");
        await _bench.Holds([1.0], "node_tcp_connection_states", ("state", "close_wait"));
        await _bench.Holds([0.0], "node_tcp_connection_states", ("state", "closing"));
        await _bench.Holds([1.0], "node_uname_info", ("nodename", "node-2"), ("release", "4.19.0-27-amd64"), ("sysname", "Linux"));
        await _bench.Holds([_bench.Now / 1000.0], "node_time_seconds");
    }

    [Fact]
    public async Task What_node_exporter_leaves_out_is_left_out()
    {
        await Collect(Source(_old));
        await _bench.Drain();

        var disks = (await _bench.Series("node_disk_io_now")).Select(s => s.Labels.Get("device")).Order();
        Assert.Equal(["dm-0", "nvme0n1", "sda"], disks);
        Assert.Empty(await _bench.Series("node_network_carrier", ("device", "eno2"))); // administratively down
        Assert.Empty(await _bench.Series("node_network_speed_bytes", ("device", "lo")));
        Assert.Empty(await _bench.Series("node_disk_flush_requests_total"));
        Assert.Empty(await _bench.Series("node_netstat_Udp_InCsumErrors"));
    }

    [Fact]
    public async Task A_new_kernel_is_read_as_well_as_an_old_one()
    {
        var source = Source(_new);
        await Collect(source);
        await _bench.Drain();

        await _bench.Holds([4123.0], "node_disk_flush_requests_total", ("device", "vda"));
        Assert.Empty(await _bench.Series("node_network_speed_bytes", ("device", "eth0"))); // -1
        Assert.Single(await _bench.Series("node_netstat_Udp6_InErrors"));
        await _bench.Holds([1.0], "node_tcp_connection_states", ("state", "time_wait")); // from tcp6
        Assert.Empty(_bench.Status("host").LastErrors);
        Assert.Equal(SourceState.Active, _bench.Status("host").State);
    }

    [Fact]
    public async Task Counters_stay_totals_and_their_octets_are_counted()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Replace("proc/net/dev", "9348273645182", "9348273999999");
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        await _bench.Holds([9348273645182, 9348273999999], "node_network_receive_bytes_total", ("device", "eno1"));
        Assert.InRange(_bench.Status("host").Bytes, 10_000, 20_000);
    }

    [Fact]
    public async Task An_idle_time_that_steps_back_a_little_stands_still_and_one_that_starts_anew_does_not()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Replace("proc/stat", "cpu0 2535042 72674 771180 11707121", "cpu0 2535042 72674 771180 11707111");
        Advance(1);
        await source.Fast.Collect(default);
        _old.Replace("proc/stat", "cpu0 2535042 72674 771180 11707111", "cpu0 2535042 72674 771180 500");
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        await _bench.Holds([117071.21, 117071.21, 5], "node_cpu_seconds_total", ("cpu", "0"), ("mode", "idle"));
    }

    [Fact]
    public async Task An_interface_that_goes_down_and_comes_back_is_two_events_and_the_first_reading_is_none()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Write("sys/class/net/eno1/operstate", "down\n");
        Advance(1);
        await source.Fast.Collect(default);
        _old.Write("sys/class/net/eno1/operstate", "up\n");
        Advance(1);
        await source.Fast.Collect(default);
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        Assert.Collection(_bench.Events.NewestFirst,
            up =>
            {
                Assert.Equal(("node-2 eno1", "link-up", PerceivedSeverity.Cleared), (up.ManagedObject, up.EventType, up.Severity));
                Assert.Equal("Interface eno1 of node-2 went up: its operational state is \"up\", it was \"down\".", up.Text);
            },
            down => Assert.Equal(("node-2 eno1", "link-down", PerceivedSeverity.Major), (down.ManagedObject, down.EventType, down.Severity)));
        await _bench.Holds([1, 0, 1, 1], "node_network_up", ("device", "eno1"));
    }

    [Fact]
    public async Task A_label_that_changes_ends_the_series_that_had_the_old_value()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Write("sys/class/net/eno1/operstate", "dormant\n");
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        var ended = await _bench.Values("node_network_info", ("device", "eno1"), ("operstate", "up"));
        Assert.Equal(2, ended.Length);
        Assert.True(StaleMarker.Is(ended[1]));
        await _bench.Holds([1.0], "node_network_info", ("device", "eno1"), ("operstate", "dormant"));
    }

    [Fact]
    public async Task An_interface_that_disappears_gets_one_stale_marker_in_each_series()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Replace("proc/net/dev", "  eno1: 9348273645182 8273645120   12  348    0     7          0  9283746 1827364518273 5182736451    0    0    0     0       2          0\n", "");
        for (var beat = 0; beat < 3; beat++)
        {
            Advance(1);
            await source.Fast.Collect(default);
        }
        await _bench.Drain();

        var series = (await _bench.Cache.Select([new LabelMatcher("device", MatchType.Equal, "eno1")], 0, long.MaxValue, default, default)).ToList();
        Assert.True(series.Count > 20);
        Assert.All(series, each =>
        {
            var columns = new SampleColumns();
            each.Read(0, long.MaxValue, columns);
            Assert.Equal([false, true], columns.Values.ToArray().Select(StaleMarker.Is));
        });
        Assert.Empty(_bench.Events.NewestFirst);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_sentence_and_the_rest_arrives()
    {
        _new.MakeUnreadable("proc/meminfo");
        var source = Source(_new);
        await source.Fast.Collect(default);
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        var error = Assert.Single(_bench.Status("host").LastErrors);
        Assert.StartsWith($"{_new.Proc}/meminfo cannot be read: ", error.Text);
        Assert.Equal(2, error.Times);
        Assert.Equal(SourceState.Active, _bench.Status("host").State);
        Assert.Empty(await _bench.Series("node_memory_MemTotal_bytes"));
        Assert.Equal(2, (await _bench.Values("node_load1")).Length);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_reported_once()
    {
        var source = Source(_old);
        for (var beat = 0; beat < 200; beat++)
        {
            await source.Fast.Collect(default);
            Advance(1);
        }

        Assert.Equal(
            [$"{_old.Proc}/net/snmp6 does not exist on this machine; what it would tell is left out.", $"{_old.Proc}/net/sockstat6 does not exist on this machine; what it would tell is left out."],
            _bench.Status("host").LastErrors.Select(e => e.Text).Order());
        Assert.Equal(2, _bench.Status("host").Errors);
    }

    [Fact]
    public async Task A_file_that_appears_later_is_found_within_a_minute()
    {
        var source = Source(_old);
        await source.Fast.Collect(default);
        _old.Write("proc/net/snmp6", "Udp6InErrors 5\n");
        Advance(59);
        await source.Fast.Collect(default);
        Advance(1);
        await source.Fast.Collect(default);
        await _bench.Drain();

        await _bench.Holds([5.0], "node_netstat_Udp6_InErrors");
    }

    [Fact]
    public async Task A_line_that_makes_no_sense_is_a_sentence_and_the_other_lines_arrive()
    {
        _old.Replace("proc/net/dev", "83746518  192837", "83746518  lots");
        await Source(_old).Fast.Collect(default);
        await _bench.Drain();

        Assert.Contains($"{_old.Proc}/net/dev: line 5 is not an interface with sixteen counters.", _bench.Status("host").LastErrors.Select(e => e.Text));
        Assert.Single(await _bench.Series("node_network_receive_bytes_total", ("device", "eno1")));
    }

    [Fact]
    public async Task A_machine_that_tells_nothing_at_all_is_in_error()
    {
        var source = Source(new HostOptions { Instance = "node-3", ProcPath = Path.Combine(_new.Proc, "nothing"), SysPath = _new.Sys });
        await source.Fast.Collect(default);
        await _bench.Drain();

        Assert.Equal(SourceState.Error, _bench.Status("host").State);
        Assert.Equal(0, _bench.Status("host").Records);
    }

    [Fact]
    public async Task More_connections_than_are_counted_are_said_once_and_no_part_of_them_is_counted()
    {
        var source = Source(new HostOptions { Instance = "node-2", ProcPath = _old.Proc, SysPath = _old.Sys, TcpConnections = 4 });
        await source.Slow.Collect(default);
        await source.Slow.Collect(default);
        await _bench.Drain();

        var error = Assert.Single(_bench.Status("host").LastErrors);
        Assert.Contains("holds more than 4 connections", error.Text);
        Assert.Equal(1, error.Times);
        Assert.Empty(await _bench.Series("node_tcp_connection_states"));
    }

    [Fact]
    public async Task The_steady_state_allocates_next_to_nothing()
    {
        var source = Source(_new);
        for (var beat = 0; beat < 30; beat++)
            Assert.True(source.Fast.Collect(default).AsTask().IsCompletedSuccessfully);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var beat = 0; beat < 100; beat++)
            Assert.True(source.Fast.Collect(default).AsTask().IsCompletedSuccessfully);

        // Nobody drains the queue here, so that each batch also costs an array that the pool had to make: 256 samples of 24 octets.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, (256 * 24) + 512);
        await _bench.Drain();
    }

    [Fact]
    public async Task The_clock_sets_the_pace()
    {
        var store = new ProbeStore(TelemetryKind.Metric);
        using var bench = new IngestBench(stores: _ => [store]);
        using var stop = new CancellationTokenSource();
        await bench.Pipeline.StartAsync(default);
        var start = bench.Now;
        var run = Source(bench).Run(stop.Token);

        Assert.Equal(start, (await store.Next(IsFast)).Timestamp);
        for (var beat = 1; beat <= 3; beat++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(start + (beat * 1000), (await store.Next(IsFast)).Timestamp);
        }
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Empty(bench.Clock.Waiting);
    }

    [Fact]
    public async Task Beats_that_come_while_a_reading_is_held_up_are_skipped()
    {
        using var open = new ManualResetEventSlim(initialState: true);
        using var stop = new CancellationTokenSource();
        var held = 0;
        var store = new ProbeStore(TelemetryKind.Metric);
        using var bench = new IngestBench(stores: _ => [store]);
        await bench.Pipeline.StartAsync(default);
        var run = Source(bench).Run(stop.Token);
        for (var firsts = 0; firsts < 3; firsts++)
            await store.Next();
        store.OnStore = _ =>
        {
            Interlocked.Increment(ref held);
            open.Wait();
        };

        open.Reset();
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.True(() => Volatile.Read(ref held) == 1);
        var before = bench.Now;
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        open.Set();
        await store.Next(d => d.Timestamp == before + 5000);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await bench.Drain();

        Assert.Equal([before + 5000], store.Stored.Select(d => d.Timestamp).Where(t => t > before));
    }

    [Fact]
    public async Task A_source_that_is_switched_off_says_which_setting_did_it()
    {
        await Source(new HostOptions { Enabled = false }).Run(default);

        Assert.Equal((SourceState.Inactive, "switched off by Noc:Sources:Host:Enabled"), (_bench.Status("host").State, _bench.Status("host").Reason));
    }

    [Fact]
    public void A_pattern_that_cannot_be_used_is_named_with_its_key()
    {
        var options = new HostOptions { IgnoredDisks = "(" };
        var results = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true));
        Assert.StartsWith("Noc:Sources:Host:IgnoredDisks is not a regular expression that can be used: ", Assert.Single(results).ErrorMessage);
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        var options = new HostOptions();

        Assert.True(Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true));
    }

    public void Dispose()
    {
        _bench.Dispose();
        _old.Dispose();
        _new.Dispose();
    }

    private static async Task Collect(HostSource source)
    {
        await source.Fast.Collect(default);
        await source.Slow.Collect(default);
    }

    private HostSource Source(FakeKernel kernel) =>
        Source(new HostOptions { Instance = kernel == _old ? "node-2" : "node-1", ProcPath = kernel.Proc, SysPath = kernel.Sys });

    private HostSource Source(HostOptions options) =>
        new(options, _bench.Pipeline, _bench.Sources, _bench.Clock, NullLogger<HostSource>.Instance, _ => new FileSystemSpace(100, 50, 40, 10, 5));

    private HostSource Source(IngestBench bench) => new(
        new HostOptions { ProcPath = _new.Proc, SysPath = _new.Sys }, bench.Pipeline, bench.Sources, bench.Clock,
        NullLogger<HostSource>.Instance, _ => new FileSystemSpace(100, 50, 40, 10, 5));

    private static bool IsFast(ProbeStore.Delivery delivery) => delivery.Count > 100;

    private void Advance(int seconds) => _bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
