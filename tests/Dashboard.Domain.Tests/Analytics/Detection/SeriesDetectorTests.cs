using Dashboard.Domain.Analytics.Detection;
using static Dashboard.Domain.Tests.Analytics.Detection.InjectedSeries;

namespace Dashboard.Domain.Tests.Analytics.Detection;

public sealed class SeriesDetectorTests
{
    private const int Seeds = 10;
    private const int From = 20 * Day;

    /// <summary>Of ten series each, one may be missed.</summary>
    private const int Enough = 9;

    [Fact]
    public void Thirty_days_of_a_clean_series_raise_eight_at_most()
    {
        for (var seed = 1; seed <= Seeds; seed++)
            Assert.InRange(Watch(Ordinary(seed, 30 * Day)).Count(static v => v.IsRaised), 0, 8);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_spike_is_raised_with_its_own_sample(int hour) =>
        AssertFound(hour, static k => k == 0 ? 25 : 0, 1, AnomalyKind.Spike, 0, 1);

    [Theory]
    [InlineData(18)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_new_level_is_raised_within_two_samples_and_called_a_drift_within_twelve(int hour) =>
        AssertFound(hour, static _ => 15, 2, AnomalyKind.Drift, 6, 12);

    [Theory]
    [InlineData(18)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_slow_ramp_of_a_tenth_a_row_is_raised_within_72_samples_and_called_a_trend_within_84(int hour) =>
        AssertFound(hour, static k => 0.1 * k, 72, AnomalyKind.Trend, 60, 84);

    [Fact]
    public void A_daily_rise_that_does_not_come_is_raised_within_48_samples_and_called_seasonal() =>
        AssertFound(seed => Stuck(seed, From + 216, 80, noise: 2), From + 216, 48, AnomalyKind.Seasonal, 36, 60);

    [Theory]
    [InlineData(18)]
    [InlineData(100)]
    public void Samples_that_stay_near_but_swing_as_never_before_are_raised_within_36_and_called_an_outlier(int hour) =>
        AssertFound(hour, static k => k % 2 == 0 ? 4 : -4, 36, AnomalyKind.Outlier, 12, 48);

    [Theory]
    [InlineData(18)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_value_that_stands_still_is_raised_within_18_hours(int hour) =>
        AssertFound(seed => Stuck(seed, From + hour, null, noise: 0), From + hour, Day * 3 / 4, null, 0, 0);

    [Fact]
    public void Every_detector_is_the_first_to_see_something()
    {
        Func<int, double>[] all = [static k => k == 0 ? 25 : 0, static _ => 15, static k => 0.1 * k, static k => k % 2 == 0 ? 4 : -4, static k => 30 * Math.Sin(k), static _ => -85];
        var heard = new HashSet<DetectorFeature>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            foreach (var added in all)
                heard.UnionWith(Watch(With(seed, From + Day, From, added)).Where(static v => v.TailScore >= SeriesDetector.Threshold).Select(static v => v.Detector));
        }
        Assert.Equal(Enum.GetValues<DetectorFeature>().Where(static d => d is not (DetectorFeature.None or DetectorFeature.Peers)), heard.Order());
    }

    [Fact]
    public void A_new_level_is_raised_a_few_times_on_the_first_days_and_then_no_more_than_a_clean_series()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var raised = Watch(With(seed, From + (20 * Day), From, static _ => 15)).Select(static (v, at) => v.IsRaised ? at - From : -1).Where(static at => at >= 0).ToList();
            Assert.InRange(raised.Count(static at => at < 2 * Day), 1, 6);
            Assert.InRange(raised.Count(static at => at >= 2 * Day), 0, 6);
        }
    }

    [Fact]
    public void The_same_spike_every_day_is_news_less_and_less()
    {
        var values = Ordinary(3, 60 * Day);
        for (var day = 10; day < 60; day++)
            values[(day * Day) + 150] += 15;
        var raised = Watch(values).Select(static (v, at) => v.IsRaised && at % Day == 150 ? at / Day : -1).Where(static day => day >= 10).ToList();
        Assert.Contains(10, raised);
        Assert.True(raised.Count(static day => day < 20) > raised.Count(static day => day >= 50));
        Assert.InRange(raised.Count(static day => day >= 50), 0, 6);
    }

    [Fact]
    public void A_constant_series_raises_nothing_and_its_first_change_at_once()
    {
        foreach (var level in (double[])[0, 0.1, -7.3, 1e9])
        {
            var values = new double[3000];
            Array.Fill(values, level);
            values[^1] += 5;
            var verdicts = Watch(values);
            Assert.DoesNotContain(verdicts[..^1], static v => v.IsRaised || v.TailScore > 0);
            // A billion has no digits left for five in single precision.
            Assert.Equal(level < 1e9, verdicts[^1].IsRaised);
        }
    }

    [Fact]
    public void What_is_missing_is_no_anomaly_and_changes_nothing()
    {
        var (whole, holed) = (new SeriesDetector(true), new SeriesDetector(true));
        var values = Ordinary(5, From);
        for (var row = 0; row < values.Length; row++)
        {
            foreach (var missing in (double[])[double.NaN, double.PositiveInfinity, 1e300])
            {
                var verdict = holed.Observe(TimeOf(row) - 1, missing);
                Assert.Equal((0f, 0f, false), (verdict.TailScore, verdict.Score, verdict.IsRaised));
            }
            Assert.Equal(whole.Observe(TimeOf(row), values[row]), holed.Observe(TimeOf(row), values[row]));
        }
    }

    [Fact]
    public void After_a_gap_the_last_samples_are_not_compared_with_windows_before_they_have_filled_again()
    {
        var detector = new SeriesDetector(true);
        var values = Ordinary(6, From + Day);
        for (var row = 0; row < From; row++)
            detector.Observe(TimeOf(row), values[row]);
        for (var row = From; row < From + 60; row++)
        {
            // Half a day is missing, so that the samples jump to the other side of their season, where they are usual.
            var verdict = detector.Observe(TimeOf(row + (Day / 2)), 100 + (20 * Math.Sin(2 * Math.PI * (row + (Day / 2)) / Day)));
            Assert.False(verdict.IsRaised && row - From < 36);
            if (row - From < 11)
                Assert.NotInRange(verdict.Detector, DetectorFeature.Neighbour12, DetectorFeature.Neighbour36);
        }
    }

    [Fact]
    public void A_sample_that_comes_late_is_left_out()
    {
        var detector = new SeriesDetector(false);
        for (var row = 0; row < 1000; row++)
            detector.Observe(TimeOf(row), 5);
        Assert.Equal(0, detector.Observe(TimeOf(500), 1e6).TailScore);
        Assert.Equal(0, detector.Observe(TimeOf(1000), 5).TailScore);
    }

    [Fact]
    public void The_range_holds_what_is_expected_and_the_score_grows_out_of_it()
    {
        var verdicts = Watch(Ordinary(7, From));
        var values = Ordinary(7, From);
        for (var row = 10 * Day; row < From; row++)
        {
            var verdict = verdicts[row];
            Assert.InRange(verdict.Expected, verdict.Lower, verdict.Upper);
            if (values[row] < verdict.Lower || values[row] > verdict.Upper)
                Assert.True(verdict.TailScore >= SeriesDetector.Threshold - 1e-3);
            Assert.Equal(verdict.IsRaised, verdict.Score >= 0.5f);
        }
        Assert.InRange(Enumerable.Range(10 * Day, 10 * Day).Count(row => values[row] >= verdicts[row].Lower && values[row] <= verdicts[row].Upper), 9.5 * Day, 10 * Day);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(3_600_000)]
    public void Any_step_will_do(int stepMs)
    {
        var detector = new SeriesDetector(true);
        var random = new Random(8);
        var isRaised = false;
        for (var row = 0; row <= 6000; row++)
        {
            var time = TimeOf(0) + ((long)row * stepMs);
            var value = 100 + (20 * Math.Sin(2 * Math.PI * time / 86_400_000)) + (2 * Normal(random)) + (row == 6000 ? 40 : 0);
            isRaised = detector.Observe(time, value).IsRaised;
        }
        Assert.True(isRaised);
    }

    private static SeriesVerdict[] Watch(double[] values)
    {
        var detector = new SeriesDetector(withNeighbours: true);
        return [.. values.Select((value, row) => detector.Observe(TimeOf(row), value))];
    }

    private static double[] Stuck(int seed, int from, double? at, double noise)
    {
        var values = Ordinary(seed, from + Day);
        var random = new Random(-seed);
        for (var row = from; row < values.Length; row++)
            values[row] = (at ?? values[from - 1]) + (noise * Normal(random));
        return values;
    }

    private static void AssertFound(int hour, Func<int, double> added, int within, AnomalyKind kind, int first, int end) =>
        AssertFound(seed => With(seed, From + hour + Day, From + hour, added), From + hour, within, kind, first, end);

    /// <summary>Raised within so many samples from where it begins, and between two of them called by a name more often than by any other, in nine of ten series.</summary>
    private static void AssertFound(Func<int, double[]> make, int from, int within, AnomalyKind? kind, int first, int end)
    {
        var (found, named) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var verdicts = Watch(make(seed));
            found += verdicts[from..(from + within)].Any(static v => v.IsRaised) ? 1 : 0;
            if (kind is null)
                continue;
            var kinds = verdicts[(from + first)..(from + end)].Where(static v => v.Kind != AnomalyKind.None).GroupBy(static v => v.Kind).MaxBy(static g => g.Count());
            named += kinds?.Key == kind ? 1 : 0;
        }
        Assert.InRange(found, Enough, Seeds);
        if (kind is not null)
            Assert.InRange(named, Enough, Seeds);
    }
}
