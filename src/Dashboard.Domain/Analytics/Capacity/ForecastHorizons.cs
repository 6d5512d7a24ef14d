using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>How long horizons are, and what they are called in series, files and addresses.</summary>
public static class ForecastHorizons
{
    private static readonly (ForecastHorizon Horizon, TimeSpan Length, string Name, string Words)[] Known =
    [
        (ForecastHorizon.Hour, TimeSpan.FromHours(1), "1h", "an hour"),
        (ForecastHorizon.SixHours, TimeSpan.FromHours(6), "6h", "6 hours"),
        (ForecastHorizon.Day, TimeSpan.FromDays(1), "24h", "a day"),
        (ForecastHorizon.Week, TimeSpan.FromDays(7), "7d", "a week"),
        (ForecastHorizon.Month, TimeSpan.FromDays(30), "30d", "30 days"),
    ];

    /// <summary>All of them, the shortest first.</summary>
    public static IReadOnlyList<ForecastHorizon> All { get; } = [.. Known.Select(static k => k.Horizon)];

    /// <summary>The names of all: 1h, 6h, 24h, 7d, 30d.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(static k => k.Name)];

    /// <summary>How far ahead it lies.</summary>
    public static TimeSpan Length(this ForecastHorizon horizon) => Known[(int)horizon].Length;

    /// <summary>Its name: <c>24h</c>.</summary>
    public static string Name(this ForecastHorizon horizon) => Known[(int)horizon].Name;

    /// <summary>What it is called in a sentence: "a day".</summary>
    public static string Words(this ForecastHorizon horizon) => Known[(int)horizon].Words;

    /// <summary>The horizon of a name; null where there is none.</summary>
    public static ForecastHorizon? Find(string name)
    {
        var at = Array.FindIndex(Known, k => k.Name == name);
        return at < 0 ? null : Known[at].Horizon;
    }
}
