using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources;

/// <summary>Runs every source until the host stops, and runs one again that fell over: after 1 s, then twice as long each time, up to 1 min.</summary>
public sealed class SourceRunner(IEnumerable<ITelemetrySource> sources, TimeProvider time, ILogger<SourceRunner> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(sources.Select(source => Task.Run(() => KeepRunning(source, stoppingToken), stoppingToken)));

    private async Task KeepRunning(ITelemetrySource source, CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                IngestLog.SourceStarted(log, source.Description.Id);
                await source.Run(stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                source.Meter.Failed(e.Message);
                if (time.GetElapsedTime(started) > LongestPause)
                    pause = FirstPause;
                IngestLog.SourceFailed(log, e, source.Description.Id, pause);
            }
            try
            {
                await Task.Delay(pause, time, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
