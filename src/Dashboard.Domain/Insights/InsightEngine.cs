using System.Globalization;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Insights;

/// <summary>
/// Makes one finding of anomalies that begin together at places that belong together, joins the alarms of those places, says
/// what it looks like and ranks what may have brought it about: by the kind of an alarm, by what came first, and by how much
/// of the rest it would explain. It remembers nothing: the same anomalies and alarms give the same insights.
/// </summary>
public static class InsightEngine
{
    /// <summary>Anomalies that begin further apart are of two findings: a period of a quarter of an hour and what comes after it.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(20);

    /// <summary>Alarms that were raised so long before the first anomaly may be its cause.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    private const int MostCauses = 5;

    // What alarms call their objects by.
    private static readonly string[] Named = ["site", "instance", "cell", "service"];

    // What tells that things belong together, the nearest first.
    private static readonly string[] Places = ["site", "instance", "service", "snssai", "source"];

    /// <summary>What is concluded, the newest first.</summary>
    /// <param name="anomalies">Those to be explained, in any order; those that operators marked as normal are left out.</param>
    /// <param name="alarms">What is open, or was at that time.</param>
    public static IReadOnlyList<Insight> Conclude(IEnumerable<Anomaly> anomalies, IReadOnlyCollection<Alarm> alarms)
    {
        var sorted = anomalies.Where(static a => a.Mark != AnomalyMark.Normal).OrderBy(static a => a.Since).ThenBy(static a => a.Id).ToList();
        var groups = new List<List<Anomaly>>(); // bound: anomalies of the book
        var latest = new Dictionary<string, List<Anomaly>>(StringComparer.Ordinal); // bound: places of the anomalies
        foreach (var anomaly in sorted)
        {
            var keys = KeysOf(anomaly);
            var home = keys.Select(k => latest.GetValueOrDefault(k)).FirstOrDefault(g => g is not null && anomaly.Since - g[0].Since <= Together.TotalMilliseconds);
            if (home is null)
                groups.Add(home = []);
            home.Add(anomaly);
            foreach (var key in keys)
                latest[key] = home;
        }
        return [.. groups.Select(g => Conclude(new InsightGroup(g, AlarmsOf(g, alarms)))).OrderByDescending(static i => i.Since).ThenByDescending(static i => i.Priority).ThenBy(static i => i.Id, StringComparer.Ordinal)];
    }

    // Like things of one neighbourhood that change in the same row have a cause in common; other things must be at one place.
    private static List<string> KeysOf(Anomaly anomaly)
    {
        var keys = Places.Select(p => (Place: p, Value: anomaly.Labels.Get(p))).Where(static k => k.Value.Length > 0).Select(static k => $"{k.Place} {k.Value}").Take(1).ToList();
        if (anomaly.Labels.Get("cluster") is { Length: > 0 } cluster)
            keys.Add($"{anomaly.Rule} {cluster} {anomaly.Since}");
        if (keys.Count == 0)
            keys.Add($"entity {anomaly.Entity}");
        return keys;
    }

    private static List<Alarm> AlarmsOf(List<Anomaly> group, IReadOnlyCollection<Alarm> alarms)
    {
        var names = group.SelectMany(static a => Named.Select(a.Labels.Get)).Where(static n => n.Length > 2).ToHashSet(StringComparer.OrdinalIgnoreCase); // bound: labels of the group
        var (from, to) = (group[0].Since - Before.TotalMilliseconds, group.Max(static a => a.Until ?? long.MaxValue));
        return [.. alarms.Where(a => a.RaisedAt.ToUnixTimeMilliseconds() is var at && at >= from && at <= to && names.Any(n => a.ManagedObject.Contains(n, StringComparison.OrdinalIgnoreCase))).OrderBy(static a => a.RaisedAt)];
    }

    private static Insight Conclude(InsightGroup group)
    {
        var shape = InsightShape.Of(group);
        var where = Where(group);
        var worst = group.Anomalies.MaxBy(static a => a.TailScore)!;
        return new Insight
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"i{group.Anomalies.Min(static a => a.Id)}"),
            Shape = shape.Name,
            Category = shape.Category,
            Priority = PriorityOf(group, shape, worst),
            Title = string.Format(CultureInfo.InvariantCulture, shape.Title, where),
            Detail = Detail(group, worst),
            Advice = shape.Advice,
            Causes = Causes(group, where),
            Entities = group.Entities,
            Anomalies = group.Anomalies,
            Alarms = [.. group.Alarms.Select(static a => a.Id)],
            // Each anomaly may be chance by its own rarity; that all are is as good as never.
            Confidence = 1 - group.Anomalies.Take(20).Aggregate(1.0, static (p, a) => p * Math.Pow(10, -a.TailScore / 2)),
            Since = group.Since,
            Until = group.Until,
        };
    }

    private static string Where(InsightGroup group) => group switch
    {
        { Sites.Count: > 1 } => $"{group.Sites.Count} sites ({Listed(group.Sites)})",
        { Cells.Count: 1 } => group.Cells[0],
        { Sites.Count: 1, Cells.Count: > 1 } => Sector(group) ?? group.Sites[0],
        { Entities.Count: 1 } => group.Entities[0],
        { Instances.Count: 1 } => group.Instances[0],
        _ => Listed(group.Entities),
    };

    // The cells of one sector are called by what their names have in common.
    private static string? Sector(InsightGroup group)
    {
        var first = group.Cells[0];
        var length = first.Length;
        foreach (var cell in group.Cells)
        {
            while (!cell.AsSpan().StartsWith(first.AsSpan(0, length), StringComparison.Ordinal))
                length--;
        }
        var common = first[..length].TrimEnd('n').TrimEnd('-');
        return common.Length > group.Sites[0].Length + 1 ? common : null;
    }

    private static string Detail(InsightGroup group, Anomaly worst)
    {
        var measures = group.Anomalies.GroupBy(static a => a.Title, StringComparer.Ordinal).OrderByDescending(static g => g.Count()).Select(static g => string.Create(CultureInfo.InvariantCulture, $"{g.Key.TrimEnd(',')} ({g.Count()})")).ToList();
        var all = group.Anomalies.Count == 1 ? "" : $" In all unusual: {string.Join(", ", measures.Take(4))}.";
        var alarms = group.Alarms.Count == 0 ? " No alarm tells of it." : $" {group.Alarms.Count} {(group.Alarms.Count == 1 ? "alarm tells" : "alarms tell")} of the same place.";
        return worst.Sentence + all + alarms;
    }

    private static InsightPriority PriorityOf(InsightGroup group, InsightShape shape, Anomaly worst)
    {
        if (group.Until is not null)
            return InsightPriority.Low;
        var priority = shape.Category == InsightCategory.Risk ? InsightPriority.High : worst.Severity >= AnomalySeverity.High || group.Anomalies.Count > 2 ? InsightPriority.Medium : InsightPriority.Low;
        return priority == InsightPriority.High && (group.Sites.Count > 1 || group.HasOutage) ? InsightPriority.Critical
            : priority == InsightPriority.Medium && shape.Name != InsightShape.Unusual.Name ? InsightPriority.High : priority;
    }

    // An alarm of what carries others speaks loudest, what came first speaks before what followed, and a thing that more of the
    // rest is named after explains more of it.
    private static List<ProbableRoot> Causes(InsightGroup group, string where)
    {
        var candidates = new List<(string Object, string Reason, double Score)>(); // bound: alarms and anomalies of the group
        var first = group.Alarms.Count > 0 ? Math.Min(group.Since, group.Alarms[0].RaisedAt.ToUnixTimeMilliseconds()) : group.Since;
        foreach (var alarm in group.Alarms)
        {
            var late = (alarm.RaisedAt.ToUnixTimeMilliseconds() - first) / Before.TotalMilliseconds;
            candidates.Add((alarm.ManagedObject, $"{Words(alarm.Identity.Type)} alarm: {alarm.Text}", (WeightOf(alarm.Identity.Type) + (alarm.Worst >= PerceivedSeverity.Major ? 1 : 0)) * Math.Max(0.2, 1 - late) * Explains(group, alarm.ManagedObject)));
        }
        // Where no alarm tells of it, the place that all of it has in common.
        candidates.Add((where, group.Anomalies.Count == 1 ? "the only thing that is unusual" : $"all {group.Anomalies.Count} anomalies lie there", 2));
        var total = candidates.Sum(static c => c.Score);
        return [.. candidates.GroupBy(static c => c.Object, StringComparer.Ordinal).Select(static g => g.MaxBy(static c => c.Score)).OrderByDescending(static c => c.Score).Take(MostCauses).Select(c => new ProbableRoot(c.Object, c.Reason, c.Score / total))];
    }

    private static double Explains(InsightGroup group, string name)
    {
        var named = group.Entities.Count(e => name.Contains(e, StringComparison.OrdinalIgnoreCase) || group.Sites.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase) && e.StartsWith(s, StringComparison.OrdinalIgnoreCase)));
        return 0.5 + ((double)named / group.Entities.Count);
    }

    private static double WeightOf(AlarmType type) => type switch
    {
        AlarmType.Equipment or AlarmType.Environmental => 4,
        AlarmType.Communications => 3,
        AlarmType.ProcessingError or AlarmType.TimeDomainViolation => 2,
        _ => 1,
    };

    private static string Words(AlarmType type) => type switch
    {
        AlarmType.QualityOfService => "quality of service",
        AlarmType.ProcessingError => "processing error",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Listed(IReadOnlyList<string> names) => names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
}
