using Dashboard.Domain.Tracing;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Ingest.Storage.Traces;

/// <summary>
/// Reads spans again after the start, meanwhile and later writes new ones down once a second, and keeps files within their
/// bounds. Starts before the pipeline and stops after it, so that what was taken last is still written.
/// </summary>
public sealed class TraceKeeper(TraceArchive archive, SpanStore spans, TimeProvider time) : BackgroundService
{
    /// <summary>From one write to the next: what a killed process may lose.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(30);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        archive.Open();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var restoring = Task.Run(() => archive.Restore(spans, stoppingToken), stoppingToken);
        var maintained = time.GetTimestamp();
        try
        {
            using var beat = new PeriodicTimer(Interval, time);
            while (await beat.WaitForNextTickAsync(stoppingToken))
            {
                await Task.Run(archive.Flush, stoppingToken);
                if (time.GetElapsedTime(maintained) < Retention)
                    continue;
                maintained = time.GetTimestamp();
                archive.Retain();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last spans are written by StopAsync, once the pipeline has stored them.
        }
        try
        {
            await restoring;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not read yet is still on the disk.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        archive.Flush();
    }
}
