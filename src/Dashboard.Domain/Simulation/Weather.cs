namespace Dashboard.Domain.Simulation;

/// <summary>The weather over the simulated network.</summary>
/// <param name="Temperature">Degrees Celsius.</param>
/// <param name="Rain">How hard it rains, 0 to 1.</param>
/// <param name="Sun">What panels give of the most that they can, 0 to 1.</param>
public readonly record struct Weather(double Temperature, double Rain, double Sun)
{
    private const long Hour = 3_600_000;

    /// <summary>The weather at a time.</summary>
    public static Weather At(int seed, long time)
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(time);
        var rain = Math.Clamp((Noise.Course(seed, Streams.Rain, time, 5 * Hour) - 0.25) / 0.6, 0, 1);
        // Warmest in the middle of July and at 15:00, coldest half a year and half a day from there.
        var season = Math.Cos(2 * Math.PI * (moment.DayOfYear - 197) / 365);
        var day = Math.Cos(2 * Math.PI * (moment.TimeOfDay.TotalHours - 15) / 24);
        var temperature = 7 + (11 * season) + (4 * day) + (4 * Noise.Course(seed, Streams.Warmth, time, 17 * Hour)) - (2 * rain);
        // From sunrise to sunset: 6 h around noon in winter, 18 h in summer.
        var half = 6 + (3 * season);
        var fromNoon = Math.Abs(moment.TimeOfDay.TotalHours - 12);
        var sun = fromNoon >= half ? 0 : Math.Cos(Math.PI / 2 * fromNoon / half) * (0.62 + (0.32 * season)) * (1 - (0.8 * rain));
        return new Weather(temperature, rain, sun);
    }
}
