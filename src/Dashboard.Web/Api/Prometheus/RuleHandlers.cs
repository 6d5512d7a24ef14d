using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// Answers which alarm rules there are and what they raised: <c>/rules</c> and <c>/alerts</c>. An alarm carries the labels
/// of what raised it, its object and its severity; its text is the annotation <c>summary</c>.
/// </summary>
public sealed class RuleHandlers(RuleConditions conditions)
{
    private const string Group = "standard";

    // What Prometheus shows of a rule that has not been evaluated yet.
    private const string Never = "0001-01-01T00:00:00Z";

    public async Task Alerts(HttpContext context, ApiRequest request)
    {
        using var answer = ApiAnswer.Begin(context);
        answer.Json.WriteStartObject();
        WriteAlerts(answer.Json, conditions.Raised, conditions.Pending);
        answer.Json.WriteEndObject();
        await answer.End([], []);
    }

    public async Task Rules(HttpContext context, ApiRequest request)
    {
        var type = request.Text("type");
        if (type is not ("" or "alert" or "record"))
            throw ApiRequest.Bad($"invalid query parameter type='{type}'");
        var active = conditions.Raised.ToLookup(a => a.Rule, StringComparer.Ordinal);
        var pending = conditions.Pending.ToLookup(a => a.Rule, StringComparer.Ordinal);
        var rules = type != "record" && Wanted(request, "rule_group[]", Group) && Wanted(request, "file[]", Group)
            ? StandardAlarmRules.All.Where(r => Wanted(request, "rule_name[]", r.Name)).ToArray()
            : [];
        var withAlerts = request.Text("exclude_alerts") is not ("true" or "1");
        using var answer = ApiAnswer.Begin(context);
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("groups"u8);
        if (rules.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, Group);
            json.WriteString("file"u8, Group);
            json.WriteStartArray("rules"u8);
            foreach (var rule in rules)
                WriteRule(json, rule, [.. active[rule.Name]], [.. pending[rule.Name]], withAlerts);
            json.WriteEndArray();
            json.WriteNumber("interval"u8, AlarmWatch.Interval.TotalSeconds);
            json.WriteNumber("limit"u8, 0);
            var evaluations = StandardAlarmRules.All.Select(r => conditions.EvaluationOf(r.Name)).OfType<RuleEvaluation>().ToArray();
            json.WriteNumber("evaluationTime"u8, evaluations.Sum(static e => e.Took.TotalSeconds));
            json.WriteString("lastEvaluation"u8, evaluations.Length > 0 ? Time(evaluations.Max(static e => e.At)) : Never);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await answer.End([], []);
    }

    private static bool Wanted(ApiRequest request, string parameter, string name) =>
        request.All(parameter) is not { Count: > 0 } wanted || wanted.Contains(name);

    private void WriteRule(Utf8JsonWriter json, AlarmRule rule, IReadOnlyList<RuleCondition> raised, IReadOnlyList<RuleCondition> pending, bool withAlerts)
    {
        var evaluation = conditions.EvaluationOf(rule.Name);
        json.WriteStartObject();
        json.WriteString("state"u8, raised.Count > 0 ? "firing" : pending.Count > 0 ? "pending" : "inactive");
        json.WriteString("name"u8, rule.Name);
        json.WriteString("query"u8, rule.Query);
        json.WriteNumber("duration"u8, rule.For.TotalSeconds);
        json.WriteNumber("keepFiringFor"u8, 0);
        json.WriteStartObject("labels"u8);
        json.WriteString("severity"u8, Severity(rule.Severity));
        json.WriteEndObject();
        json.WriteStartObject("annotations"u8);
        json.WriteString("summary"u8, rule.Text);
        json.WriteEndObject();
        if (withAlerts)
            WriteAlerts(json, raised, pending);
        json.WriteString("health"u8, evaluation is null ? "unknown" : evaluation.Problem.Length > 0 ? "err" : "ok");
        if (evaluation is { Problem.Length: > 0 })
            json.WriteString("lastError"u8, evaluation.Problem);
        json.WriteNumber("evaluationTime"u8, evaluation?.Took.TotalSeconds ?? 0);
        json.WriteString("lastEvaluation"u8, evaluation is null ? Never : Time(evaluation.At));
        json.WriteString("type"u8, "alerting");
        json.WriteEndObject();
    }

    private static void WriteAlerts(Utf8JsonWriter json, IReadOnlyList<RuleCondition> raised, IReadOnlyList<RuleCondition> pending)
    {
        json.WriteStartArray("alerts"u8);
        foreach (var alarm in raised)
            WriteAlert(json, alarm, "firing");
        foreach (var alarm in pending)
            WriteAlert(json, alarm, "pending");
        json.WriteEndArray();
    }

    private static void WriteAlert(Utf8JsonWriter json, RuleCondition alarm, string state)
    {
        json.WriteStartObject();
        json.WriteStartObject("labels"u8);
        json.WriteString("alertname"u8, alarm.Rule);
        foreach (var label in alarm.Labels)
        {
            if (label.Name is not (Labels.MetricName or "alertname" or "managed_object" or "severity"))
                json.WriteString(label.Name, label.Value);
        }
        json.WriteString("managed_object"u8, alarm.ManagedObject);
        json.WriteString("severity"u8, Severity(alarm.Severity));
        json.WriteEndObject();
        json.WriteStartObject("annotations"u8);
        json.WriteString("summary"u8, alarm.Text);
        json.WriteEndObject();
        json.WriteString("state"u8, state);
        json.WriteString("activeAt"u8, Time(alarm.Since));
        json.WriteString("value"u8, GoText.Exponent(alarm.Value));
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Severity(PerceivedSeverity severity) => severity.ToString().ToLowerInvariant();
}
