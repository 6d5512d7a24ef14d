namespace Dashboard.Ingest.Tests;

/// <summary>Waits for what other threads bring about: looks at once and often, then every millisecond, so that it takes nothing from those it waits for.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var looks = 0; !condition(); looks++)
        {
            if (looks < 100)
                await Task.Yield();
            else
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
        }
    }
}
