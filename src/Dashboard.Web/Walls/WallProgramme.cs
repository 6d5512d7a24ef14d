using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Walls;

/// <summary>
/// What a wall is to show at a moment: the dashboards of its playlist in turn, or what a fresh critical alarm puts before
/// them until it is cleared or its time has passed.
/// </summary>
public sealed class WallProgramme(WallDefinition wall, DateTimeOffset start)
{
    /// <summary>How long before its turn a dashboard is made ready.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(4);

    private int _at;
    private DateTimeOffset _since = start;

    /// <summary>The slug of the dashboard to show; empty for the list of alarms.</summary>
    public string Showing => InterruptedBy is null ? wall.Stops[_at].Slug : wall.Interrupt!;

    /// <summary>The slug of the dashboard to make ready; null for none.</summary>
    public string? Preparing { get; private set; }

    /// <summary>The alarm that keeps the playlist away; null where none does.</summary>
    public Alarm? InterruptedBy { get; private set; }

    /// <summary>Looks at the clock and at the open alarms, worst first; what somebody has acknowledged does not interrupt.</summary>
    public void Look(DateTimeOffset now, IReadOnlyList<Alarm> active)
    {
        var interrupted = wall.Interrupt is null ? null : active
            .TakeWhile(static a => a.Severity == PerceivedSeverity.Critical)
            .FirstOrDefault(a => a.IsUnacknowledged && now - a.RaisedAt < TimeSpan.FromSeconds(wall.InterruptSeconds));
        // What was interrupted gets its whole time again.
        if (interrupted is not null || InterruptedBy is not null)
            _since = now;
        InterruptedBy = interrupted;
        if (now - _since >= wall.Stops[_at].Dwell)
            (_at, _since) = (Next, now);
        Preparing = interrupted is null && wall.Stops.Count > 1 && wall.Stops[_at].Dwell - (now - _since) <= Lead ? wall.Stops[Next].Slug : null;
    }

    private int Next => (_at + 1) % wall.Stops.Count;
}
