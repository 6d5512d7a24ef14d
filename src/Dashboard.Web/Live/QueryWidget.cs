using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Topology;

namespace Dashboard.Web.Live;

/// <summary>A widget that rests on live queries.</summary>
internal sealed class QueryWidget : LiveWidget
{
    private static readonly LiveSnapshot Refused = new(1, null, "The server has as many live queries as it may; close other dashboards or raise Noc:Live:MaxQueries.");

    private readonly WidgetDefinition _definition;
    private readonly Lease<LiveTopic>?[] _topics;
    private readonly LayeredLayout _layout = new();
    private LiveSnapshot[] _answers = [];
    private ChartView? _chart;
    private long _seen = -1;

    public QueryWidget(WidgetDefinition definition, LiveQueries queries)
    {
        _definition = definition;
        _topics = [.. WidgetQueries.Of(definition).Select(queries.Subscribe)];
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
                return _chart = ChartView.From(chart, _answers, version, _chart);
            case TrendDefinition trend:
                return TrendView.From(trend, _answers, version);
            case AnomalyDefinition anomaly:
                return AnomalyView.From(anomaly, _answers[0], version);
            case InsightDefinition insight:
                return InsightView.From(insight, _answers[0], version);
            case ServiceMapDefinition map:
                return ServiceMapView.From(map, _answers, _layout, version);
            default:
                var table = (TableDefinition)_definition;
                var next = 0;
                return TableView.From(table, [.. table.Columns.Select(c => c.Query.Length > 0 ? _answers[next++] : null)], version);
        }
    }
}
