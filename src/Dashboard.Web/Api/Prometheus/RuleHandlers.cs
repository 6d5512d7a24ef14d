using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// Answers which alarm rules there are and what they raised: <c>/rules</c> and <c>/alerts</c>. An alarm's object and
/// severity are its labels, its text is the annotation <c>summary</c>. The value that raised it is part of that text
/// and not kept as a number, so <c>value</c> is empty.
/// </summary>
public sealed class RuleHandlers(AlarmList alarms)
{
    private const string Group = "standard";

    // What Prometheus shows of a rule whose last evaluation it does not know.
    private const string Unknown = "0001-01-01T00:00:00Z";

    public async Task Alerts(HttpContext context, ApiRequest request)
    {
        using var answer = ApiAnswer.Begin(context);
        answer.Json.WriteStartObject();
        WriteAlerts(answer.Json, alarms.Active);
        answer.Json.WriteEndObject();
        await answer.End([], []);
    }

    public async Task Rules(HttpContext context, ApiRequest request)
    {
        var type = request.Text("type");
        if (type is not ("" or "alert" or "record"))
            throw ApiRequest.Bad($"invalid query parameter type='{type}'");
        var active = alarms.Active.ToLookup(a => a.Rule, StringComparer.Ordinal);
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
                WriteRule(json, rule, [.. active[rule.Name]], withAlerts);
            json.WriteEndArray();
            json.WriteNumber("interval"u8, 2);
            json.WriteNumber("limit"u8, 0);
            json.WriteNumber("evaluationTime"u8, 0);
            json.WriteString("lastEvaluation"u8, Unknown);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await answer.End([], []);
    }

    private static bool Wanted(ApiRequest request, string parameter, string name) =>
        request.All(parameter) is not { Count: > 0 } wanted || wanted.Contains(name);

    private static void WriteRule(Utf8JsonWriter json, AlarmRule rule, IReadOnlyList<Alarm> raised, bool withAlerts)
    {
        json.WriteStartObject();
        json.WriteString("state"u8, raised.Count > 0 ? "firing" : "inactive");
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
            WriteAlerts(json, raised);
        json.WriteString("health"u8, "unknown");
        json.WriteNumber("evaluationTime"u8, 0);
        json.WriteString("lastEvaluation"u8, Unknown);
        json.WriteString("type"u8, "alerting");
        json.WriteEndObject();
    }

    private static void WriteAlerts(Utf8JsonWriter json, IReadOnlyList<Alarm> raised)
    {
        json.WriteStartArray("alerts"u8);
        foreach (var alarm in raised)
        {
            json.WriteStartObject();
            json.WriteStartObject("labels"u8);
            json.WriteString("alertname"u8, alarm.Rule);
            json.WriteString("managed_object"u8, alarm.ManagedObject);
            json.WriteString("severity"u8, Severity(alarm.Severity));
            json.WriteEndObject();
            json.WriteStartObject("annotations"u8);
            json.WriteString("summary"u8, alarm.Text);
            json.WriteEndObject();
            json.WriteString("state"u8, "firing");
            json.WriteString("activeAt"u8, alarm.RaisedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteString("value"u8, "");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Severity(PerceivedSeverity severity) => severity.ToString().ToLowerInvariant();
}
