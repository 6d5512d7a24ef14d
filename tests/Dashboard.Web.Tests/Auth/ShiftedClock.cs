namespace Dashboard.Web.Tests.Auth;

/// <summary>
/// A clock that stands still until a test moves it on. Timers run on the real one. It begins far ahead of the real one,
/// since a browser lets go of cookies by its own clock.
/// </summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2100, 1, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
