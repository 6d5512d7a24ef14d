using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Influx;

namespace Dashboard.Ingest.Tests.Sources.Influx;

public sealed class InfluxExpectedLineTests
{
    private const int MaxLineBytes = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_line_that_is_expected_gives_what_the_same_line_gives_by_itself(int seed)
    {
        using var bench = new IngestBench();
        bench.Register(InfluxSource.Id);
        var together = new InfluxRows(bench.Pipeline, InfluxSource.Id, new Label("", ""), 100_000);
        var apart = new InfluxRows(bench.Pipeline, InfluxSource.Id, new Label("", ""), 100_000);
        var random = new Random(seed);
        for (var body = 0; body < 60; body++)
        {
            var lines = Enumerable.Range(0, 40).Select(n => Line(n, random, bench.Now)).ToArray();
            if (random.Next(4) == 0)
                Array.Reverse(lines);
            var expected = lines.Select(l => Take(apart, l + "\n", bench.Now)).ToList();

            var (samples, report) = Take(together, string.Concat(lines.Select(static l => l + "\n")), bench.Now);

            Assert.Equal(expected.SelectMany(static e => e.Samples), samples);
            Assert.Equal(expected.Sum(static e => e.Report.Samples), report.Samples);
            Assert.Equal(expected.Sum(static e => e.Report.Texts), report.Texts);
            Assert.Equal(expected.Sum(static e => e.Report.Failed), report.Failed);
        }
    }

    private static (List<MetricSample> Samples, InfluxReport Report) Take(InfluxRows rows, string text, long now)
    {
        var report = new InfluxReport();
        using var lines = new InfluxLines(rows, InfluxPrecision.Nanoseconds, now, new InfluxOptions { MaxLineBytes = MaxLineBytes }, report);
        using var batch = new TelemetryBatch<MetricSample>(InfluxSource.Id, text.Length, 4);
        lines.Take(Encoding.UTF8.GetBytes(text), isLast: true, batch);
        return ([.. batch.Records], report);
    }

    private static string Line(int n, Random random, long now)
    {
        var key = n % 3 == 0 ? $"net,host=rtr-{n},note=a\\ b" : $"net,host=rtr-{n}";
        var fields = Enumerable.Range(0, 1 + (n % 3)).Select(f => $"f{f}={Value(random)}");
        var time = random.Next(6) == 0 ? now - random.Next(100_000) : now;
        return random.Next(12) switch
        {
            0 => $"{key} {string.Join(',', fields)}",
            1 => $"{key} {string.Join(',', fields.Reverse())} {time}000000",
            2 => $"{key} {string.Join(',', fields)},more={Value(random)} {time}000000",
            3 => $"{key}  {string.Join(',', fields)}  {time}000000 \r",
            4 => $"{key} f0=,f1=2 {time}000000",
            5 => $"{key} {string.Join(',', fields)} {time}x",
            6 => random.Next(2) == 0 ? "" : $"# {key}",
            7 => $"{key} f0=1{new string('0', MaxLineBytes)} {time}000000",
            _ => $"{key} {string.Join(',', fields)} {time}000000",
        };
    }

    private static string Value(Random random) => random.Next(10) switch
    {
        0 => "true",
        1 => "\"a, b=c\"",
        2 => $"-{random.Next(1000)}i",
        3 => "1e3",
        4 => random.NextInt64(1L << 60).ToString(CultureInfo.InvariantCulture) + "u",
        5 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        6 => "1.5.2",
        _ => (random.Next(1_000_000) / 100.0).ToString(CultureInfo.InvariantCulture),
    };
}
