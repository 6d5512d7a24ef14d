using System.Globalization;
using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Benchmarks.Analytics;

/// <summary>
/// Scores every csv file of a folder (<c>timestamp,value</c>, any depth) and writes <c>timestamp,anomaly_score</c> under the
/// same relative name elsewhere: the form in which the Numenta Anomaly Benchmark is scored. Beside the detector stand three
/// that say what a score is worth: one that never speaks, one that speaks at random, and three standard deviations.
/// </summary>
internal static class ScoreFiles
{
    public const string Usage = "nab --data DIR --out DIR [--detector series|series-small|three-sigma|random|null]";

    public static int Run(ReadOnlySpan<string> arguments, TextWriter to)
    {
        string? data = null, folder = null;
        var detector = "series";
        for (var at = 0; at + 1 < arguments.Length; at += 2)
        {
            switch (arguments[at])
            {
                case "--data":
                    data = arguments[at + 1];
                    break;
                case "--out":
                    folder = arguments[at + 1];
                    break;
                case "--detector":
                    detector = arguments[at + 1];
                    break;
                default:
                    data = null;
                    at = arguments.Length;
                    break;
            }
        }
        if (arguments.Length % 2 != 0 || data is null || folder is null || Scorer(detector, 0) is null)
        {
            to.WriteLine($"usage: {Usage}");
            return 2;
        }
        var (files, rows) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(data, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            rows += Score(file, target, Scorer(detector, files)!);
            files++;
        }
        to.WriteLine($"{rows} rows of {files} files scored by {detector}");
        return 0;
    }

    private static Func<long, double, double>? Scorer(string name, int seed)
    {
        switch (name)
        {
            case "series" or "series-small":
                var series = new SeriesDetector(withNeighbours: name == "series");
                return (time, value) => series.Observe(time, value).Score;
            case "three-sigma":
                var sigma = new ThreeSigma();
                return (_, value) => sigma.Score(value);
            case "random":
                var random = new Random(20261123 + seed);
                return (_, _) => random.NextDouble();
            case "null":
                return static (_, _) => 0;
            default:
                return null;
        }
    }

    private static int Score(string file, string target, Func<long, double, double> score)
    {
        using var reader = new StreamReader(file);
        var names = (reader.ReadLine() ?? "").Split(',', StringSplitOptions.TrimEntries);
        var (timeAt, valueAt) = (Array.IndexOf(names, "timestamp"), Array.IndexOf(names, "value"));
        if (timeAt < 0 || valueAt < 0)
            throw new InvalidDataException($"{file}: the first line has no columns 'timestamp' and 'value'.");
        using var writer = new StreamWriter(target);
        writer.Write("timestamp,anomaly_score\n");
        var rows = 0;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
                continue;
            var fields = line.Split(',');
            // A field that is empty or no number is a missing value, and is answered as one.
            var value = valueAt < fields.Length && double.TryParse(fields[valueAt], CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
            var time = DateTimeOffset.Parse(fields[timeAt], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
            writer.Write($"{fields[timeAt]},{score(time, value).ToString("0.########", CultureInfo.InvariantCulture)}\n");
            rows++;
        }
        return rows;
    }

    /// <summary>How many standard deviations from the mean of all before; three are 0.5.</summary>
    private sealed class ThreeSigma
    {
        private double _count, _mean, _squares;

        public double Score(double value)
        {
            if (!double.IsFinite(value))
                return 0;
            var deviation = Math.Sqrt(_squares / Math.Max(1, _count - 1));
            var distance = _count > 1 && deviation > 0 ? Math.Abs(value - _mean) / deviation : 0;
            // Welford 1962.
            var from = value - _mean;
            _count++;
            _mean += from / _count;
            _squares += from * (value - _mean);
            return distance / (distance + 3);
        }
    }
}
