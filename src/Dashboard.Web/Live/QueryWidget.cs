using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Live;

/// <summary>A widget that rests on live queries: a KPI, a chart, a table.</summary>
internal sealed class QueryWidget : LiveWidget
{
    private static readonly LiveSnapshot Refused = new(1, null, "The server has as many live queries as it may; close other dashboards or raise Noc:Live:MaxQueries.");

    private readonly WidgetDefinition _definition;
    private readonly Lease<LiveTopic>?[] _topics;
    private LiveSnapshot[] _answers = [];
    private long _seen = -1;

    public QueryWidget(WidgetDefinition definition, LiveQueries queries)
    {
        _definition = definition;
        _topics = [.. Queries(definition).Select(queries.Subscribe)];
    }

    public override Task Answered => Task.WhenAll(_topics.OfType<Lease<LiveTopic>>().Select(t => t.Thing.Answered));

    public override void Dispose()
    {
        foreach (var topic in _topics)
            topic?.Dispose();
        base.Dispose();
    }

    protected override bool HasChanged()
    {
        _answers = Array.ConvertAll(_topics, t => t?.Thing.Current ?? Refused);
        var seen = _answers.Sum(a => a.Version);
        (var changed, _seen) = (seen != _seen, seen);
        return changed;
    }

    protected override WidgetView Make(long version)
    {
        switch (_definition)
        {
            case KpiDefinition kpi:
                return KpiView.From(kpi, _answers[0], _answers[1], _answers[2], version);
            case ChartDefinition chart:
                return ChartView.From(chart, _answers, version);
            default:
                var table = (TableDefinition)_definition;
                var next = 0;
                return TableView.From(table, [.. table.Columns.Select(c => c.Query.Length > 0 ? _answers[next++] : null)], version);
        }
    }

    private static IEnumerable<LiveQuery> Queries(WidgetDefinition definition) => definition switch
    {
        KpiDefinition kpi =>
        [
            new(kpi.Query, kpi.Interval / 4, Until: kpi.Until),
            new(kpi.Query, TimeSpan.FromSeconds(30), Ago: kpi.CompareWith, Until: kpi.Until),
            new(kpi.Query, kpi.SparkStep, Range: kpi.SparkRange!.Value, Step: kpi.SparkStep, Until: kpi.Until),
        ],
        ChartDefinition chart => chart.Series.Select(q => new LiveQuery(q.Query, chart.Step!.Value, Range: chart.Range!.Value, Step: chart.Step!.Value, Until: chart.Until)),
        TableDefinition table => table.Columns.Where(c => c.Query.Length > 0).Select(c => new LiveQuery(c.Query, c.Interval, Until: table.Until)),
        _ => throw new ArgumentException($"No widget is drawn from a {definition.GetType().Name}.", nameof(definition)),
    };
}
