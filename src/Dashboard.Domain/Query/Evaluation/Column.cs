using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>One series of an evaluated vector: a value for each step, or <see cref="Absent"/>.</summary>
internal sealed record Column(Labels Labels, double[] Values);

/// <summary>Where a vector's series go, one after the other.</summary>
internal interface IColumnSink
{
    /// <summary>Takes a series that has a value at one step at least; returns whether it kept the array.</summary>
    bool Accept(Labels labels, double[] values);
}

/// <summary>The columns of a vector; what they hold in memory counts against the query's budget until disposed.</summary>
internal sealed class ColumnSet(QueryRun run) : IColumnSink, IDisposable
{
    private long _held;

    public List<Column> Columns { get; } = []; // bound: the query's sample budget

    public bool Accept(Labels labels, double[] values)
    {
        run.Hold(values.Length);
        _held += values.Length;
        Columns.Add(new Column(labels, values));
        return true;
    }

    public void SortByLabels() => Columns.Sort(static (a, b) => LabelOrder.Compare(a.Labels, b.Labels));

    public void Dispose()
    {
        run.Release(_held);
        _held = 0;
    }
}
