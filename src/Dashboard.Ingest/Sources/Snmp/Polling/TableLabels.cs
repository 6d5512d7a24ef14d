using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Reads the columns that the labels of a table are made of.</summary>
internal sealed class TableLabels : IWalkSink
{
    private readonly PlannedTable _plan;
    private readonly int[] _fallbackOf;
    private readonly Dictionary<byte[], string>[] _texts; // bound: SnmpOptions.MaxRows each, cleared after each reading

    public TableLabels(PlannedTable plan, int maxRows)
    {
        _plan = plan;
        var columns = plan.Labels.Select(l => l.Oid).ToList();
        _fallbackOf = new int[plan.Labels.Count];
        for (var i = 0; i < plan.Labels.Count; i++)
        {
            _fallbackOf[i] = plan.Labels[i].Fallback is null ? -1 : columns.Count;
            if (plan.Labels[i].Fallback is { } fallback)
                columns.Add(fallback);
        }
        Walk = new SubtreeWalk(columns, maxRows);
        _texts = [.. columns.Select(_ => new Dictionary<byte[], string>(OctetComparer.Instance))];
    }

    public SubtreeWalk Walk { get; }

    public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding)
    {
        var type = column < _plan.Labels.Count ? _plan.Labels[column].Type : SnmpMetricType.Text;
        _texts[column][instance.ToArray()] = ValueReading.Text(type, binding);
    }

    /// <summary>Gives a row its labels; whether one of them has changed.</summary>
    public bool Fill(TableRow row)
    {
        var changed = false;
        for (var i = 0; i < _plan.Labels.Count; i++)
        {
            var from = _plan.Labels[i].From;
            byte[] instance = from.Count == row.Parts.Length && from.SequenceEqual(Enumerable.Range(0, from.Count)) ? row.Instance : [.. from.SelectMany(part => row.Parts[part].Octets)];
            var text = _texts[i].GetValueOrDefault(instance) ?? "";
            if (text.Length == 0 && _fallbackOf[i] is var fallback and >= 0)
                text = _texts[fallback].GetValueOrDefault(instance) ?? "";
            changed |= text != row.Labels[i];
            row.Labels[i] = text;
        }
        return changed;
    }

    public void Clear()
    {
        foreach (var texts in _texts)
            texts.Clear();
    }
}
