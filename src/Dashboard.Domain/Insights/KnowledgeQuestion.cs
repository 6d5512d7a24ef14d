using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Insights;

/// <summary>A trouble for which the nearest knowledge is wanted.</summary>
public sealed record KnowledgeQuestion
{
    private static readonly (string Label, string Kind)[] Kinds = [("cell", "cell"), ("device", "interface"), ("service", "service"), ("snssai", "slice"), ("source", "source"), ("instance", "host")];

    /// <summary>What is wrong, in words.</summary>
    public string Text { get; init; } = "";

    /// <summary>The kind of what it concerns, such as <c>interface</c>; empty where that is unknown.</summary>
    public string EntityKind { get; init; } = "";

    /// <summary>What it concerns, by name; may be empty.</summary>
    public string Object { get; init; } = "";

    /// <summary>The metric that shows it; may be empty.</summary>
    public string Metric { get; init; } = "";

    /// <summary>The probable cause of the alarm; empty where there is none.</summary>
    public string AlarmCause { get; init; } = "";

    public AnomalyKind Anomaly { get; init; }

    /// <summary>What an alarm asks.</summary>
    public static KnowledgeQuestion Of(Alarm alarm) => new()
    {
        Text = $"{alarm.Text} {alarm.Identity.SpecificProblem}",
        Object = alarm.ManagedObject,
        // That a limit was crossed is true of every rule and says nothing of why.
        AlarmCause = alarm.Identity.ProbableCause == ProbableCause.ThresholdCrossed ? "" : alarm.Identity.ProbableCause,
    };

    /// <summary>What an insight asks: by what it looks like and what shows it, not by where it is.</summary>
    public static KnowledgeQuestion Of(Insight insight)
    {
        var first = insight.Anomalies[0];
        return new()
        {
            Text = $"{insight.Shape.Replace('-', ' ')} {string.Join(' ', insight.Anomalies.Select(static a => a.Title).Distinct(StringComparer.Ordinal).Take(4))}",
            EntityKind = Kinds.FirstOrDefault(k => first.Labels.Get(k.Label).Length > 0).Kind ?? "",
            Object = insight.Causes[0].Object,
            Metric = first.Rule,
            Anomaly = first.Kind,
        };
    }

    /// <summary>The case of this trouble, once it is known what it was.</summary>
    /// <param name="cause">What it was.</param>
    /// <param name="action">What helped.</param>
    public KnowledgeArticle Resolved(string cause, string action) => new()
    {
        Kind = KnowledgeKind.Case,
        Title = Line($"{Object}: {Text}".TrimStart(':', ' ')),
        Symptom = Text.Trim(),
        Cause = cause,
        Action = action,
        Scope = new KnowledgeScope
        {
            EntityKinds = Some(EntityKind),
            Objects = Some(Object),
            Metrics = Some(Metric),
            AlarmCauses = Some(AlarmCause),
            Anomalies = Anomaly == AnomalyKind.None ? [] : [Anomaly],
        },
    };

    private static System.Collections.Immutable.ImmutableArray<string> Some(string entry) =>
        string.IsNullOrWhiteSpace(entry) ? [] : [entry.Length > KnowledgeScope.MaxEntry ? entry[..KnowledgeScope.MaxEntry] : entry];

    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= KnowledgeArticle.MaxTitle ? line : $"{line[..(KnowledgeArticle.MaxTitle - 1)]}…";
    }
}
