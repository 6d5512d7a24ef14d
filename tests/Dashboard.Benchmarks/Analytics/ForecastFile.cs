using System.Globalization;
using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Benchmarks.Analytics;

/// <summary>
/// Forecasts every series of a file, so that others can score them: <c>id,values</c> in, the values separated by blanks, and
/// <c>id,step,forecast,lo80,hi80,lo95,hi95</c> out, steps from 1 on.
/// </summary>
internal static class ForecastFile
{
    public const string Command = "forecast";

    private const string Usage = "forecast --train FILE --horizon N --season M --out FILE [--model median|naive2]";

    /// <summary>Whether all series were forecast; says on the error output which were not, and why.</summary>
    public static bool Run(string[] arguments)
    {
        var options = arguments.Chunk(2).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1]);
        if (!options.TryGetValue("--train", out var train) || !options.TryGetValue("--out", out var file)
            || !int.TryParse(options.GetValueOrDefault("--horizon"), out var horizon) || !int.TryParse(options.GetValueOrDefault("--season"), out var season)
            || options.GetValueOrDefault("--model", "median") is not ("median" or "naive2"))
        {
            Console.Error.WriteLine(Usage);
            return false;
        }
        var isNaive2 = options.GetValueOrDefault("--model") == "naive2";
        var isWhole = true;
        using var output = new StreamWriter(file);
        output.WriteLine(isNaive2 ? "id,step,forecast" : "id,step,forecast,lo80,hi80,lo95,hi95");
        foreach (var line in File.ReadLines(train).Skip(1).Where(static line => line.Length > 0))
        {
            var (id, values) = (line[..line.IndexOf(',')], Values(line[(line.IndexOf(',') + 1)..]));
            if (isNaive2)
            {
                WriteNaive2(output, id, values, horizon, season);
                continue;
            }
            var forecast = Forecaster.Forecast(values, horizon, Seasons.Of(season));
            if (forecast.Reason is { } reason)
                Console.Error.WriteLine($"{id}: {reason}");
            isWhole &= forecast.Reason is null;
            for (var step = 0; step < forecast.Steps.Count; step++)
            {
                var said = forecast.Steps[step];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id},{step + 1},{said.Point:R},{said.Lower80:R},{said.Upper80:R},{said.Lower95:R},{said.Upper95:R}"));
            }
        }
        return isWhole;
    }

    private static double[] Values(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static value => double.Parse(value, CultureInfo.InvariantCulture))];

    /// <summary>The yardstick makes points only, so its file has the first three columns.</summary>
    private static void WriteNaive2(StreamWriter output, string id, double[] values, int horizon, int season)
    {
        var point = new double[horizon];
        new Naive2(season).Forecast(values, point);
        for (var step = 0; step < horizon; step++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id},{step + 1},{point[step]:R}"));
    }
}
