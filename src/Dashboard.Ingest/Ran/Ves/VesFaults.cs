using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Makes events of what says that something is in trouble: faults, thresholds that are crossed, alarms of 3GPP.</summary>
internal sealed partial class VesFaults(VesSurroundings around, string door)
{
    /// <summary>The metric of what a threshold was crossed by.</summary>
    public const string ThresholdMetric = "ves_threshold_crossing";

    private const int MaxOpen = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string Id), (long Sequence, VesAlarm First)> _open = []; // bound: MaxOpen

    /// <summary>A fault by VES (common event format 30.2.1, <c>faultFields</c>).</summary>
    public void Fault(VesEvent read, string who, long at, VesRecords into, ref string? odd)
    {
        using var document = JsonDocument.Parse(read.Block);
        var block = document.RootElement;
        var severity = VesAlarm.SeverityOf(block.Text("eventSeverity"));
        var (condition, problem, part) = (block.Text("alarmCondition"), block.Text("specificProblem"), block.Text("alarmInterfaceA"));
        if (severity >= PerceivedSeverity.Minor && (SaysItIsWell().IsMatch(condition) || SaysItIsWell().IsMatch(problem)) && around.Anomalies.Count(VesAnomalies.SeverityAgainstText, who))
            odd ??= $"{who} raises faults whose text says that all is well: {Short(problem)}";
        var more = block.Child("alarmAdditionalInformation");
        Say(who, read.EventId, read.Sequence, into, new VesAlarm
        {
            Timestamp = at,
            ManagedObject = part.Length > 0 ? $"{who} {part}" : who,
            Severity = severity,
            SourceType = block.Text("eventSourceType"),
            AlarmType = First(more, "alarmType", "eventType") is { Length: > 0 } type ? type : block.Text("eventCategory"),
            ProbableCause = First(more, "probableCause") is { Length: > 0 } cause ? cause : condition,
            SpecificProblem = problem,
            ProposedRepair = First(more, "proposedRepairActions", "repairAction"),
            AlarmId = read.EventId,
            Text = severity == PerceivedSeverity.Cleared ? $"{who}: {problem} is over." : $"{who}: {problem}.",
        });
    }

    /// <summary>A threshold by VES (<c>thresholdCrossingAlertFields</c>).</summary>
    public void Threshold(VesEvent read, string who, long at, OctetSeries series, VesRecords into)
    {
        using var document = JsonDocument.Parse(read.Block);
        var block = document.RootElement;
        var (description, part) = (block.Text("alertDescription"), block.Text("interfaceName"));
        foreach (var counter in block.Items("additionalParameters"))
        {
            foreach (var value in counter.Properties("hashMap"))
            {
                if (value.Value.ValueKind == JsonValueKind.String && double.TryParse(value.Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    into.Add(new MetricSample(series.Resolve(Labels.Of(ThresholdMetric, ("instance", who), ("interface", part), ("alert", description), ("counter", value.Name), ("threshold", counter.Text("thresholdCrossed")))), at, number));
                else
                    around.Anomalies.Count(VesAnomalies.ValueNoNumber, who);
            }
        }
        var isOver = block.Text("alertAction") == "CLEAR";
        Say(who, read.EventId, read.Sequence, into, new VesAlarm
        {
            Timestamp = at,
            ManagedObject = part.Length > 0 ? $"{who} {part}" : who,
            Severity = isOver ? PerceivedSeverity.Cleared : VesAlarm.SeverityOf(block.Text("eventSeverity")),
            AlarmType = "QUALITY_OF_SERVICE_ALARM",
            ProbableCause = "thresholdCrossed",
            SpecificProblem = description,
            AlarmId = read.EventId,
            Text = isOver ? $"{who}: {description} is within its threshold again." : $"{who}: {description} has crossed its threshold{(block.Text("alertValue") is { Length: > 0 } reached ? $" with {reached}" : "")}.",
        });
    }

    /// <summary>An alarm by TS 28.532 or TS 28.111: raised, changed or cleared.</summary>
    public void Standard(string type, JsonElement data, string who, long at, VesRecords into, ref string? odd)
    {
        var severity = type == "notifyClearedAlarm" ? PerceivedSeverity.Cleared : VesAlarm.SeverityOf(data.Text("perceivedSeverity"));
        var problem = data.Text("specificProblem") is { Length: > 0 } specific ? specific : data.Text("additionalText");
        var cause = data.Text("probableCause");
        if (severity >= PerceivedSeverity.Minor && SaysItIsWell().IsMatch(problem) && around.Anomalies.Count(VesAnomalies.SeverityAgainstText, who))
            odd ??= $"{who} raises alarms whose text says that all is well: {Short(problem)}";
        Say(who, data.Text("alarmId"), 0, into, new VesAlarm
        {
            Timestamp = at,
            ManagedObject = ObjectOf(data, who),
            Severity = severity,
            IsRated = type == "notifyClearedAlarm" || data.Text("perceivedSeverity").Length > 0,
            AlarmType = data.Text("alarmType"),
            ProbableCause = cause,
            SpecificProblem = problem,
            ProposedRepair = data.Text("proposedRepairActions"),
            AlarmId = data.Text("alarmId"),
            Text = severity == PerceivedSeverity.Cleared ? $"{who}: {(problem.Length > 0 ? problem : $"alarm {data.Text("alarmId")}")} is over." : $"{who}: {(problem.Length > 0 ? problem : cause)}.",
        });
    }

    /// <summary>A threshold by TS 28.532.</summary>
    public void Crossing(JsonElement data, string who, long at, OctetSeries series, VesRecords into)
    {
        var name = data.Text("observedPerfMetricName");
        if (data.Number("observedPerfMetricValue") is { } value)
            into.Add(new MetricSample(series.Resolve(Labels.Of(ThresholdMetric, ("instance", who), ("counter", name))), at, value));
        into.Add(new VesAlarm
        {
            Timestamp = at,
            ManagedObject = ObjectOf(data, who),
            Severity = PerceivedSeverity.Warning,
            AlarmType = "QUALITY_OF_SERVICE_ALARM",
            ProbableCause = "thresholdCrossed",
            SpecificProblem = name,
            Text = $"{who}: {name} has crossed its threshold with {data.Text("observedPerfMetricValue")}.",
            // Nothing says when it is within it again.
            IsRated = false,
        }.ToRecord(door));
    }

    /// <summary>The object that a notification is about, as an operator names it: the element, and what of it.</summary>
    public static string ObjectOf(JsonElement data, string who)
    {
        var dn = data.Text("objectInstance") is { Length: > 0 } instance ? instance : data.Text("systemDN");
        if (dn.Length == 0)
            return who;
        var measured = MeasuredObject.Of("", "", dn, who);
        return $"{(measured.Instance.Length > 0 ? measured.Instance : who)} {measured.Local}".Trim();
    }

    // What is said of one trouble under one name is of one alarm, as it was called when it was raised: words that clear it
    // are often others, or fewer. A word that is older than what is known has been overtaken on its way.
    private void Say(string who, string id, long sequence, VesRecords into, VesAlarm alarm)
    {
        lock (_gate)
        {
            var isKnown = _open.TryGetValue((who, id), out var open);
            if (isKnown && sequence > 0 && sequence < open.Sequence)
            {
                around.Anomalies.Count(VesAnomalies.SequenceGoesBack, who);
                return;
            }
            if (isKnown)
                alarm = alarm with { ManagedObject = open.First.ManagedObject, AlarmType = open.First.AlarmType, SourceType = open.First.SourceType, ProbableCause = open.First.ProbableCause, SpecificProblem = open.First.SpecificProblem };
            if (alarm.Severity == PerceivedSeverity.Cleared)
                _open.Remove((who, id));
            else if (id.Length > 0 && (isKnown || _open.Count < MaxOpen))
                _open[(who, id)] = (sequence, isKnown ? open.First : alarm);
        }
        into.Add(alarm.ToRecord(door));
    }

    private static string First(JsonElement? map, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (map?.Text(name) is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    private static string Short(string text) => text.Length > 80 ? $"{text.AsSpan(0, 80)}…" : text;

    [GeneratedRegex(@"\b(?:is|came|back|now|port|link)[ -]?up\b|\b(?:restored|recovered|cleared|resolved|is ok)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysItIsWell();
}
