using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Live;

/// <summary>The live queries that each kind of widget rests on, in the order in which its view takes their answers.</summary>
internal static class WidgetQueries
{
    // Where a chart would draw one of several values, it is asked for this many a point and keeps what stands out.
    private const int Finer = 4;

    public static IEnumerable<LiveQuery> Of(WidgetDefinition definition) => definition switch
    {
        KpiDefinition kpi =>
        [
            new(kpi.Query, kpi.Interval / 4, Until: kpi.Until),
            new(kpi.Query, TimeSpan.FromSeconds(30), Ago: kpi.CompareWith, Until: kpi.Until),
            new(kpi.Query, kpi.SparkStep, Range: kpi.SparkRange!.Value, Step: kpi.SparkStep, Until: kpi.Until),
        ],
        ChartDefinition chart => OfChart(chart),
        TableDefinition table => table.Columns.Where(c => c.Query.Length > 0).Select(c => new LiveQuery(c.Query, c.Interval, Until: table.Until)),
        TrendDefinition trend =>
        [
            new(trend.Query, trend.Step, Range: trend.Range!.Value, Step: trend.Step, Until: trend.Until),
            .. new[] { trend.Forecast, trend.Lower, trend.Upper }.Where(q => q.Length > 0).Select(q => new LiveQuery(q, trend.Step, Until: trend.Until)),
        ],
        AnomalyDefinition anomaly => [new(anomaly.Query, anomaly.Step, Range: anomaly.Range!.Value, Step: anomaly.Step, Until: anomaly.Until)],
        InsightDefinition insight => [new(insight.Query, insight.Interval, Until: insight.Until)],
        ServiceMapDefinition map => map.Queries().Select(static q => q.Query).Select(q => new LiveQuery(q, map.Interval, Until: map.Until)),
        _ => throw new ArgumentException($"No widget is drawn from a {definition.GetType().Name}.", nameof(definition)),
    };

    /// <summary>Whether a chart's queries are asked for more points than are drawn.</summary>
    public static bool IsReduced(ChartDefinition chart) => chart.Step >= TimeSpan.FromSeconds(Finer) && chart.Form switch
    {
        ChartForm.Line or ChartForm.Area => chart.Range / chart.Step >= 100,
        ChartForm.Bar or ChartForm.Heatmap => chart.Range / chart.Step >= 20,
        _ => false,
    };

    /// <summary>Whether a chart is compared with an earlier time: what lies on one another has no room for a second time.</summary>
    public static bool IsCompared(ChartDefinition chart) => chart is { Compare: not null, IsStacked: false, Form: ChartForm.Line or ChartForm.Area };

    private static IEnumerable<LiveQuery> OfChart(ChartDefinition chart)
    {
        var (range, drawn) = (chart.Range!.Value, chart.Step!.Value);
        if (chart.Form == ChartForm.Pie)
            return chart.Series.Select(q => new LiveQuery(q.Query, chart.Interval, Until: chart.Until));
        var step = IsReduced(chart) ? drawn / Finer : drawn;
        var asked = chart.Series.Select(q => Ask(q.Query, step));
        if (chart.Form is not (ChartForm.Line or ChartForm.Area or ChartForm.Bar))
            return asked;
        if (chart.Band is { } band)
            asked = asked.Append(Ask(band.Lower, drawn)).Append(Ask(band.Upper, drawn));
        asked = asked.Concat(chart.Annotations.Select(q => Ask(q.Query, drawn)));
        return IsCompared(chart) ? asked.Concat(chart.Series.Select(q => Ask(q.Query, step) with { Ago = chart.Compare!.Value })) : asked;

        LiveQuery Ask(string query, TimeSpan by) => new(query, drawn, Range: range, Step: by, Until: chart.Until);
    }
}
