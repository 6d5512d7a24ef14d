using System.Diagnostics.Metrics;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Self;

namespace Dashboard.Ingest.Tests.Sources.Self;

public sealed class SelfSourceTests : IDisposable
{
    private readonly IngestBench _bench = new();

    [Fact]
    public async Task Own_metrics_are_in_the_cache_with_the_job_and_the_instance()
    {
        var name = $"Test.{Guid.NewGuid():N}";
        using var meter = new Meter(name);
        using var registry = new MeterRegistry(each => each == name, 100);
        var calls = meter.CreateCounter<int>("calls");
        var source = Source(registry);
        calls.Add(2, new KeyValuePair<string, object?>("caller", "x"));
        await source.Collect(default);
        calls.Add(3, new KeyValuePair<string, object?>("caller", "x"));
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await source.Collect(default);
        meter.Dispose();
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await source.Collect(default);
        await _bench.Drain();

        var values = await _bench.Values("calls_total", ("caller", "x"), ("job", "noc-dashboard"), ("instance", "noc-1"));
        Assert.Equal([2, 5], values[..2]);
        Assert.True(StaleMarker.Is(values[2]));
        Assert.Equal(SourceState.Active, _bench.Status("self").State);
    }

    [Fact]
    public async Task The_process_and_the_way_in_are_among_them()
    {
        using var registry = new MeterRegistry();
        _bench.Register("probe").Failed("The door is shut.");
        await Source(registry).Collect(default);
        await _bench.Drain();

        Assert.InRange((await _bench.Values("process_cpu_seconds_total"))[0], 0.001, 1e6);
        Assert.InRange((await _bench.Values("process_resident_memory_bytes"))[0], 1e6, 1e12);
        Assert.InRange((await _bench.Values("process_open_fds"))[0], 3, 1e6);
        Assert.InRange((await _bench.Values("process_start_time_seconds"))[0], 1.7e9, 1e10);
        Assert.InRange((await _bench.Values("network_telemetry_errors_total", ("source", "probe")))[0], 1, 1e6);
        Assert.NotEmpty(await _bench.Series("dotnet_gc_collections_total"));
    }

    [Fact]
    public async Task A_source_that_is_switched_off_says_which_setting_did_it()
    {
        using var registry = new MeterRegistry(static _ => false, 1);
        var source = new SelfSource(new SelfOptions { Enabled = false }, registry, _bench.Pipeline, _bench.Sources, _bench.Clock);
        await source.Run(default);

        Assert.Equal("switched off by Noc:Sources:Self:Enabled", _bench.Status("self").Reason);
    }

    public void Dispose() => _bench.Dispose();

    private SelfSource Source(MeterRegistry registry) =>
        new(new SelfOptions { Instance = "noc-1" }, registry, _bench.Pipeline, _bench.Sources, _bench.Clock);
}
