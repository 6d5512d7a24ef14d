using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>A roll-up, or a sample that stands for itself, on its way to whoever asked.</summary>
/// <param name="Time">When its last sample was.</param>
/// <param name="Value">What was asked for; of a counter its last value.</param>
/// <param name="First">The first value of the page that begins here, to be held against the last one before; NaN within a page.</param>
/// <param name="Resets">What the counter had come to at each reset, added up.</param>
internal readonly record struct RollUpPoint(long Time, double Value, double First, double Resets)
{
    public static RollUpPoint Of(long timestamp, double value, RollUp rollUp) =>
        new(timestamp, rollUp == RollUp.Count && !StaleMarker.Is(value) ? 1 : value, value, 0);

    /// <summary>Puts points into the order of time; of equal times the later one stays.</summary>
    public static void Order(List<RollUpPoint> points)
    {
        var ordered = points.Select(static (p, i) => (Point: p, Place: i)).OrderBy(static p => p.Point.Time).ThenBy(static p => p.Place).Select(static p => p.Point).ToList();
        points.Clear();
        foreach (var point in ordered)
        {
            if (points.Count > 0 && points[^1].Time == point.Time)
                points[^1] = point;
            else
                points.Add(point);
        }
    }

    /// <summary>Makes of a counter's last values a total that no reset takes back, beginning with the first of them.</summary>
    public static void Total(Span<RollUpPoint> points)
    {
        var previous = double.NaN;
        var resets = 0.0;
        foreach (ref var point in points)
        {
            var value = point.Value;
            if (StaleMarker.Is(value))
                continue;
            if (!double.IsNaN(previous))
                resets += point.Resets + (point.First < previous ? previous : 0);
            if (!double.IsNaN(value))
                previous = value;
            point = point with { Value = value + resets };
        }
    }
}
