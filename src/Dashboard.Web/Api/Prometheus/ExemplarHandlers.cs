using Dashboard.Domain.Query.Evaluation;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>Answers which exemplars the series behind an expression have: <c>/query_exemplars</c>.</summary>
public sealed class ExemplarHandlers(TimeSeriesCache cache)
{
    public async Task Exemplars(HttpContext context, ApiRequest request)
    {
        var from = request.Time("start", long.MinValue);
        var to = request.Time("end", long.MaxValue);
        if (to < from)
            throw ApiRequest.Bad("end timestamp must not be before start timestamp");
        var selectors = new List<IReadOnlyList<LabelMatcher>>(); // bound: the expression
        Collect(request.Expression().Root, selectors);
        var bySeries = cache.Exemplars.Find(selectors, from, to).GroupBy(static e => e.Series).ToList();
        bySeries.Sort(static (a, b) => LabelOrder.Compare(a.Key, b.Key));
        using var answer = ApiAnswer.Begin(context);
        var json = answer.Json;
        json.WriteStartArray();
        foreach (var series in bySeries)
        {
            json.WriteStartObject();
            json.WritePropertyName("seriesLabels"u8);
            answer.WriteLabels(series.Key);
            json.WriteStartArray("exemplars"u8);
            foreach (var exemplar in series)
            {
                json.WriteStartObject();
                json.WritePropertyName("labels"u8);
                answer.WriteLabels(exemplar.Labels);
                json.WriteString("value"u8, NumberFormat.Value(exemplar.Value));
                json.WritePropertyName("timestamp"u8);
                answer.WriteSeconds(exemplar.Timestamp);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            await answer.Continue();
        }
        json.WriteEndArray();
        await answer.End([], []);
    }

    private static void Collect(QueryNode node, List<IReadOnlyList<LabelMatcher>> into)
    {
        if (node is SelectorNode selector)
            into.Add(selector.Matchers);
        foreach (var child in node.Children)
            Collect(child, into);
    }
}
