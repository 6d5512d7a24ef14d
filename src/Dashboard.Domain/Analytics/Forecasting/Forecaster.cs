namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// Carries a series on: the median of two ridge autoregressions, Holt-Winters and the seasonal naive model, and a damped trend for
/// what has no season or is too short for it, with intervals of what the same median got wrong in the series' own past.
/// </summary>
/// <remarks>
/// Of a series of days and weeks, four days of values are the least for the daily season, and below that the trend alone is
/// carried on; the autoregression over a week and the weekly season join in from three weeks on, so that a third of the
/// values or more is left for backtests. It takes 6 ms for 700 hourly values and 48 steps, 7.5 ms for 1,000, and
/// allocates 80 kB: <c>./bench.sh forecasts</c>.
/// </remarks>
public static class Forecaster
{
    /// <summary>The fewest values that are carried on.</summary>
    public const int Least = 8;

    /// <summary>The most steps of a forecast.</summary>
    public const int LongestHorizon = 1000;

    /// <summary>How many values are looked at, the last ones; a bound of a forecast's time.</summary>
    public const int LongestHistory = 2000;

    /// <summary>How many seasons make a series seasonal.</summary>
    private const int LeastSeasons = 4;

    /// <summary>How many long seasons it takes to see them.</summary>
    private const int LeastLongSeasons = 3;

    /// <summary>The most lags of the long autoregression: its time grows with the third power.</summary>
    private const int MostLags = 168;

    /// <summary>How many of the last values the short autoregression sees at most.</summary>
    private const int RecentLags = 24;

    /// <summary>How far beyond a season it sees.</summary>
    private const int LagsPastSeason = 10;

    private const double MostMissing = 0.25;

    /// <summary>Carries a series on.</summary>
    /// <param name="values">Evenly spaced values, oldest first; what is not finite is missing, and before the first value there was no series.</param>
    /// <param name="horizon">How many steps, 1 to <see cref="LongestHorizon"/>.</param>
    /// <param name="seasons">After how many values it comes round again.</param>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a season is out of its bounds.</exception>
    public static Forecast Forecast(ReadOnlySpan<double> values, int horizon, Seasons seasons)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, LongestHorizon);
        ArgumentOutOfRangeException.ThrowIfLessThan(seasons.Short, 1, nameof(seasons));
        if (seasons.Long != 0 && (seasons.Long <= seasons.Short || seasons.Long % seasons.Short != 0))
            throw new ArgumentOutOfRangeException(nameof(seasons), seasons, "The long season is a multiple of the short one, or 0.");
        var series = FromFirst(values[Math.Max(0, values.Length - LongestHistory)..]).ToArray();
        var floor = Array.TrueForAll(series, static v => !double.IsFinite(v) || v >= 0) ? 0 : double.NegativeInfinity;
        var missing = series.Count(static v => !double.IsFinite(v));
        if (series.Length - missing < Least)
            return Forecasting.Forecast.None($"{series.Length - missing} values are too few for a forecast; {Least} are the least.", missing);
        if (missing > MostMissing * series.Length)
            return Forecasting.Forecast.None($"{missing} of {series.Length} values are missing; with more than a quarter missing a forecast would be guessed.", missing);
        var isSeasonal = seasons.Short > 1 && series.Length >= LeastSeasons * seasons.Short;
        var season = isSeasonal ? seasons.Short : 1;
        SeasonalGaps.Fill(series, season);
        var week = isSeasonal && series.Length >= LeastLongSeasons * seasons.Long ? seasons.Long : 0;
        // What an origin has before it: half of the series, and what the models need.
        var before = Math.Max(series.Length / 2, 2 * week);
        var models = isSeasonal ? Seasonal(season, week, before) : [new DampedHolt()];
        return Make(series, models, Backtests.Plan(series.Length, before, horizon, season), horizon, season, floor, missing);
    }

    private static Forecast Make(double[] series, IForecastModel[] models, (int Origins, int Apart, int Tested) plan, int horizon, int season, double floor, int missing)
    {
        var scale = SeasonalNaive.ErrorWithin(series, season);
        var backtests = new Backtests(series, models, plan, floor);
        double[][] said = [.. Enumerable.Range(0, models.Length + 1).Select(_ => new double[horizon])];
        Backtests.Combine(series, models, floor, 0, horizon, said);
        var intervals = new ConformalIntervals(backtests.Errors, backtests.Tested);
        var steps = new ForecastStep[horizon];
        for (var step = 0; step < horizon; step++)
        {
            var (point, (half80, half95)) = (said[0][step], intervals.At(step));
            steps[step] = new ForecastStep(point, Math.Max(floor, point - half80), point + half80, Math.Max(floor, point - half95), point + half95);
        }
        return new Forecast
        {
            Steps = steps,
            Backtests = backtests.Judge(scale),
            Origins = backtests.Origins,
            Filled = missing,
            IsNeverNegative = floor == 0,
            Last = series[^1],
            Scale = scale,
        };
    }

    /// <summary>Those that so many values are enough for.</summary>
    private static IForecastModel[] Seasonal(int season, int week, int values)
    {
        List<IForecastModel> models = [new RidgeAutoregression(NearLags(season, week)), new HoltWinters(season, week), new SeasonalNaive(season, week)];
        if (week is > 0 and <= MostLags)
            models.Add(new RidgeAutoregression([.. Enumerable.Range(1, week)]));
        models.RemoveAll(m => m.Least > values);
        return [.. models];
    }

    /// <summary>
    /// The last values, and what was about a season ago; with a week, what was at the same time of each day of it and about
    /// a week ago. With 24 values a day both are 34.
    /// </summary>
    internal static int[] NearLags(int season, int week)
    {
        SortedSet<int> lags = [.. Enumerable.Range(1, Math.Min(season, RecentLags))];
        if (week == 0)
        {
            lags.UnionWith(Enumerable.Range(season - 1, LagsPastSeason + 2));
            lags.Remove(0);
            return [.. lags];
        }
        for (var at = season; at < week; at += season)
            lags.Add(at);
        lags.UnionWith([season + 1, (2 * season) + 1, week - 1, week, week + 1]);
        return [.. lags];
    }

    private static ReadOnlySpan<double> FromFirst(ReadOnlySpan<double> values)
    {
        var first = 0;
        while (first < values.Length && !double.IsFinite(values[first]))
            first++;
        return values[first..];
    }
}
