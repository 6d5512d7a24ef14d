using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>What several modules together ask of a device: no column twice, however many metrics are made of it.</summary>
public sealed class PollPlan
{
    private PollPlan(IReadOnlyList<SnmpMetric> scalars, IReadOnlyList<PlannedTable> tables) => (Scalars, Tables) = (scalars, tables);

    /// <summary>Single objects.</summary>
    public IReadOnlyList<SnmpMetric> Scalars { get; }

    /// <summary>Tables: what has the same indexes and is polled equally often.</summary>
    public IReadOnlyList<PlannedTable> Tables { get; }

    public static PollPlan Of(IReadOnlyList<SnmpModule> modules)
    {
        var metrics = modules.SelectMany(m => m.Metrics.Select(metric => (m.Interval, Metric: metric))).DistinctBy(m => (m.Metric.Name, m.Metric.Oid)).ToArray();
        var tables =
            from m in metrics
            where m.Metric.Indexes.Count > 0
            group m.Metric by (m.Interval, Key: string.Join(';', m.Metric.Indexes)) into table
            select new PlannedTable(table.Key.Interval, [.. table]);
        return new PollPlan([.. metrics.Where(m => m.Metric.Indexes.Count == 0).Select(m => m.Metric)], [.. tables]);
    }
}

/// <summary>Metrics with the same indexes and the columns that they are made of.</summary>
public sealed class PlannedTable
{
    internal PlannedTable(TimeSpan? interval, IReadOnlyList<SnmpMetric> metrics)
    {
        (Interval, Metrics, Indexes) = (interval, metrics, metrics[0].Indexes);
        Values = Columns(metrics, m => [m.Oid]);
        Fallbacks = Columns(metrics, m => m.Fallback is null ? [] : [m.Fallback]);
        Discontinuity = metrics.Select(m => m.Discontinuity).FirstOrDefault(d => d is not null);
        Gates = [.. metrics.Select(m => metrics.TakeWhile(gate => gate.Name != m.OnlyWhere).Count()).Select(at => at < metrics.Count ? at : -1)];
        var labels = new List<PlannedLabel>(); // bound: lookups of the modules
        Lookups = [.. metrics.Select(m => m.Lookups.Where(l => l.Oid is not null).Select(l => (l.Label, Place(l))).ToArray())];
        Labels = labels;

        int Place(SnmpLookup lookup)
        {
            var from = lookup.Labels.Select(l => Indexes.TakeWhile(i => i.Label != l).Count()).ToArray();
            var place = labels.FindIndex(l => l.Oid.Equals(lookup.Oid) && l.Type == lookup.Type && l.From.SequenceEqual(from) && Equals(l.Fallback, lookup.Fallback));
            if (place >= 0)
                return place;
            labels.Add(new PlannedLabel(lookup.Oid!, lookup.Type, from, lookup.Fallback));
            return labels.Count - 1;
        }
    }

    /// <summary>How often it is read at most; null for every poll.</summary>
    public TimeSpan? Interval { get; }

    public IReadOnlyList<SnmpMetric> Metrics { get; }

    public IReadOnlyList<SnmpIndex> Indexes { get; }

    /// <summary>The columns that metrics are made of.</summary>
    public IReadOnlyList<PlannedColumn> Values { get; }

    /// <summary>The columns that stand in for instances that those do not have.</summary>
    public IReadOnlyList<PlannedColumn> Fallbacks { get; }

    /// <summary>The columns that labels are made of.</summary>
    public IReadOnlyList<PlannedLabel> Labels { get; }

    /// <summary>Of each metric: the labels that it has from columns, by name and place in <see cref="Labels"/>.</summary>
    public IReadOnlyList<IReadOnlyList<(string Name, int Label)>> Lookups { get; }

    /// <summary>Of each metric: the place of the metric that decides whether an instance is shown; -1 for none.</summary>
    public IReadOnlyList<int> Gates { get; }

    /// <summary>The column whose change says that an instance's counters began anew.</summary>
    public ObjectIdentifier? Discontinuity { get; }

    private static PlannedColumn[] Columns(IReadOnlyList<SnmpMetric> metrics, Func<SnmpMetric, ObjectIdentifier[]> oids) =>
    [
        .. from i in Enumerable.Range(0, metrics.Count)
           from oid in oids(metrics[i])
           group i by oid into column
           select new PlannedColumn(column.Key, [.. column]),
    ];
}

/// <summary>A column and the metrics made of it, by their places in <see cref="PlannedTable.Metrics"/>.</summary>
public sealed record PlannedColumn(ObjectIdentifier Oid, IReadOnlyList<int> Metrics);

/// <summary>A column that a label is made of.</summary>
/// <param name="Oid">The column.</param>
/// <param name="Type">How its values become text.</param>
/// <param name="From">The parts of an instance's name that point into it, by their places in <see cref="PlannedTable.Indexes"/>.</param>
/// <param name="Fallback">The column that stands in where this one has nothing.</param>
public sealed record PlannedLabel(ObjectIdentifier Oid, SnmpMetricType Type, IReadOnlyList<int> From, ObjectIdentifier? Fallback);
