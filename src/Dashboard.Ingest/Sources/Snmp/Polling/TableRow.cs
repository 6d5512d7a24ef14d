using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>An instance of a table.</summary>
/// <param name="instance">Its name after the column's.</param>
/// <param name="parts">The parts of that name, as text and as octets.</param>
/// <param name="metrics">Metrics of the table.</param>
/// <param name="labels">Columns of labels of the table.</param>
internal sealed class TableRow(byte[] instance, (string Text, byte[] Octets)[] parts, int metrics, int labels)
{
    public byte[] Instance => instance;

    public (string Text, byte[] Octets)[] Parts => parts;

    public MetricCell[] Cells { get; } = new MetricCell[metrics];

    /// <summary>What the columns of labels said.</summary>
    public string[] Labels { get; } = [.. Enumerable.Repeat("", labels)];

    /// <summary>The poll that it was last seen in.</summary>
    public int Seen { get; set; }

    /// <summary>sysUpTime when its counters last began anew; null where the device does not say.</summary>
    public ulong? Discontinuity { get; set; }

    /// <summary>Whether they did since the poll before.</summary>
    public bool BeganAnew { get; set; }

    /// <summary>The labels of one of its series, but for the name, job and instance.</summary>
    public Label[] LabelsOf(PlannedTable plan, int metric)
    {
        var definition = plan.Metrics[metric];
        var result = new List<Label>(); // bound: labels of a metric
        for (var i = 0; i < parts.Length; i++)
        {
            if (!definition.Lookups.Any(l => l.DropsIndexes && l.Labels.Contains(plan.Indexes[i].Label, StringComparer.Ordinal)))
                result.Add(new Label(plan.Indexes[i].Label, parts[i].Text));
        }
        foreach (var (name, label) in plan.Lookups[metric])
        {
            // Without its index and without a name, an instance could not be told from others.
            var isAll = definition.Lookups.Any(l => l.Label == name && l.DropsIndexes);
            result.Add(new Label(name, Labels[label].Length == 0 && isAll ? string.Join('.', plan.Labels[label].From.Select(i => parts[i].Text)) : Labels[label]));
        }
        if (Cells[metric].Text is { } text)
            result.Add(new Label(definition.Name, text));
        return [.. result];
    }
}
