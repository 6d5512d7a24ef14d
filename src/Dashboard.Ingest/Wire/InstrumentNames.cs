using System.Text;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Names of OpenTelemetry's instruments as Prometheus has them
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1).
/// </summary>
internal static class InstrumentNames
{
    /// <summary>
    /// The metric's name: words of letters, digits and colons joined by underscores, then the unit where the name has it not
    /// already, <c>_total</c> for a counter and <c>_ratio</c> for a gauge in 1. A unit in braces says what is counted and is
    /// left out (UCUM section 6). <c>http.server.duration</c> in <c>ms</c> is <c>http_server_duration_milliseconds</c>.
    /// </summary>
    public static string Metric(string instrument, string unit, bool isCounter, bool isGauge)
    {
        var words = Words(instrument);
        AddUnit(words, unit);
        if (isCounter)
            MoveLast(words, "total");
        else if (isGauge && unit == "1")
            MoveLast(words, "ratio");
        var name = string.Join('_', words);
        return name.Length == 0 ? "_" : char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }

    private static void AddUnit(List<string> words, string unit)
    {
        var (unitOf, per) = Split(unit);
        if (unitOf.Length > 0 && !words.Contains(unitOf))
            words.Add(unitOf);
        if (per.Length > 0 && !words.Contains(per))
            words.AddRange(["per", per]);
    }

    private static (string Unit, string Per) Split(string unit)
    {
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        var first = (slash < 0 ? unit : unit[..slash]).Trim();
        var second = slash < 0 ? "" : unit[(slash + 1)..].Trim();
        return (HasBraces(first) ? "" : Clean(Word(first)), HasBraces(second) ? "" : Clean(PerWord(second)));
    }

    private static bool HasBraces(string unit) => unit.AsSpan().ContainsAny('{', '}');

    private static string Clean(string unit) => string.Join('_', Words(unit));

    private static void MoveLast(List<string> words, string word)
    {
        words.RemoveAll(w => w == word);
        words.Add(word);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>(); // bound: the text
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == ':')
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    private static string Word(string unit) => unit switch
    {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "1" => "",
        "%" => "percent",
        _ => unit,
    };

    private static string PerWord(string unit) => unit switch
    {
        "s" => "second",
        "m" or "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => unit,
    };
}
