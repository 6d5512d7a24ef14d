using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>What charts show that are no courses over time, and the figures of legends.</summary>
internal static class ChartFigures
{
    // As many bars as can be told apart on a tile.
    private const int Bins = 24;

    /// <summary>A legend's figures of a series over the range; NaN where it has no values.</summary>
    public static IReadOnlyList<double> Of(IReadOnlyList<LegendValue> legend, ReadOnlySpan<double> values)
    {
        if (legend.Count == 0)
            return [];
        var sorted = Finite(values);
        Array.Sort(sorted);
        return [.. legend.Select(kind => sorted.Length == 0 ? double.NaN : kind switch
        {
            LegendValue.Min => sorted[0],
            LegendValue.Max => sorted[^1],
            LegendValue.P95 => Quantile(sorted, 0.95),
            _ => sorted.Average(),
        })];
    }

    /// <summary>The latest values as shares of a whole, the largest first; what is not above 0 has no share.</summary>
    public static ChartView Shares(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var all = definition.Series.Zip(answers)
            .SelectMany(p => p.Second.Vector.Where(s => s.Value > 0 && double.IsFinite(s.Value)).Select(s => (Name: Name(p.First, s.Labels), s.Value)))
            .OrderByDescending(s => s.Value).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
        var lines = all.Take(definition.MaxSeries).Select((s, i) => new ChartLine(s.Name, i, false, [s.Value]) { Latest = s.Value }).ToList();
        // The whole stays the whole: what has no slice of its own shares one.
        if (all.Skip(definition.MaxSeries).Sum(s => s.Value) is > 0 and var others)
            lines.Add(new ChartLine("others", lines.Count, false, [others]) { Latest = others });
        return ChartView.Of(lines, new ChartGrid(0, 1, 1), all.Count - Math.Min(all.Count, definition.MaxSeries));
    }

    /// <summary>The second query's series over the first's, joined by their labels, one point a time.</summary>
    public static ChartView Pairs(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var grid = ChartGrid.Under(definition, answers);
        var across = new Dictionary<Labels, RangeSeries>(); // bound: series of the answer
        foreach (var series in answers[0].Series)
            across.TryAdd(Bare(series.Labels), series);
        var pairs = answers[1].Series.Where(s => across.ContainsKey(Bare(s.Labels))).OrderBy(s => s.Labels.ToString(), StringComparer.Ordinal).ToList();
        var lines = pairs.Take(definition.MaxSeries).Select((s, i) => new ChartLine(Name(definition.Series[1], s.Labels), i, false, grid.Place(s, 0))
        {
            Latest = s.Values[^1],
            Across = grid.Place(across[Bare(s.Labels)], 0),
            Figures = Of(definition.Legend, s.Values),
        });
        return ChartView.Of([.. lines], grid, pairs.Count - Math.Min(pairs.Count, definition.MaxSeries));
    }

    /// <summary>How many of each query's values fall into each of some ranges of equal, round width.</summary>
    public static ChartView Frequencies(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var values = answers.Select(a => a.Series.SelectMany(s => s.Values).Where(double.IsFinite).ToArray()).ToArray();
        var all = values.SelectMany(v => v).ToArray();
        if (all.Length == 0)
            return ChartView.Of([]);
        var width = Round((all.Max() - all.Min()) / Bins);
        var low = Math.Floor(all.Min() / width);
        var bins = (int)Math.Min(Bins * 2, Math.Floor(all.Max() / width) - low + 1);
        var lines = definition.Series.Select((query, i) =>
        {
            var counts = new double[bins];
            foreach (var value in values[i])
                counts[(int)Math.Clamp(Math.Floor(value / width) - low, 0, bins - 1)]++;
            return new ChartLine(LabelTemplate.Fill(query.Legend, Labels.Empty) is { Length: > 0 } name ? name : "values", i, false, counts) { Latest = values[i].Length > 0 ? values[i][^1] : double.NaN, Figures = Of(definition.Legend, values[i]) };
        });
        return ChartView.Of([.. lines], new ChartGrid(low * width, width, bins));
    }

    // 1, 2 or 5 times a power of ten, so that bounds can be read.
    private static double Round(double width)
    {
        if (!(width > 0))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return power * (width / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    private static double[] Finite(ReadOnlySpan<double> values)
    {
        var finite = new List<double>(values.Length);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                finite.Add(value);
        }
        return [.. finite];
    }

    // Linear between the two nearest ranks, as quantile_over_time does it.
    private static double Quantile(double[] sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        return below + 1 < sorted.Length ? sorted[below] + ((sorted[below + 1] - sorted[below]) * (rank - below)) : sorted[below];
    }

    private static Labels Bare(Labels labels) => Labels.From([.. labels.Where(l => l.Name != "__name__")]);

    private static string Name(ChartQuery query, Labels labels) => LabelTemplate.Fill(query.Legend, labels) is { Length: > 0 } name ? name : labels.ToString();
}
