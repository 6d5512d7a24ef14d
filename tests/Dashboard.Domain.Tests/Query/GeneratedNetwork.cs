using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Query;

/// <summary>
/// Two hours of a small network's series, always the same. Values are multiples of a quarter, so that sums are exact in
/// whatever order; samples lie at odd milliseconds, so that none falls on the edge of a window.
/// </summary>
internal static class GeneratedNetwork
{
    /// <summary>2024-05-01 12:00 UTC, in milliseconds.</summary>
    public const long Start = 1_714_564_800_000;

    public const long Interval = 15_000;

    private const int Count = 480;

    public static SampleBook Build()
    {
        var random = new Random(20240501);
        var book = new SampleBook();
        foreach (var job in (string[])["api", "web"])
        {
            foreach (var instance in (string[])["i1", "i2", "i3"])
            {
                foreach (var code in (string[])["200", "404", "500"])
                    Counter(book, random, Labels.Of("http_requests_total", ("job", job), ("instance", instance), ("code", code)), gaps: code == "404");
                Add(book, random, Labels.Of("build_info", ("job", job), ("instance", instance), ("version", instance == "i3" ? "2.1" : "2.0")), _ => 1);
                Histogram(book, random, job, instance);
            }
            Add(book, random, Labels.Of("capacity", ("job", job)), _ => job == "api" ? 500 : 750.5);
        }
        foreach (var site in (string[])["north", "south", "east", "west"])
        {
            var level = random.Next(-40, 40);
            Add(book, random, Labels.Of("temperature", ("site", site), ("instance", "i" + random.Next(1, 4))), _ => (level = Math.Clamp(level + random.Next(-6, 7), -160, 160)) * 0.25);
        }
        foreach (var port in (string[])["p1", "p2"])
        {
            Counter(book, random, Labels.Of("link_rx_total", ("port", port), ("dir", "rx")), gaps: false);
            Counter(book, random, Labels.Of("link_tx_total", ("port", port), ("dir", "tx")), gaps: false);
            Counter(book, random, Labels.Of("link_tx_total", ("port", port), ("dir", "rx")), gaps: false);
        }
        Add(book, random, Labels.Of("odd_values", ("job", "api")), i => (i % 7) switch { 0 => double.NaN, 3 => double.PositiveInfinity, _ => i });
        Add(book, random, Labels.Of("odd_values", ("job", "web")), i => (i % 11) switch { 0 => double.NegativeInfinity, 5 => double.NaN, 7 => 0, _ => -i });
        Add(book, random, Labels.Of("sparse_gauge", ("job", "api")), i => i / 40 % 2 == 0 ? i * 0.5 : null);
        Add(book, random, Labels.Of("sparse_gauge", ("job", "web")), i => i / 55 % 2 == 1 ? i * -0.75 : null);
        return book;
    }

    /// <summary>The same samples in the OpenMetrics text format, for another server.</summary>
    public static string OpenMetrics(SampleBook book)
    {
        var text = new StringBuilder();
        foreach (var metric in book.Series.GroupBy(s => s.Labels.Name))
        {
            text.Append("# TYPE ").Append(metric.Key).Append(" unknown\n");
            foreach (var series in metric)
            {
                var labels = string.Join(",", series.Labels.Where(l => l.Name != Labels.MetricName).Select(l => $"{l.Name}=\"{l.Value}\""));
                for (var i = 0; i < series.Timestamps.Length; i++)
                {
                    var value = series.Values[i] switch
                    {
                        double.PositiveInfinity => "+Inf",
                        double.NegativeInfinity => "-Inf",
                        var number => number.ToString("R", CultureInfo.InvariantCulture),
                    };
                    text.Append(metric.Key).Append('{').Append(labels).Append("} ").Append(value).Append(' ').Append((series.Timestamps[i] / 1000m).ToString(CultureInfo.InvariantCulture)).Append('\n');
                }
            }
        }
        return text.Append("# EOF\n").ToString();
    }

    private static void Counter(SampleBook book, Random random, Labels labels, bool gaps)
    {
        // Far from zero, also after a reset: extrapolation towards zero is tested by hand.
        double total = random.Next(2_000_000, 4_000_000);
        var pace = random.Next(10, 4000);
        Add(book, random, labels, i =>
        {
            total = random.Next(150) == 0 ? random.Next(1_500_000, 1_900_000) : total + random.Next(pace);
            return gaps && i % 60 is > 30 and < 50 ? null : total;
        });
    }

    private static void Histogram(SampleBook book, Random random, string job, string instance)
    {
        string[] bounds = ["0.1", "0.5", "1", "2.5", "+Inf"];
        var totals = bounds.Select(b => new BookSeries(Labels.Of("latency_seconds_bucket", ("job", job), ("instance", instance), ("le", b)))).ToArray();
        var counts = new double[bounds.Length];
        Array.Fill(counts, 1_000_000);
        for (var i = 0; i < Count; i++)
        {
            var more = 0;
            for (var b = 0; b < bounds.Length; b++)
            {
                more += random.Next(30);
                counts[b] += more;
                totals[b].Add(Start + (i * Interval) + 251, counts[b]);
            }
        }
        foreach (var series in totals)
            book.Add(series);
    }

    private static void Add(SampleBook book, Random random, Labels labels, Func<int, double?> value)
    {
        var series = new BookSeries(labels);
        var shift = (random.Next(1, 400) * 2) + 1;
        for (var i = 0; i < Count; i++)
        {
            if (value(i) is { } sample)
                series.Add(Start + (i * Interval) + shift, sample);
        }
        book.Add(series);
    }
}
