namespace Dashboard.Ingest.Tests;

public sealed class AsyncSignalTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly AsyncSignal _signal = new();
    private readonly FakeClock _time = new();

    [Fact]
    public async Task What_was_set_while_nobody_waited_ends_the_next_wait_and_only_that()
    {
        _signal.Set();
        _signal.Set();
        await _signal.Wait(Minute, _time, CancellationToken.None);

        Assert.False(_signal.Wait(Minute, _time, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_set()
    {
        var wait = _signal.Wait(Minute, _time, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        _signal.Set();
        await wait;
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_is_over()
    {
        var wait = _signal.Wait(Minute, _time, CancellationToken.None);
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await wait;
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_says_so()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _signal.Wait(Minute, _time, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
