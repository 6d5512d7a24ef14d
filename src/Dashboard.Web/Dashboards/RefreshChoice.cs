using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Web.Dashboards;

/// <summary>How often a dashboard is new.</summary>
/// <param name="Every">From one time to the next; null as often as its data is.</param>
/// <param name="IsPaused">Whether it stands still.</param>
public readonly record struct RefreshChoice(TimeSpan? Every, bool IsPaused = false)
{
    /// <summary>As often as the data is.</summary>
    public static RefreshChoice Live => default;

    /// <summary>Not at all.</summary>
    public static RefreshChoice Paused => new(null, IsPaused: true);

    /// <summary>What is offered, the liveliest first.</summary>
    public static IReadOnlyList<RefreshChoice> Offered { get; } =
        [Live, .. new[] { 1, 5, 10, 30, 60, 300 }.Select(static s => new RefreshChoice(TimeSpan.FromSeconds(s))), Paused];

    /// <summary>Reads <c>live</c>, <c>paused</c>, or a time from 1s to 5m.</summary>
    public static bool TryParse(string text, out RefreshChoice choice)
    {
        choice = text == "paused" ? Paused : Live;
        if (text is "paused" or "live")
            return true;
        if (DurationText.Parse(text) is not (>= 1000 and <= 300_000 and var milliseconds))
            return false;
        choice = new(TimeSpan.FromMilliseconds(milliseconds));
        return true;
    }

    /// <summary>As addresses write it.</summary>
    public override string ToString() => IsPaused ? "paused" : Every is { } every ? DurationText.Format((long)every.TotalMilliseconds) : "live";
}
