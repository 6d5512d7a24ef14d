using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources;

public sealed class SourceRunnerTests : IDisposable
{
    private readonly IngestBench _bench = new();

    [Fact]
    public async Task A_source_that_fails_is_run_again_after_a_pause_that_doubles_up_to_a_minute()
    {
        var source = new FragileSource(_bench, _ => throw new IOException("The cable is cut."));
        using var runner = Runner(source);
        await runner.StartAsync(default);
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            await Eventually.True(() => _bench.Clock.Waiting is [var pause] && pause == TimeSpan.FromSeconds(seconds));
            _bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        await Eventually.True(() => source.Runs == 9);
        await runner.StopAsync(default);

        Assert.Equal("The cable is cut.", Assert.Single(_bench.Status("test").LastErrors).Text);
        Assert.Equal(SourceState.Error, _bench.Status("test").State);
    }

    [Fact]
    public async Task A_source_that_ran_for_long_starts_again_with_the_first_pause()
    {
        var source = new FragileSource(_bench, async stop =>
        {
            await Task.Delay(TimeSpan.FromMinutes(2), _bench.Clock, stop);
            throw new IOException("The cable is cut.");
        });
        using var runner = Runner(source);
        await runner.StartAsync(default);
        for (var round = 0; round < 3; round++)
        {
            await Eventually.True(() => _bench.Clock.Waiting is [var run] && run == TimeSpan.FromMinutes(2));
            _bench.Clock.Advance(TimeSpan.FromMinutes(2));
            await Eventually.True(() => _bench.Clock.Waiting is [var pause] && pause == TimeSpan.FromSeconds(1));
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task A_source_that_ends_by_itself_is_left_in_peace_and_the_others_go_on()
    {
        var other = new FragileSource(_bench, stop => Task.Delay(Timeout.InfiniteTimeSpan, _bench.Clock, stop), "other");
        var source = new FragileSource(_bench, _ => Task.CompletedTask);
        using var runner = Runner(source, other);
        await runner.StartAsync(default);
        await Eventually.True(() => source.Runs == 1 && other.Runs == 1);
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        await runner.StopAsync(default);

        Assert.Equal((1, 1), (source.Runs, other.Runs));
        Assert.Equal(0, _bench.Status("test").Errors);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_pause()
    {
        var source = new FragileSource(_bench, _ => throw new IOException("The cable is cut."));
        using var runner = Runner(source);
        await runner.StartAsync(default);
        await Eventually.True(() => _bench.Clock.Waiting.Count == 1);

        await runner.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(_bench.Clock.Waiting);
    }

    public void Dispose() => _bench.Dispose();

    private SourceRunner Runner(params ITelemetrySource[] sources) => new(sources, _bench.Clock, NullLogger<SourceRunner>.Instance);

    private sealed class FragileSource : ITelemetrySource
    {
        private readonly Func<CancellationToken, Task> _run;
        private int _runs;

        public FragileSource(IngestBench bench, Func<CancellationToken, Task> run, string id = "test")
        {
            _run = run;
            Meter = bench.Register(id);
        }

        public SourceDescription Description => Meter.Description;

        public SourceMeter Meter { get; }

        public int Runs => Volatile.Read(ref _runs);

        public Task Run(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            return _run(cancellationToken);
        }
    }
}
