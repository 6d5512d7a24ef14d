using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Tests.Analytics.Detection;

/// <summary>What is kept up to date row by row beside what is counted anew.</summary>
public sealed class WindowTests
{
    [Fact]
    public void Running_means_and_deviations_are_those_of_their_rows()
    {
        var random = new Random(1);
        var (rows, all) = (new RecentRows(), new List<double>());
        for (var row = 0; row < 5000; row++)
        {
            // A level that large values leave behind must not blur what comes after.
            var value = (float)((row is > 1000 and < 1500 ? 1e6 : 0) + random.NextDouble());
            all.Add(value);
            rows.Add(value, (Half)value);
            Assert.Equal(row >= 311, rows.IsFull);
            if (!rows.IsFull || row % 7 != 0 || row is > 900 and < 2500)
                continue;
            var (last, before) = (all.GetRange(row - 23, 24), all.GetRange(row - 311, 288));
            Assert.Equal(Math.Abs(last.Average() - before.Average()), rows.Shift24, 6);
            Assert.Equal(Math.Abs(Deviation(last) - Deviation(before)), rows.Spread24, 6);
            Assert.Equal(Math.Abs(all.GetRange(row - 11, 12).Average() - all.GetRange(row - 299, 288).Average()), rows.Shift12, 6);
        }
    }

    [Fact]
    public void The_median_is_that_of_the_last_151()
    {
        var random = new Random(2);
        var (window, all) = (new SortedWindow(), new List<float>());
        for (var row = 0; row < 2000; row++)
        {
            if (window.IsFull)
            {
                Assert.Equal(all[^151..].Order().ElementAt(75), window.Median);
                window.Remove(all[^151]);
            }
            all.Add(random.Next(20));
            window.Add(all[^1]);
        }
    }

    [Fact]
    public void The_third_nearest_window_is_the_one_that_a_search_of_all_finds()
    {
        var random = new Random(3);
        var (past, all) = (new PastWindows(), new List<float>());
        for (var row = 0; row < 6000; row++)
        {
            all.Add((float)random.NextDouble());
            past.Add(all[^1]);
            if (row is < 400 || row % 97 != 0)
                continue;
            foreach (var length in (int[])[12, 36])
            {
                var newest = all.Count - length;
                var distances = Enumerable.Range(0, ((newest - length) / 6) + 1).TakeLast(300).Select(window => Distance(all, window * 6, newest, length)).Order();
                Assert.Equal(distances.ElementAt(2), past.ThirdNearest(length), 5);
            }
        }
    }

    [Fact]
    public void What_is_usual_at_an_hour_is_learnt_from_its_own_days()
    {
        var profile = new DailyProfile();
        Assert.True(double.IsNaN(profile.Usual(0)));
        for (var hour = 0; hour < 24 * 5; hour++)
        {
            for (var minute = 0; minute < 60; minute += 5)
                profile.Add((hour * 3_600_000L) + (minute * 60_000L), hour % 24, 0);
        }
        Assert.Equal(7, profile.Usual((7 * 3_600_000L) + 1_800_000), 5);
        Assert.Equal(7.5, profile.Usual(8 * 3_600_000L), 5);
    }

    private static double Deviation(List<double> values) =>
        Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average())));

    private static double Distance(List<float> all, int one, int other, int length) =>
        Math.Sqrt(Enumerable.Range(0, length).Sum(i => Math.Pow(all[one + i] - all[other + i], 2)) / length);
}
