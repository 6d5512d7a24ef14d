namespace Dashboard.Ingest.Tests;

/// <summary>Waits for what a source brings about with a peer outside, while the bench's clock runs four times as fast as the true one.</summary>
internal static class Pace
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    public static async Task Until(Func<bool> condition, IngestBench bench, Task running, string source)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(120))
                throw new TimeoutException(string.Join('\n', bench.Status(source).LastErrors.Select(e => e.Text)));
            // Not as fast as it can: a peer would be too slow for the clock.
            await Task.Delay(Tick, TimeProvider.System);
            bench.Clock.Advance(Tick * 4);
            if (running.IsCompleted)
                await running;
        }
    }
}
