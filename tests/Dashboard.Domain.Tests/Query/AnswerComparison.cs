using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

/// <summary>Says in what two answers differ, whatever the order of their series.</summary>
internal static class AnswerComparison
{
    private const double Tolerance = 1e-9;

    /// <summary>What is left where numbers should have cancelled out.</summary>
    private const double Nothing = 1e-12;

    public static string? Difference(QueryValue ours, QueryValue theirs, bool onlyValues = false)
    {
        var mine = Points(ours, onlyValues);
        var other = Points(theirs, onlyValues);
        foreach (var (point, value) in mine)
        {
            if (!other.TryGetValue(point, out var expected))
                return $"{point}: {value} where they have nothing";
            if (!Same(value, expected))
                return $"{point}: {value:R} where they have {expected:R}";
        }
        return other.Keys.FirstOrDefault(p => !mine.ContainsKey(p)) is { Labels: not null } missing ? $"{missing}: nothing where they have {other[missing]}" : null;
    }

    public static bool Same(double left, double right) =>
        left.Equals(right) || left == right || Math.Abs(left - right) <= Math.Max(Nothing, Tolerance * Math.Max(Math.Abs(left), Math.Abs(right)));

    private static Dictionary<(string Labels, long Timestamp), double> Points(QueryValue value, bool onlyValues)
    {
        var points = value switch
        {
            ScalarValue scalar => [("", scalar.Timestamp, scalar.Value)],
            VectorValue vector => vector.Samples.Select(s => (s.Labels.ToString(), s.Timestamp, s.Value)),
            MatrixValue matrix => matrix.Series.SelectMany(s => s.Timestamps.Zip(s.Values, (t, v) => (s.Labels.ToString(), t, v))),
            _ => throw new InvalidOperationException(),
        };
        return onlyValues
            ? points.GroupBy(p => p.Item2).SelectMany(g => g.OrderBy(p => p.Item3).Select((p, rank) => (Key: ($"#{rank}", p.Item2), p.Item3))).ToDictionary(p => p.Key, p => p.Item2)
            : points.ToDictionary(p => (p.Item1, p.Item2), p => p.Item3);
    }
}
