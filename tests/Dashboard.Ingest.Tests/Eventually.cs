namespace Dashboard.Ingest.Tests;

/// <summary>Waits for what other threads bring about, without sleeping.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
