namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>After how many values a series comes round again.</summary>
/// <param name="Short">The short season's length in values; 1 where there is none, as in weekly figures and in what fills up.</param>
/// <param name="Long">The long one's, a multiple of the short one; 0 where there is none.</param>
public readonly record struct Seasons(int Short, int Long = 0)
{
    /// <summary>What has a level and a trend only.</summary>
    public static Seasons None => new(1);

    /// <summary>Days and weeks of a series with that many values a day.</summary>
    public static Seasons Daily(int valuesADay) => new(valuesADay, 7 * valuesADay);

    /// <summary>Of a season's length alone: 24 values or more are taken for a day and have a week, fewer stand alone, one or none is no season.</summary>
    public static Seasons Of(int season) => season >= 24 ? Daily(season) : new(Math.Max(1, season));
}
