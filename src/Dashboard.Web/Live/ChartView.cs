using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A chart at one moment: its series on one regular grid of times, and what lies behind them.</summary>
public sealed record ChartView : WidgetView
{
    public ChartForm Form { get; init; }

    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    /// <summary>Series that were left out because of <see cref="ChartDefinition.MaxSeries"/>.</summary>
    public int LeftOut { get; init; }

    /// <summary>The times that the lines' values stand for.</summary>
    public ChartGrid Grid { get; init; }

    /// <summary>The lower and the upper bound of what is expected; null where there is none.</summary>
    public (double[] Lower, double[] Upper)? Band { get; init; }

    /// <summary>What the band stands for, in the legend.</summary>
    public string BandName { get; init; } = "shaded: expected range";

    public IReadOnlyList<ChartSpan> Spans { get; init; } = [];

    /// <summary>The worst limit that a latest value passes.</summary>
    public PerceivedSeverity Severity { get; init; }

    /// <summary>Every array of values in the order in which they are sent, of one length for each point of the grid.</summary>
    internal IEnumerable<double[]> Arrays
    {
        get
        {
            foreach (var line in Lines)
            {
                yield return line.Values;
                if (line.Across is not null)
                    yield return line.Across;
            }
            if (Band is { } band)
            {
                yield return band.Lower;
                yield return band.Upper;
            }
        }
    }

    /// <summary>A number and its line above the plot, of a trend.</summary>
    public ChartHeadline? Headline { get; init; }

    /// <summary>The chart from the answers to its queries, in the order of <see cref="WidgetQueries"/>.</summary>
    /// <param name="definition">The chart.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="version">The view's version.</param>
    /// <param name="before">The view of the version before, where there is one.</param>
    public static ChartView From(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers, long version, ChartView? before = null)
    {
        var main = answers.Take(definition.Series.Count).ToArray();
        var drawn = definition.Form switch
        {
            ChartForm.Pie => ChartFigures.Shares(definition, main),
            ChartForm.Scatter => ChartFigures.Pairs(definition, main),
            ChartForm.Histogram => ChartFigures.Frequencies(definition, main),
            _ => Courses(definition, answers),
        };
        var freshest = main.MaxBy(static a => a.NewestSample)!;
        var failed = answers.FirstOrDefault(a => a.Error is not null);
        var isEmpty = drawn.Lines.Count == 0;
        var view = drawn with
        {
            Version = version,
            NewestSample = freshest.NewestSample,
            Spacing = freshest.Spacing,
            State = failed is not null ? ViewState.Error : main.Any(a => a.Version == 0) ? ViewState.Loading : isEmpty ? ViewState.Empty : ViewState.Ready,
            Message = failed?.Error ?? (isEmpty ? "No data. See Sources for what delivers." : ""),
            Form = definition.Form,
            Severity = drawn.Lines.Where(l => !l.IsPast).Select(l => Threshold.Judge(definition.Thresholds, l.Latest)).DefaultIfEmpty().Max(),
        };
        return view with { Encoded = ChartEncoding.Encode(view, definition), Delta = ChartEncoding.EncodeDelta(before, view, definition) };
    }

    /// <summary>A view of lines and nothing else yet; what calls it says the rest.</summary>
    internal static ChartView Of(IReadOnlyList<ChartLine> lines, ChartGrid grid = default, int leftOut = 0) =>
        new() { Version = 0, NewestSample = 0, State = ViewState.Ready, Lines = lines, Grid = grid, LeftOut = leftOut };

    private static ChartView Courses(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var main = answers.Take(definition.Series.Count).ToArray();
        var grid = ChartGrid.Under(definition, main);
        var lines = new List<ChartLine>();
        var colours = new Dictionary<(Labels, string), int>(); // bound: MaxSeries
        var leftOut = Add(definition, main, default, grid, colours, lines);
        var rest = answers.Skip(main.Length).ToList();
        var view = Of(lines, grid, leftOut);
        if (definition.Form == ChartForm.Heatmap)
            return view;
        if (definition.Band is not null)
        {
            if (rest[0].Series is [var lower, ..] && rest[1].Series is [var upper, ..])
                view = view with { Band = (grid.Place(lower, 0), grid.Place(upper, 0)) };
            rest.RemoveRange(0, 2);
        }
        var spans = definition.Annotations.Zip(rest).SelectMany(p => p.Second.Series.SelectMany(s => ChartSpan.In(s, p.First.Legend, (long)definition.Step!.Value.TotalMilliseconds)));
        view = view with { Spans = [.. spans.OrderByDescending(static s => s.To).Take(ChartSpan.Most)] };
        if (WidgetQueries.IsCompared(definition))
            Add(definition, rest.Skip(definition.Annotations.Count), definition.Compare!.Value, grid, colours, lines);
        return view;
    }

    private static int Add(ChartDefinition definition, IEnumerable<LiveSnapshot> answers, TimeSpan ago, ChartGrid grid, Dictionary<(Labels Labels, string Query), int> colours, List<ChartLine> lines)
    {
        var (leftOut, free) = (0, definition.MaxSeries);
        var same = "";
        foreach (var (query, answer) in definition.Series.Zip(answers))
        {
            // A broken line means the same thing in another direction as the query before it: equal labels, equal colours.
            if (!query.Dashed)
                same = query.Query;
            foreach (var series in answer.Series.OrderBy(s => s.Labels.ToString(), StringComparer.Ordinal))
            {
                if (free-- <= 0)
                {
                    leftOut++;
                    continue;
                }
                if (!colours.TryGetValue((series.Labels, same), out var colour))
                    colours[(series.Labels, same)] = colour = colours.Count;
                var name = LabelTemplate.Fill(query.Legend, series.Labels);
                lines.Add(new ChartLine(name.Length > 0 ? name : series.Labels.ToString(), colour, query.Dashed, grid.Place(series, (long)ago.TotalMilliseconds))
                {
                    IsPast = ago > TimeSpan.Zero,
                    Latest = series.Values[^1],
                    Figures = ChartFigures.Of(definition.Legend, series.Values),
                });
            }
        }
        return leftOut;
    }
}

/// <summary>One line of a chart, or one share, row or cloud of it.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">Its place in the order of series colours, from 0.</param>
/// <param name="Dashed">Drawn with a broken line.</param>
/// <param name="Values">A value for each point of the grid, NaN where there is none.</param>
public sealed record ChartLine(string Name, int Colour, bool Dashed, double[] Values)
{
    /// <summary>Of an earlier time, for comparison.</summary>
    public bool IsPast { get; init; }

    /// <summary>The latest value; NaN where there is none.</summary>
    public double Latest { get; init; } = double.NaN;

    /// <summary>What the legend tells beside the latest value, in the order of <see cref="ChartDefinition.Legend"/>.</summary>
    public IReadOnlyList<double> Figures { get; init; } = [];

    /// <summary>Where each value lies on the other axis, of a scatter chart.</summary>
    public double[]? Across { get; init; }
}

/// <summary>A number that stands above a chart.</summary>
public sealed record ChartHeadline(FormattedValue Value, string Detail);
