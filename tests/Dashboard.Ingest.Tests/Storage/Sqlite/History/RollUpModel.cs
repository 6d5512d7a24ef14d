using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

/// <summary>Roll-ups in the plainest form: of all samples of a series, grouped by whatever they are rolled up to.</summary>
internal static class RollUpModel
{
    /// <param name="samples">All samples of the series, ascending.</param>
    /// <param name="resolution">Milliseconds that a sample's time is rolled up to; 0 where it stands for itself.</param>
    /// <param name="rollUp">What is asked for.</param>
    /// <param name="from">The first time wanted.</param>
    /// <param name="to">The last time wanted.</param>
    public static List<(long Time, double Value)> Of(IEnumerable<KeyValuePair<long, double>> samples, Func<long, long> resolution, RollUp rollUp, long from, long to)
    {
        var points = new List<(long, double)>();
        var previous = double.NaN;
        var resets = 0.0;
        var before = double.NaN;
        foreach (var group in Groups(samples, resolution))
        {
            var numbers = group.Where(static s => !StaleMarker.Is(s.Value)).ToList();
            if (numbers.Count == 0 && resolution(group[0].Key) > 0)
                continue;
            foreach (var (_, value) in numbers)
            {
                if (value < previous)
                    resets += previous;
                previous = value;
            }
            var time = numbers.Count > 0 ? numbers[^1].Key : group[^1].Key;
            if (time < from || time > to)
                continue;
            if (numbers.Count == 0)
            {
                points.Add((time, StaleMarker.Value));
                continue;
            }
            if (double.IsNaN(before))
                before = resets;
            points.Add((time, rollUp switch
            {
                RollUp.Min => numbers.Min(static s => s.Value),
                RollUp.Max => numbers.Max(static s => s.Value),
                RollUp.Sum => numbers.Sum(static s => s.Value),
                RollUp.Count => numbers.Count,
                RollUp.Counter => numbers[^1].Value + resets - before,
                _ => numbers[^1].Value,
            }));
        }
        return points;
    }

    private static IEnumerable<List<KeyValuePair<long, double>>> Groups(IEnumerable<KeyValuePair<long, double>> samples, Func<long, long> resolution)
    {
        var group = new List<KeyValuePair<long, double>>();
        var known = (0L, 0L);
        foreach (var sample in samples)
        {
            var span = resolution(sample.Key);
            var key = (span, span == 0 ? sample.Key : sample.Key / span);
            if (group.Count > 0 && key != known)
            {
                yield return group;
                group = [];
            }
            known = key;
            group.Add(sample);
        }
        if (group.Count > 0)
            yield return group;
    }
}
