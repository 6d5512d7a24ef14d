using Microsoft.Extensions.Hosting;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// Writes lines down once a second, or earlier where many have come, and keeps them within their bounds. Starts before the
/// pipeline and stops after it, so that what was taken last is still written.
/// </summary>
public sealed class LogKeeper : BackgroundService
{
    /// <summary>From one write to the next: what a killed process may lose.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(30);

    // As many blocks as one change takes.
    private const int Many = 32;

    private readonly LogArchive _archive;
    private readonly TimeProvider _time;
    private readonly AsyncSignal _much = new();

    public LogKeeper(LogArchive archive, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(archive);
        (_archive, _time) = (archive, time);
        archive.BlockSealed = Wake;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _archive.Open();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var maintained = _time.GetTimestamp();
        try
        {
            while (true)
            {
                // A disk that fails is not tried more often for there being much to write.
                await (_archive.Problem.Length > 0 ? Task.Delay(Interval, _time, stoppingToken) : _much.Wait(Interval, _time, stoppingToken));
                await _archive.Flush(stoppingToken);
                if (_time.GetElapsedTime(maintained) < Retention)
                    continue;
                maintained = _time.GetTimestamp();
                await _archive.Maintain(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last lines are written by StopAsync, once the pipeline has stored them.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _archive.End();
        await _archive.Flush(cancellationToken);
        await _archive.Maintain(cancellationToken);
    }

    public override void Dispose()
    {
        _archive.BlockSealed = null;
        base.Dispose();
    }

    private void Wake()
    {
        if (_archive.Waiting >= Many)
            _much.Set();
    }
}
