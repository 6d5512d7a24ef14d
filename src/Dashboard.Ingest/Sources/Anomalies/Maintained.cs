using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>Leaves out what sources that operators have taken into maintenance have said.</summary>
internal sealed class Maintained(TimeSeriesCache cache, SourceRegistry sources)
{
    /// <summary>The rows but for those that a series of a source in maintenance goes into.</summary>
    public IReadOnlyList<RangeSeries> Without(IReadOnlyList<SelectorNode> selectors, IReadOnlyList<RangeSeries> rows)
    {
        var maintained = sources.Meters.Where(static m => m.IsInMaintenance).Select(static m => m.Description.Id).ToHashSet(StringComparer.Ordinal);
        if (maintained.Count == 0 || rows.Count == 0)
            return rows;
        var held = selectors.SelectMany(s => cache.Held([.. s.Matchers])).Where(h => maintained.Contains(h.Source)).Select(static h => h.Labels).ToList();
        // A row has some of the labels of what it was made from.
        var names = rows.SelectMany(static r => r.Labels).Select(static l => l.Name).Where(static n => n != Labels.MetricName).ToHashSet(StringComparer.Ordinal);
        var left = held.Select(h => Of(h, names)).ToHashSet();
        return [.. rows.Where(r => !left.Contains(Of(r.Labels, names)))];
    }

    private static Labels Of(Labels labels, HashSet<string> names) => Labels.From([.. labels.Where(l => names.Contains(l.Name))]);
}
