namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>Says that the last season comes again; of two seasons the one that would have been nearer within the series.</summary>
/// <param name="season">The season's length in values; 1 repeats the last value.</param>
/// <param name="longSeason">The long one's; 0 where there is none.</param>
internal sealed class SeasonalNaive(int season, int longSeason = 0) : IForecastModel
{
    public string Name => "seasonal naive";

    public int Least => Math.Max(season, longSeason + 1);

    public void Forecast(ReadOnlySpan<double> history, Span<double> point)
    {
        var chosen = longSeason > 0 && ErrorWithin(history, longSeason) < ErrorWithin(history, season) ? longSeason : season;
        var last = history[^chosen..];
        for (var step = 0; step < point.Length; step++)
            point[step] = last[step % chosen];
    }

    /// <summary>
    /// The mean absolute error of this model within a series, which is the unit of MASE (Hyndman and Koehler, "Another look at
    /// measures of forecast accuracy", 2006). Not a number where the series is no longer than the season.
    /// </summary>
    public static double ErrorWithin(ReadOnlySpan<double> values, int season)
    {
        var sum = 0.0;
        for (var at = season; at < values.Length; at++)
            sum += Math.Abs(values[at] - values[at - season]);
        return values.Length > season ? sum / (values.Length - season) : double.NaN;
    }
}
