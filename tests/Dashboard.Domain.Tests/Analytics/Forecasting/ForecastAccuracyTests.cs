using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Forecasting;

public sealed class ForecastAccuracyTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void A_value_is_held_against_what_was_said_of_its_time()
    {
        var accuracy = new ForecastAccuracy(TimeSpan.FromHours(1));
        accuracy.Expect(Saying(100, hours: 6), 0);
        for (var hour = 1; hour <= 6; hour++)
            accuracy.Arrived(hour * Hour, hour == 6 ? 125 : 104);
        // 104 for 100 after an hour: within both; 200 * 4 / 204, 4 / 2 and the width of 40 over 2.
        var hourly = accuracy[ForecastHorizon.Hour];
        Assert.Equal((1, 1.0, 1.0), (hourly.Count, hourly.Coverage80, hourly.Coverage95));
        Assert.Equal(800 / 204.0, hourly.Smape, 9);
        Assert.Equal(2, hourly.Mase, 9);
        Assert.Equal(20, hourly.Msis, 9);
        // 125 after six: five above the interval, forty times which are added to the width.
        var later = accuracy[ForecastHorizon.SixHours];
        Assert.Equal((1, 0.0, 0.0), (later.Count, later.Coverage80, later.Coverage95));
        Assert.Equal((40 + (40 * 5)) / 2.0, later.Msis, 9);
        Assert.Equal(0, accuracy[ForecastHorizon.Day].Count);
    }

    [Fact]
    public void Means_are_of_all_until_there_are_many_and_of_the_last_after_that()
    {
        var accuracy = new ForecastAccuracy(TimeSpan.FromHours(1));
        var forecast = Saying(100, hours: 1);
        for (var hour = 0; hour < 10_000; hour++)
        {
            accuracy.Expect(forecast, hour * Hour);
            accuracy.Arrived((hour + 1) * Hour, hour < 5000 ? 300 : 100);
            if (hour == 9)
                Assert.Equal(100, accuracy[ForecastHorizon.Hour].Mase, 9);
        }
        Assert.Equal(10_000, accuracy[ForecastHorizon.Hour].Count);
        Assert.InRange(accuracy[ForecastHorizon.Hour].Mase, 0, 0.01);
        Assert.InRange(accuracy[ForecastHorizon.Hour].Coverage95, 0.999, 1);
    }

    [Fact]
    public void What_never_came_is_counted_neither_way()
    {
        var accuracy = new ForecastAccuracy(TimeSpan.FromHours(1));
        accuracy.Expect(Saying(100, hours: 6), 0);
        accuracy.Arrived(Hour, double.NaN);
        accuracy.Arrived(7 * Hour, 100);
        Assert.Equal(0, accuracy[ForecastHorizon.Hour].Count);
        Assert.Equal(0, accuracy[ForecastHorizon.SixHours].Count);
    }

    [Fact]
    public void Values_a_little_late_are_still_those_that_were_awaited()
    {
        var accuracy = new ForecastAccuracy(TimeSpan.FromHours(1));
        accuracy.Expect(Saying(100, hours: 1), 0);
        accuracy.Arrived(Hour + 90_000, 101);
        Assert.Equal(1, accuracy[ForecastHorizon.Hour].Count);
    }

    [Fact]
    public void Forecasts_of_a_month_are_awaited_two_days_apart_and_nothing_is_allocated()
    {
        var (accuracy, forecast) = (new ForecastAccuracy(TimeSpan.FromHours(1)), Saying(100, hours: 720));
        accuracy.Expect(forecast, -Hour);
        accuracy.Arrived(-Hour, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var afterAMonth = 0L;
        for (var hour = 0; hour < 90 * 24; hour++)
        {
            accuracy.Arrived(hour * Hour, 100);
            accuracy.Expect(forecast, hour * Hour);
            if (hour == 31 * 24)
                afterAMonth = accuracy[ForecastHorizon.Month].Count;
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1, afterAMonth);
        // Sixty days of forecasts came due, one in 45 hours.
        Assert.InRange(accuracy[ForecastHorizon.Month].Count, 31, 33);
        Assert.InRange(accuracy[ForecastHorizon.Hour].Count, 90 * 24 - 1, 90 * 24 + 1);
    }

    [Fact]
    public void Steps_of_nothing_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => new ForecastAccuracy(TimeSpan.Zero));

    /// <summary>The same at each step, ten to either side at 80 %, twenty at 95 %; the naive model errs by two.</summary>
    private static Forecast Saying(double point, int hours) => new()
    {
        Steps = [.. Enumerable.Repeat(new ForecastStep(point, point - 10, point + 10, point - 20, point + 20), hours)],
        Scale = 2,
    };
}
