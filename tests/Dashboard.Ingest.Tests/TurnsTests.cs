namespace Dashboard.Ingest.Tests;

public sealed class TurnsTests
{
    [Fact]
    public async Task No_more_is_under_way_at_a_time_than_is_said_and_who_stops_waiting_takes_no_turn()
    {
        using var turns = new Turns(2);
        using var go = new SemaphoreSlim(0);
        using var impatient = new CancellationTokenSource();
        var gate = new Lock();
        var (now, most, done) = (0, 0, 0);
        int Work()
        {
            lock (gate)
                most = Math.Max(most, ++now);
            go.Wait();
            lock (gate)
            {
                now--;
                return ++done;
            }
        }

        var all = Enumerable.Range(0, 6).Select(_ => turns.Take(Work, CancellationToken.None)).ToArray();
        await Eventually.True(() => Volatile.Read(ref now) == 2);
        var left = turns.Take(Work, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        go.Release(7);
        await Task.WhenAll(all);

        Assert.Equal((6, 2), (done, most));
        // A turn whose work fails is given back.
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => turns.Take<int>(static () => throw new InvalidOperationException(), CancellationToken.None));
        Assert.Equal(7, await turns.Take(Work, CancellationToken.None));
    }
}
