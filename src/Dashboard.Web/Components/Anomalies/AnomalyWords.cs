using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Components.Anomalies;

/// <summary>Wording and queries that the pages of anomalies share.</summary>
internal static class AnomalyWords
{
    /// <summary>The sign of a severity, which is one of alarms: an anomaly says how unusual something is, and the signs are the same at every place.</summary>
    public static PerceivedSeverity Sign(Anomaly anomaly) => anomaly.Until is not null ? PerceivedSeverity.Cleared : anomaly.Severity switch
    {
        AnomalySeverity.Critical => PerceivedSeverity.Critical,
        AnomalySeverity.High => PerceivedSeverity.Major,
        AnomalySeverity.Medium => PerceivedSeverity.Minor,
        _ => PerceivedSeverity.Warning,
    };

    public static string Severity(Anomaly anomaly)
    {
        var word = anomaly.Severity.ToString().ToLowerInvariant();
        return anomaly.Until is null ? word : $"over, was {word}";
    }

    /// <summary>How a detector came to its word.</summary>
    public static string Detector(DetectorFeature detector) => detector switch
    {
        DetectorFeature.DailyProfile => "compared with the same hour of the days before",
        DetectorFeature.LogDailyProfile => "compared, by factors, with the same hour of the days before",
        DetectorFeature.Median151 => "compared with the 151 samples before",
        DetectorFeature.LogMedian151 => "compared, by factors, with the 151 samples before",
        DetectorFeature.Shift12 or DetectorFeature.LogShift12 => "the mean of the last 12 samples against the 288 before",
        DetectorFeature.Shift24 => "the mean of the last 24 samples against the 288 before",
        DetectorFeature.Spread24 => "the spread of the last 24 samples against the 288 before",
        DetectorFeature.Neighbour12 or DetectorFeature.Neighbour36 => "the shape of the last samples against 300 windows of the past",
        DetectorFeature.Peers => "compared with its peers at the same time",
        _ => "",
    };

    /// <summary>What a mark says.</summary>
    public static string Mark(Anomaly anomaly) => anomaly.Mark switch
    {
        AnomalyMark.Normal => $"as it should be, says {anomaly.MarkedBy}",
        AnomalyMark.Real => $"something was wrong, says {anomaly.MarkedBy}",
        _ => "",
    };

    /// <summary>A matcher of the series of scores and ranges of one watched series.</summary>
    public static string Matcher(Anomaly anomaly)
    {
        var conditions = anomaly.Labels.Where(static l => l.Name is not (Labels.MetricName or "rule" or "entity"))
            .Append(new Label("rule", anomaly.Rule)).Append(new Label("entity", anomaly.Entity)).Select(static l => $"{l.Name}={Quoted(l.Value)}");
        return $"{{{string.Join(',', conditions)}}}";
    }

    /// <summary>PromQL for the watched series alone: what its rule asks for, where there is a score of it.</summary>
    public static string Query(Anomaly anomaly, WatchRule rule)
    {
        var names = anomaly.Labels.Where(static l => l.Name is not (Labels.MetricName or "rule" or "entity")).Select(static l => l.Name);
        // What is measured each quarter of an hour holds until the next.
        var query = rule.ComparesPeers ? $"last_over_time(({rule.Query})[16m:1m])" : $"({rule.Query})";
        return $"{query} and on ({string.Join(", ", names)}) last_over_time(anomaly_score{Matcher(anomaly)}[2h])";
    }

    /// <summary>A chart of the watched series and of what is usual of it, around an anomaly.</summary>
    public static ChartDefinition Chart(Anomaly anomaly, WatchRule rule, DateTimeOffset now)
    {
        var range = rule.Interval * 360 > TimeSpan.FromHours(1) ? rule.Interval * 360 : TimeSpan.FromHours(1);
        var end = anomaly.Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) + (range / 4) : now;
        var matcher = Matcher(anomaly);
        var chart = new ChartDefinition
        {
            Id = "course",
            Title = $"{anomaly.Title.TrimEnd(',')} of {anomaly.Entity}",
            Description = "The series, and shaded what is usual of it.",
            Unit = anomaly.Unit,
            Series = [new ChartQuery(Query(anomaly, rule), anomaly.Entity)],
            Band = new ChartBand($"last_over_time(anomaly_expected_lower{matcher}[20m])", $"last_over_time(anomaly_expected_upper{matcher}[20m])"),
            Interval = TimeSpan.FromSeconds(10),
        };
        return (ChartDefinition)chart.Bind(new WidgetBinding { Range = range, Until = end < now ? end : null });
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
