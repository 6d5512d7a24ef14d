using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

/// <summary>Noise has no patterns, whether it remembers or not.</summary>
public sealed class NoiseTests
{
    private const int Seeds = 60;

    public static TheoryData<string, double> Noises => new() { { "white", 0 }, { "remembers a little", 0.5 }, { "remembers long", 0.9 }, { "walks", 1 } };

    [Theory]
    [MemberData(nameof(Noises))]
    public void No_season_is_found_in_noise(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => Seasonality.Find(Noise(seed, 1440, coefficient), out _).Count > 0) <= 1, kind);

    [Theory]
    [MemberData(nameof(Noises))]
    public void No_change_of_level_is_found_in_noise(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => ChangePoint.Find(Noise(seed, 360, coefficient)).Count > 0) <= 1, kind);

    [Theory]
    [MemberData(nameof(Noises))]
    public void No_change_of_level_is_found_in_long_noise(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => ChangePoint.Find(Noise(seed, 1440, coefficient)).Count > 0) <= 1, kind);

    [Theory]
    [MemberData(nameof(Noises))]
    public void No_trend_is_found_in_noise(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => Trend.Find(Noise(seed, 1440, coefficient)) is not null) <= 2, kind);

    [Theory]
    [MemberData(nameof(Noises))]
    public void No_two_noises_go_together(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => ShapeCorrelation.Within([Noise(seed, 360, coefficient), Noise(1000 + seed, 360, coefficient), Noise(2000 + seed, 360, coefficient)], 15).Count > 0) <= 1, kind);

    [Theory]
    [MemberData(nameof(Noises))]
    public void Nothing_comes_back_in_noise(string kind, double coefficient) =>
        Assert.True(MadeSeries.Count(Seeds, seed => RecurrentPeak.Find(Noise(seed, 1440, coefficient), TimeSpan.FromDays(1)).Count > 0) <= 1, kind);

    private static SteppedSeries Noise(int seed, int count, double coefficient) => new(MadeSeries.Monday, MadeSeries.Quarter, MadeSeries.Remembering(seed, count, coefficient));
}
