using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Tests.Analytics.Detection;

public sealed class ResidualTailsTests
{
    [Fact]
    public void One_of_a_hundred_scores_two_and_one_of_a_thousand_three_whatever_the_distribution()
    {
        foreach (var draw in (Func<Random, double>[])[static r => -Math.Log(1 - r.NextDouble()), static r => Math.Pow(1 - r.NextDouble(), -0.5), static r => Math.Abs(InjectedSeries.Normal(r))])
        {
            var tails = new ResidualTails(1);
            var random = new Random(1);
            var (hundredth, thousandth) = (0, 0);
            for (var row = 0; row < 100_000; row++)
            {
                var score = tails.Score(0, draw(random), 0);
                tails.Step();
                hundredth += score >= 2 ? 1 : 0;
                thousandth += score >= 3 ? 1 : 0;
            }
            Assert.InRange(hundredth, 800, 1300);
            Assert.InRange(thousandth, 40, 220);
        }
    }

    [Fact]
    public void What_was_large_is_forgotten()
    {
        var tails = new ResidualTails(1);
        var random = new Random(2);
        for (var row = 0; row < 40_000; row++)
        {
            tails.Score(0, (row < 2000 ? 100 : 1) * random.NextDouble(), 0);
            tails.Step();
        }
        Assert.InRange(tails.ResidualOf(0, 2), 0.9, 1.5);
    }

    [Fact]
    public void The_residual_of_a_score_has_that_score()
    {
        var tails = new ResidualTails(2);
        var random = new Random(3);
        Assert.True(double.IsNaN(tails.ResidualOf(1, 2)));
        for (var row = 0; row < 3000; row++)
        {
            tails.Score(1, random.NextDouble(), 0);
            tails.Step();
        }
        Assert.Equal(2.5, tails.Score(1, tails.ResidualOf(1, 2.5), 0), 6);
    }

    [Fact]
    public void The_first_residual_among_none_scores_as_one_of_all_rows()
    {
        var tails = new ResidualTails(1);
        for (var row = 0; row < 1000; row++)
            tails.Score(0, 0, 0);
        Assert.Equal(Math.Log10(910), tails.Score(0, 5, 0), 0.01);
    }
}
