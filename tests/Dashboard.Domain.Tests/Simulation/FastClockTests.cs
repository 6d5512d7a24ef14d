using Dashboard.Domain.Simulation;

namespace Dashboard.Domain.Tests.Simulation;

public sealed class FastClockTests
{
    private readonly FakeClock _real = new();

    [Fact]
    public void It_begins_with_the_real_clock_and_runs_as_many_times_as_fast()
    {
        var clock = new FastClock(_real, 60);
        var (begun, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        Assert.Equal(_real.GetUtcNow(), begun);

        _real.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMinutes(2), clock.GetUtcNow() - begun);
        Assert.Equal(TimeSpan.FromMinutes(2), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Its_timers_fire_by_its_own_time()
    {
        var clock = new FastClock(_real, 10);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));

        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, fired);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, fired);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(101)]
    public void It_runs_1_to_100_times_as_fast(double speed) => Assert.Throws<ArgumentOutOfRangeException>(() => new FastClock(_real, speed));
}
