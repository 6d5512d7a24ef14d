using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Watching;

namespace Dashboard.Domain.Insights;

/// <summary>Anomalies that began together at places that belong together, and the alarms of those places.</summary>
internal sealed class InsightGroup(IReadOnlyList<Anomaly> anomalies, IReadOnlyList<Alarm> alarms)
{
    /// <summary>The earliest first.</summary>
    public IReadOnlyList<Anomaly> Anomalies => anomalies;

    /// <summary>The earliest first.</summary>
    public IReadOnlyList<Alarm> Alarms => alarms;

    public long Since { get; } = anomalies.Min(static a => a.Since);

    public long? Until { get; } = anomalies.Any(static a => a.Until is null) ? null : anomalies.Max(static a => a.Until);

    public IReadOnlyList<string> Entities { get; } = [.. anomalies.Select(static a => a.Entity).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Sites { get; } = Named(anomalies, "site");

    public IReadOnlyList<string> Cells { get; } = Named(anomalies, "cell");

    public IReadOnlyList<string> Instances { get; } = Named(anomalies, "instance");

    /// <summary>Whether a measure rose.</summary>
    public bool Rose(string rule) => anomalies.Any(a => a.Rule == rule && a.Value > a.Expected);

    /// <summary>Whether a measure fell.</summary>
    public bool Fell(string rule) => anomalies.Any(a => a.Rule == rule && a.Value < a.Expected);

    /// <summary>Whether a measure fell to a tenth of what was expected or less.</summary>
    public bool FellToNothing(string rule) => anomalies.Any(a => a.Rule == rule && a.Value <= 0.1 * a.Expected);

    /// <summary>Whether an alarm tells of a lost way or a lost thing.</summary>
    public bool HasOutage => alarms.Any(static a => a.Identity.Type is AlarmType.Communications or AlarmType.Equipment && a.Worst >= Telemetry.PerceivedSeverity.Major);

    /// <summary>Whether an alarm's text or cause has a word.</summary>
    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            foreach (var alarm in alarms)
            {
                if (alarm.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || alarm.Identity.ProbableCause.Contains(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }

    private static IReadOnlyList<string> Named(IReadOnlyList<Anomaly> anomalies, string label) =>
        [.. anomalies.Select(a => a.Labels.Get(label)).Where(static n => n.Length > 0).Distinct(StringComparer.Ordinal)];
}
