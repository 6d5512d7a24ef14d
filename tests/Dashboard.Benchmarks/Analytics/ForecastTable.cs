using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Benchmarks.Analytics;

/// <summary>What a forecast costs, with its backtests and intervals: processor time and what it allocates.</summary>
internal static class ForecastTable
{
    private const int Rounds = 5;
    private const int Series = 20;

    public static void Print(TextWriter to)
    {
        (string Name, int Values, int Horizon, Seasons Seasons)[] all =
        [
            ("a week of hours, a day ahead", 168, 24, Seasons.Daily(24)),
            ("700 hours, 48 ahead", 700, 48, Seasons.Daily(24)),
            ("1,000 hours, 48 ahead", 1000, 48, Seasons.Daily(24)),
            ("1,000 hours, a month ahead", 1000, 720, Seasons.Daily(24)),
            ("a week of 5 minutes, a day ahead", 2000, 288, Seasons.Daily(288)),
            ("two years of weeks, a year ahead", 104, 52, Seasons.None),
        ];
        to.WriteLine($"Forecasts with backtests and intervals, one thread; processor time a forecast, best of {Rounds} rounds of {Series} series, after one to settle");
        to.WriteLine($"  {"",-34} {"ms",8} {"an hour",12} {"kB allocated",14}");
        foreach (var (name, values, horizon, seasons) in all)
        {
            var series = Enumerable.Range(0, Series).Select(seed => Made(values, seasons.Short, seed)).ToArray();
            var (best, allocated) = (double.MaxValue, 0L);
            for (var round = 0; round <= Rounds; round++)
            {
                var (started, before) = (ProcessorTime.OfThisThread(), GC.GetAllocatedBytesForCurrentThread());
                foreach (var one in series)
                    Forecaster.Forecast(one, horizon, seasons);
                if (round == 0)
                    continue;
                (best, allocated) = (Math.Min(best, (ProcessorTime.OfThisThread() - started) / 1e6 / Series), (GC.GetAllocatedBytesForCurrentThread() - before) / Series);
            }
            to.WriteLine($"  {name,-34} {best,8:0.00} {3_600_000 / best,12:N0} {allocated / 1e3,14:0.0}");
        }
    }

    /// <summary>Days, weeks, growth and noise.</summary>
    private static double[] Made(int count, int season, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(at =>
            100 + (0.02 * at) + (30 * Math.Sin(2 * Math.PI * at / season)) + (at / season % 7 >= 5 ? -15 : 0) + (8 * random.NextDouble()))];
    }
}
