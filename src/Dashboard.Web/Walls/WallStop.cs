namespace Dashboard.Web.Walls;

/// <summary>One dashboard of a wall's playlist.</summary>
/// <param name="Slug">The dashboard's name in addresses.</param>
/// <param name="Seconds">How long it stays before the next one comes; 5 to 86,400.</param>
public sealed record WallStop(string Slug, int Seconds = WallStop.DefaultSeconds)
{
    /// <summary>How long a dashboard stays where nothing else is said.</summary>
    public const int DefaultSeconds = 60;

    /// <summary>The shortest stay: less could not be read.</summary>
    public const int Least = 5;

    /// <summary>The longest stay, a day.</summary>
    public const int Most = 86_400;

    public TimeSpan Dwell => TimeSpan.FromSeconds(Seconds);
}
