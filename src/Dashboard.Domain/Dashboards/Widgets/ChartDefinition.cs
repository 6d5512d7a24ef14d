using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>Series over time, or their latest values against one another.</summary>
public sealed record ChartDefinition : WidgetDefinition
{
    public ChartForm Form { get; init; }

    public required IReadOnlyList<ChartQuery> Series { get; init; }

    public Unit Unit { get; init; }

    /// <summary>The unit of the first query of a scatter chart, which lies across; null for the chart's.</summary>
    public Unit? AcrossUnit { get; init; }

    /// <summary>How far back it reaches; null follows the dashboard.</summary>
    public TimeSpan? Range { get; init; }

    /// <summary>From one point to the next; null fits the range.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>Where it ends, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How long ago the time is that it is compared with, of a widget that is bound; null for none.</summary>
    public TimeSpan? Compare { get; init; }

    /// <summary>Series drawn at most; the note beside the title says how many more there are. Bound of what one chart sends. 1 to 100.</summary>
    public int MaxSeries { get; init; } = 12;

    /// <summary>Series lie on one another, lines and bars only.</summary>
    public bool IsStacked { get; init; }

    /// <summary>The axis of values is logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>What the legend tells of each series beside its latest value.</summary>
    public IReadOnlyList<LegendValue> Legend { get; init; } = [];

    /// <summary>Limits, drawn as lines.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>The range that is expected, shaded: two queries of one series each.</summary>
    public ChartBand? Band { get; init; }

    /// <summary>PromQL; where a series of it is not 0 a span is marked, called by the legend of the annotation.</summary>
    public IReadOnlyList<ChartQuery> Annotations { get; init; } = [];

    public override IEnumerable<(string Name, string Query)> Queries() =>
    [
        .. Series.Select((q, i) => ($"series {i + 1}", q.Query)),
        .. Band is { } band ? new[] { ("lower bound", band.Lower), ("upper bound", band.Upper) } : [],
        .. Annotations.Select((q, i) => ($"annotation {i + 1}", q.Query)),
    ];

    internal override IEnumerable<string> Problems()
    {
        if (Series.Count is 0 or > 20)
            yield return "a chart has 1 to 20 queries.";
        if (MaxSeries is < 1 or > 100)
            yield return "maxSeries is to be 1 to 100.";
        if (Form == ChartForm.Scatter && Series.Count != 2)
            yield return "a scatter chart has two queries, one for each axis.";
        if (Range is { } range && (range < TimeSpan.FromSeconds(10) || range > TimeSpan.FromDays(800)))
            yield return "the range is to be between 10s and 800d.";
        if (Step is { } step && (step < TimeSpan.FromSeconds(1) || (Range ?? TimeSpan.FromHours(1)) / step > 2000))
            yield return "the step is to be 1s at least, and give 2,000 points at most.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding)
    {
        var range = Range ?? binding.Range;
        // Bars and cells need width to be told apart.
        var step = Step ?? WidgetBinding.StepOf(Form is ChartForm.Bar or ChartForm.Heatmap ? range * 4 : range);
        return (ChartDefinition)base.Bind(binding) with
        {
            Range = range,
            Step = step,
            Until = binding.Until,
            Compare = binding.Compare,
            Interval = binding.Pace(Interval > step ? Interval : step),
            Series = [.. Series.Select(q => q with { Query = binding.Fill(q.Query, step), Legend = binding.Caption(q.Legend) })],
            Band = Band is { } band ? new ChartBand(binding.Fill(band.Lower, step), binding.Fill(band.Upper, step)) : null,
            Annotations = [.. Annotations.Select(q => q with { Query = binding.Fill(q.Query, step), Legend = binding.Caption(q.Legend) })],
        };
    }
}

/// <summary>How a chart draws its series.</summary>
public enum ChartForm
{
    Line,
    Area,
    Bar,

    /// <summary>The latest values as shares of a whole.</summary>
    Pie,

    /// <summary>The points of the second series over those of the first.</summary>
    Scatter,

    /// <summary>A row a series, a column a time, the value as a shade.</summary>
    Heatmap,

    /// <summary>How often values fall into each range.</summary>
    Histogram,
}

/// <summary>What a legend tells of a series over the range.</summary>
public enum LegendValue
{
    Min,
    Mean,
    Max,

    /// <summary>The 95th percentile.</summary>
    P95,
}

/// <summary>One query of a chart.</summary>
/// <param name="Query">PromQL.</param>
/// <param name="Legend">How its series are named: text with labels in double braces, <c>{{device}} in</c>; empty for all labels.</param>
/// <param name="Dashed">Drawn with a broken line, to tell its series from those of the query before with the same colours.</param>
public sealed record ChartQuery(string Query, string Legend = "", bool Dashed = false);

/// <summary>The range that is expected.</summary>
/// <param name="Lower">PromQL for its lower bound.</param>
/// <param name="Upper">PromQL for its upper bound.</param>
public sealed record ChartBand(string Lower, string Upper);
