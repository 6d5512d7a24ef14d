using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage;

/// <summary>
/// Takes every stored sample along to the history: they wait in one of two buffers, and every ten seconds, or when the
/// buffer is full, the buffers change places and the history writes the full one. A history that is slower than its
/// sources holds them back; one that fails is tried again, and holds back nobody.
/// </summary>
/// <remarks>Costs a sample on its way in one copy of 24 octets, under a lock that is taken once a batch.</remarks>
public sealed class HistoryRecorder : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly IHistory _history;
    private readonly TimeSeriesCache _cache;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HistoryRecorder> _log;
    private readonly object _gate = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private MetricSample[] _filling; // bound: half of HistoryOptions.WaitingSamples
    private MetricSample[] _writing; // bound: as _filling
    private int _count;
    private int _unwritten;
    private bool _failing;
    private bool _ended;
    private long _taken;
    private long _durable;
    private long _lost;
    private long _lastWritten;
    private volatile string _problem = "";

    public HistoryRecorder(IHistory history, TimeSeriesCache cache, HistoryOptions options, TimeProvider time, IngestMetrics metrics, ILogger<HistoryRecorder> log)
    {
        (_history, _cache, _options, _time, _log) = (history, cache, options, time, log);
        _filling = new MetricSample[options.WaitingSamples / 2];
        _writing = new MetricSample[options.WaitingSamples / 2];
        _lastWritten = time.GetTimestamp();
        metrics.ObserveTotal("noc_history_samples_written", "Samples that the history has taken over durably.", () => Durable);
        metrics.ObserveTotal("noc_history_samples_lost", "Samples that went to the cache alone because the history failed.", () => Lost);
        metrics.Observe("noc_history_waiting_samples", "Samples that wait for the history.", () => Waiting);
        metrics.Observe("noc_history_age_seconds", "Time since the history last took samples over.", () => Age.TotalSeconds);
        metrics.Observe("noc_history_failing", "1 while the history cannot be written to.", () => Problem.Length > 0 ? 1 : 0);
    }

    /// <summary>Samples that survive the end of the process, counted since the start.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Samples that were taken along since the start; once <see cref="Durable"/> has come to what this is now, all of them survive.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Samples that the history did not get because it failed for too long.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Samples that wait.</summary>
    public int Waiting => Volatile.Read(ref _count);

    /// <summary>Samples that may wait, before they are written or while they are.</summary>
    public int Capacity => _filling.Length + _writing.Length;

    /// <summary>How long ago everything that had come was durable.</summary>
    public TimeSpan Age => _time.GetElapsedTime(Volatile.Read(ref _lastWritten));

    /// <summary>Why the history cannot be written to; empty while it can.</summary>
    public string Problem => _problem;

    /// <summary>Takes samples along. Waits while both buffers are full and the history is at work; never while it fails.</summary>
    public void Append(ReadOnlySpan<MetricSample> samples)
    {
        while (!samples.IsEmpty)
        {
            lock (_gate)
            {
                while (_count == _filling.Length && !_failing && !_ended)
                    Monitor.Wait(_gate);
                var taken = Math.Min(samples.Length, _filling.Length - _count);
                if (taken == 0)
                {
                    Volatile.Write(ref _lost, _lost + samples.Length);
                    return;
                }
                samples[..taken].CopyTo(_filling.AsSpan(_count));
                Volatile.Write(ref _count, _count + taken);
                Volatile.Write(ref _taken, _taken + taken);
                samples = samples[taken..];
                if (_count == _filling.Length && _filled.CurrentCount == 0)
                    _filled.Release();
            }
        }
    }

    /// <summary>Opens the history before the sources start, so that the cache has its past when the first of them delivers.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _cache.CompleteFrom = await _history.Open(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Writes until the host stops; what waits then is still written, once.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var maintenance = Maintain(stopping.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await WaitForSamples(stoppingToken);
                Swap();
                for (var retry = RetryAfter; !await TryWrite(stoppingToken); retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry)
                    await Task.Delay(retry, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last samples are written by StopAsync, once the pipeline has stored them.
        }
        finally
        {
            await stopping.CancelAsync();
            await maintenance;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
        if (!await TryWrite(cancellationToken))
            return;
        Swap();
        await TryWrite(cancellationToken);
    }

    public override void Dispose()
    {
        _filled.Dispose();
        base.Dispose();
    }

    private async Task Maintain(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => _history.Maintain(cancellationToken), cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                IngestLog.MaintenanceFailed(_log, e, LongestRetry);
            }
            catch (OperationCanceledException)
            {
                // The condition of the loop says whether that was meant for it.
            }
            await Task.Delay(LongestRetry, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitForSamples(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(_options.FlushInterval, _time, enough.Token), _filled.WaitAsync(enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Lets the buffers change places; the one that was written is empty by now.</summary>
    private void Swap()
    {
        lock (_gate)
        {
            (_filling, _writing) = (_writing, _filling);
            _unwritten = _count;
            Volatile.Write(ref _count, 0);
            Monitor.PulseAll(_gate);
        }
    }

    private async Task<bool> TryWrite(CancellationToken cancellationToken)
    {
        try
        {
            if (_unwritten > 0)
                await _history.Write(_writing.AsMemory(0, _unwritten), cancellationToken);
            Volatile.Write(ref _durable, _durable + _unwritten);
            Volatile.Write(ref _lastWritten, _time.GetTimestamp());
            _unwritten = 0;
            SetFailing("");
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong with the history, the screens go on.
            if (_problem.Length == 0)
                IngestLog.HistoryFailed(_log, e);
            SetFailing(e.Message);
            return false;
        }
    }

    private void SetFailing(string problem)
    {
        _problem = problem;
        lock (_gate)
        {
            _failing = problem.Length > 0;
            Monitor.PulseAll(_gate);
        }
    }
}
