using System.Diagnostics.Metrics;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>The cells of one exposed metric, to which instruments of the same name in several meters add together. Guarded by the registry.</summary>
internal sealed class MeterFamily(string name, MetricFamilyType type, string help, bool sums, double[] bounds)
{
    private readonly Dictionary<Labels, MeterCell> _cells = []; // bound: MeterRegistry.MaxSeries
    private readonly List<MeterCell> _ordered = []; // bound: as _cells

    public string Name => name;

    public MetricFamilyType Type => type;

    /// <summary>Instruments that add to it.</summary>
    public HashSet<Instrument> Instruments { get; } = []; // bound: instruments of the program

    /// <summary>Whether measurements add up, rather than replace one another.</summary>
    public bool Sums => sums;

    /// <summary>Series that it is exposed as.</summary>
    public int Series { get; private set; }

    /// <summary>The cell with these labels; made where it is new, and null where that would be more than <paramref name="room"/> series.</summary>
    public MeterCell? Cell(Labels labels, int room)
    {
        if (_cells.TryGetValue(labels, out var cell))
            return cell;
        var order = labels.ToString();
        cell = type == MetricFamilyType.Histogram ? new HistogramCell(labels, bounds) { Order = order }
            : sums ? new SumCell(labels) { Order = order }
            : new LastCell(labels) { Order = order };
        if (cell.Series > room)
            return null;
        _cells[labels] = cell;
        Series += cell.Series;
        var at = _ordered.BinarySearch(cell, Comparer<MeterCell>.Create(static (x, y) => string.CompareOrdinal(x.Order, y.Order)));
        _ordered.Insert(at < 0 ? ~at : at, cell);
        return cell;
    }

    /// <summary>Lets go of the cells that were not measured in a round; returns by how many series there are fewer.</summary>
    public int RemoveUnseen(long round)
    {
        var removed = 0;
        foreach (var (labels, cell) in _cells)
        {
            if (cell.Seen == round)
                continue;
            removed += cell.Series;
            _cells.Remove(labels);
        }
        Series -= removed;
        if (removed > 0)
            _ordered.RemoveAll(c => c.Seen != round);
        return removed;
    }

    public MetricFamily Snapshot()
    {
        var points = new List<MetricPoint>();
        foreach (var cell in _ordered)
            cell.AddTo(points);
        return new MetricFamily(name, type, help, points);
    }
}
