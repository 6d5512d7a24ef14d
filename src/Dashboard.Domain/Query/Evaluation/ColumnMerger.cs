using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// Brings series together whose labels became equal: one series where at no step both have a value, else an error.
/// </summary>
internal sealed class ColumnMerger(QueryRun run, IColumnSink target) : IColumnSink
{
    private readonly Dictionary<Labels, double[]> _columns = []; // bound: the query's sample budget
    private readonly List<Labels> _order = []; // bound: as _columns
    private long _held;

    public bool Accept(Labels labels, double[] values)
    {
        if (!_columns.TryGetValue(labels, out var known))
        {
            run.Hold(values.Length);
            _held += values.Length;
            _columns.Add(labels, values);
            _order.Add(labels);
            return true;
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (Absent.Is(values[i]))
                continue;
            if (!Absent.Is(known[i]))
                throw DuplicateSeries();
            known[i] = values[i];
        }
        return false;
    }

    /// <summary>Hands everything on, in the order in which labels were first seen.</summary>
    public void Flush()
    {
        run.Release(_held);
        foreach (var labels in _order)
            target.Accept(labels, _columns[labels]);
    }

    public static QueryException DuplicateSeries() => new("vector cannot contain metrics with the same labelset");
}
