using Dashboard.Benchmarks.Comparison;
using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Benchmarks.Analytics;

/// <summary>How often patterns are found where there are none, how often where there are, and what it costs; from seeds that no test has.</summary>
internal static class PatternTable
{
    private const int Series = 200;
    private const int FirstSeed = 20_261_123;
    private const int Days = 22;
    private const int DayLength = 96;
    private const int Hours = 360;
    private const long Quarter = 900_000;
    private const long Minute = 60_000;

    private static readonly (string Name, Func<int, Func<int, double[]>, bool> IsFound)[] Finders =
    [
        ("season", static (seed, noise) => Seasonality.Find(Long(noise(seed)), out _).Count > 0),
        ("recurrence", static (seed, noise) => RecurrentPeak.Find(Long(noise(seed)), TimeSpan.FromDays(1)).Count > 0),
        ("change, days", static (seed, noise) => ChangePoint.Find(Long(noise(seed))).Count > 0),
        ("change, hours", static (seed, noise) => ChangePoint.Find(Short(noise(seed))).Count > 0),
        ("trend", static (seed, noise) => Trend.Find(Long(noise(seed))) is not null),
        ("correlation", static (seed, noise) => ShapeCorrelation.Within([Short(noise(seed)), Short(noise(seed + Series))], 10).Count > 0),
    ];

    public static void Print(TextWriter to)
    {
        to.WriteLine($"False findings in {Series} series of noise, each value remembering φ of the one before ({Days} days at 15 min, 6 hours at 1 min)");
        foreach (var (name, isFound) in Finders)
            to.WriteLine($"  {name,-14}" + string.Concat(new[] { 0, 0.5, 0.9, 1 }.Select(f => $"  φ={f:0.0} {100.0 * Seeds().Count(s => isFound(s, seed => Noise(seed, f))) / Series,5:0.0} %")));
        to.WriteLine("Found where there is one, by its size in standard deviations of the noise (φ=0.5); of changes those within 10 values of their place");
        foreach (var size in new[] { 0.5, 1, 2, 3 })
        {
            to.WriteLine($"  size {size:0.0}  daily season {Share(s => Seasonality.Find(Long(With(s, i => size * Math.Cos(2 * Math.PI * i / DayLength))), out _).Count > 0)}"
                + $"  change in 6 h {Share(s => ChangePoint.Find(Short(With(s, i => i < 240 ? 0 : size))).Any(c => Math.Abs((c.At / Minute) - 240) <= 10))}"
                + $"  trend over all {Share(s => Trend.Find(Long(With(s, i => size * i / (Days * DayLength)))) is not null)}"
                + $"  half an hour each night {Share(s => RecurrentPeak.Find(Long(With(s, i => i % DayLength is 8 or 9 ? 2 * size : 0)), TimeSpan.FromDays(1)).Count > 0)} (twice the size)");
        }
        Cost(to);
    }

    private static void Cost(TextWriter to)
    {
        var rule = new PatternRule { Name = "x", Query = "x", Subject = "X", Entity = "x", EntityKind = "x" };
        var things = Seeds().Take(50).Select(s => new MeasuredThing(rule, Domain.Telemetry.Labels.Empty, Long(With(s, static i => Math.Cos(2 * Math.PI * i / DayLength))))).ToArray();
        var hours = Seeds().Take(16).Select(s => Short(Noise(s, 0.5))).ToArray();
        PatternAnalysis.OfDays(things[0], long.MaxValue);
        ShapeCorrelation.Within(hours, 10);
        var started = ProcessorTime.OfThisThread();
        foreach (var thing in things)
            PatternAnalysis.OfDays(thing, long.MaxValue);
        var each = (ProcessorTime.OfThisThread() - started) / 1e6 / things.Length;
        started = ProcessorTime.OfThisThread();
        ShapeCorrelation.Within(hours, 10);
        to.WriteLine($"{each:0.0} ms of processor a series with a season over {Days} days; {(ProcessorTime.OfThisThread() - started) / 1e6:0.0} ms a group of 16 neighbours over 6 hours");
    }

    private static string Share(Func<int, bool> isFound) => $"{100.0 * Seeds().Count(isFound) / Series,5:0.0} %";

    private static IEnumerable<int> Seeds() => Enumerable.Range(FirstSeed, Series);

    // Of a spread of 1.
    private static double[] With(int seed, Func<int, double> pattern) => [.. Noise(seed, 0.5).Select((v, i) => (v * Math.Sqrt(0.75)) + pattern(i))];

    private static double[] Noise(int seed, double memory)
    {
        var (random, values, carried) = (new Random(seed), new double[Days * DayLength], 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            carried = (memory * carried) + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            values[i] = carried;
        }
        return values;
    }

    private static SteppedSeries Long(double[] values) => new(0, Quarter, values);

    private static SteppedSeries Short(double[] values) => new(0, Minute, values[..Hours]);
}
