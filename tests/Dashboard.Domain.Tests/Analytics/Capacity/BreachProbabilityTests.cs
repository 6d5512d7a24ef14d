using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Capacity;

public sealed class BreachProbabilityTests
{
    private static readonly ForecastStep Step = new(50, 40, 60, 30, 70);

    [Theory]
    [InlineData(50, 0.5)]
    [InlineData(60, 0.1)]
    [InlineData(70, 0.025)]
    [InlineData(55, 0.3)]
    [InlineData(65, 0.05)]
    [InlineData(80, 0.00625)]
    [InlineData(40, 0.9)]
    [InlineData(30, 0.975)]
    public void It_is_what_the_intervals_say_at_their_ends_and_between_them(double limit, double probability)
    {
        Assert.Equal(probability, BreachProbability.At(Step, new ForecastLimit(limit)), 9);
        // The intervals are as wide below as above, so the mirror image is the same.
        Assert.Equal(probability, BreachProbability.At(Step, new ForecastLimit(100 - limit, Below: true)), 9);
    }

    [Fact]
    public void A_value_that_never_changed_passes_no_limit_but_one_that_it_lies_beyond()
    {
        var still = new ForecastStep(5, 5, 5, 5, 5);
        Assert.Equal((0, 1), (BreachProbability.At(still, new ForecastLimit(6)), BreachProbability.At(still, new ForecastLimit(4))));
    }

    [Fact]
    public void Within_a_horizon_the_most_probable_step_counts()
    {
        ForecastStep[] steps = [new(50, 40, 60, 30, 70), new(60, 50, 70, 40, 80), new(50, 40, 60, 30, 70)];
        Assert.Equal(0.1, BreachProbability.Within(steps, 3, new ForecastLimit(70)), 9);
        Assert.Equal(0.025, BreachProbability.Within(steps, 1, new ForecastLimit(70)), 9);
    }
}
