using System.Globalization;
using System.Text.RegularExpressions;

namespace Dashboard.Ingest.Tests.Storage.Influx;

/// <summary>One of the three queries that are sent, understood strictly.</summary>
internal sealed partial record FluxQuery(string Bucket, DateTimeOffset Start, DateTimeOffset Stop, Func<IReadOnlyDictionary<string, string>, bool> Condition, bool IsSeries, IReadOnlyList<(TimeSpan Every, string Function)> Windows)
{
    public static FluxQuery Parse(string flux)
    {
        var match = Whole().Match(flux);
        Assert.True(match.Success, flux);
        var windows = new List<(TimeSpan, string)>();
        var isSamples = match.Groups["samples"].Success;
        Assert.Equal(isSamples, match.Groups["window"].Success);
        foreach (System.Text.RegularExpressions.Capture window in match.Groups["window"].Captures)
        {
            var parts = Window().Match(window.Value);
            Assert.True(parts.Success && parts.Groups["fn"].Value == parts.Groups["name"].Value, window.Value);
            windows.Add((TimeSpan.FromMinutes(int.Parse(parts.Groups["every"].Value)), parts.Groups["fn"].Value));
        }
        static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new FluxQuery(FluxCondition.Unquote(match.Groups["bucket"].Value), Time(match.Groups["start"].Value), Time(match.Groups["stop"].Value),
            new FluxCondition(match.Groups["condition"].Value).Parse(), match.Groups["series"].Success, windows);
    }

    [GeneratedRegex("""
        \A(?<samples>samples = )?from\(bucket: (?<bucket>"[^\n]*")\)
          \|> range\(start: (?<start>[0-9T:.Z-]+), stop: (?<stop>[0-9T:.Z-]+)\)
          \|> filter\(fn: \(r\) => (?<condition>[^\n]*)\)
        (?:(?<window>samples
          \|> aggregateWindow\([^\n]*\)
          \|> drop\(columns: \["_start", "_stop", "_field"\]\)
          \|> yield\(name: "[a-z]+"\)
        )+|(?<series>  \|> last\(\)
          \|> drop\(columns: \["_start", "_stop", "_field", "_time", "_value"\]\)
          \|> yield\(name: "series"\)
        )|  \|> drop\(columns: \["_start", "_stop", "_field"\]\)
          \|> yield\(name: "samples"\)
        )\z
        """, RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Whole();

    [GeneratedRegex("""aggregateWindow\(every: (?<every>1|15|60)m, fn: (?<fn>last|min|max|sum|count), createEmpty: false\)[\s\S]*yield\(name: "(?<name>[a-z]+)"\)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Window();
}
