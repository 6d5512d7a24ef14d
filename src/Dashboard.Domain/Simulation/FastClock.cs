namespace Dashboard.Domain.Simulation;

/// <summary>A clock that begins with another one and runs a number of times as fast; its timers with it.</summary>
public sealed class FastClock : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly double _speed;
    private readonly DateTimeOffset _begun;
    private readonly long _stamp;

    /// <param name="real">The clock that it follows.</param>
    /// <param name="speed">How many seconds pass here while one passes there; 1 to 100.</param>
    public FastClock(TimeProvider real, double speed)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentOutOfRangeException.ThrowIfLessThan(speed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, 100);
        (_real, _speed, _begun, _stamp) = (real, speed, real.GetUtcNow(), real.GetTimestamp());
    }

    public override long TimestampFrequency => _real.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _begun + (_real.GetElapsedTime(_stamp) * _speed);

    public override long GetTimestamp() => _stamp + (long)((_real.GetTimestamp() - _stamp) * _speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(_real.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    // A time that is not nought stays so.
    private TimeSpan Real(TimeSpan time) =>
        time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / _speed));

    private sealed class Timer(ITimer real, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
