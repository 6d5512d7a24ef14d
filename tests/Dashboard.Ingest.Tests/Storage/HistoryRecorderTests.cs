using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage;

public sealed class HistoryRecorderTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly Ledger _ledger = new();
    private readonly TimeSeriesCache _cache;
    private readonly IngestMetrics _metrics = new();
    private readonly HistoryRecorder _recorder;

    public HistoryRecorderTests()
    {
        _cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), _clock);
        _recorder = new HistoryRecorder(_ledger, _cache, new HistoryOptions { WaitingSamples = 2048 }, _clock, _metrics, NullLogger<HistoryRecorder>.Instance);
    }

    [Fact]
    public async Task The_cache_learns_at_the_start_from_when_on_it_has_everything()
    {
        _ledger.CompleteFrom = 1234;
        await _recorder.StartAsync(default);
        Assert.Equal(1234, _cache.CompleteFrom);
        await _recorder.StopAsync(default);
    }

    [Fact]
    public async Task Samples_are_durable_after_the_interval()
    {
        await Start();
        _recorder.Append(Samples(0, 3));
        Assert.Equal((3, 0L), (_recorder.Waiting, _recorder.Durable));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.True(() => _recorder.Durable == 3);
        Assert.Equal([0, 1, 2], _ledger.Written);
        Assert.Equal((0, TimeSpan.Zero), (_recorder.Waiting, _recorder.Age));
    }

    [Fact]
    public async Task A_full_buffer_is_written_before_the_interval_is_over()
    {
        await Start();
        _recorder.Append(Samples(0, 1500));
        await Eventually.True(() => _recorder.Durable == 1024);
        Assert.Equal(476, _recorder.Waiting);
    }

    [Fact]
    public async Task A_history_that_is_slow_holds_its_sources_back_and_loses_nothing()
    {
        await Start();
        _ledger.Gate = new TaskCompletionSource();
        var appended = Task.Run(() => _recorder.Append(Samples(0, 5000)));
        await Eventually.True(() => _ledger.IsWriting && _recorder.Waiting == 1024);
        Assert.False(appended.IsCompleted);
        _ledger.Gate.SetResult();
        await appended.WaitAsync(TimeSpan.FromSeconds(30));
        await _recorder.StopAsync(default);
        Assert.Equal(Enumerable.Range(0, 5000), _ledger.Written);
        Assert.Equal((5000L, 0L), (_recorder.Durable, _recorder.Lost));
    }

    [Fact]
    public async Task A_history_that_fails_holds_nobody_back_and_what_it_misses_is_counted()
    {
        await Start();
        _ledger.Failure = "no space left";
        _recorder.Append(Samples(0, 10));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.True(() => _recorder.Problem == "no space left");
        _recorder.Append(Samples(10, 2000));
        Assert.Equal((1024, 976L), (_recorder.Waiting, _recorder.Lost));

        _ledger.Failure = null;
        await Eventually.True(() => _clock.Waiting.Count > 0);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.True(() => _recorder.Problem.Length == 0);
        await _recorder.StopAsync(default);
        Assert.Equal(Enumerable.Range(0, 1034), _ledger.Written);
    }

    [Fact]
    public async Task What_waits_when_the_program_ends_is_written_and_so_is_what_could_not_be_before()
    {
        await Start();
        _ledger.Failure = "away";
        _recorder.Append(Samples(0, 5));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.True(() => _recorder.Problem.Length > 0);
        _recorder.Append(Samples(5, 5));
        _ledger.Failure = null;
        await _recorder.StopAsync(default);
        Assert.Equal(Enumerable.Range(0, 10), _ledger.Written);
        Assert.True(_ledger.MaintenanceEnded);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Starts, and waits until the recorder waits for samples.</summary>
    private async Task Start()
    {
        await _recorder.StartAsync(default);
        await Eventually.True(() => _clock.Waiting.Count > 0);
    }

    private static MetricSample[] Samples(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new MetricSample(new SeriesRef(1), i, i))];

    /// <summary>A history on paper.</summary>
    private sealed class Ledger : IHistory
    {
        public List<int> Written { get; } = [];

        public long CompleteFrom { get; set; } = long.MinValue;

        public string? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public bool IsWriting { get; private set; }

        public bool MaintenanceEnded { get; private set; }

        public Task<long> Open(CancellationToken cancellationToken) => Task.FromResult(CompleteFrom);

        public async ValueTask Write(ReadOnlyMemory<MetricSample> samples, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw new IOException(Failure);
            IsWriting = true;
            await (Gate?.Task ?? Task.CompletedTask);
            foreach (var sample in samples.ToArray())
                Written.Add((int)sample.Value);
            IsWriting = false;
        }

        public async Task Maintain(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            MaintenanceEnded = true;
        }

        public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken) => new([]);
    }
}
