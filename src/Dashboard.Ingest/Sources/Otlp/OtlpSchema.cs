using System.Text;
using static Dashboard.Ingest.Sources.Otlp.OtlpForm;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// The fields of OTLP 1.x that are read, by the names and numbers of https://github.com/open-telemetry/opentelemetry-proto.
/// Names in JSON are in lowerCamelCase and nothing else (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
/// </summary>
internal static class OtlpSchema
{
    private static readonly OtlpField[] Value = MakeValue();

    private static readonly OtlpField[] Pair = [Of("key", 1, Text), One("value", 2, Value)];

    private static readonly OtlpField[] Resource = [Many("attributes", 1, Pair)];

    private static readonly OtlpField[] Scope = [Of("name", 1, Text), Of("version", 2, Text)];

    private static readonly OtlpField[] Span =
    [
        Of("traceId", 1, Id), Of("spanId", 2, Id), Of("parentSpanId", 4, Id), Of("name", 5, Text),
        Named("kind", 6, "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"),
        Of("startTimeUnixNano", 7, Fixed64), Of("endTimeUnixNano", 8, Fixed64), Many("attributes", 9, Pair),
        Many("events", 11, [Of("timeUnixNano", 1, Fixed64), Of("name", 2, Text), Many("attributes", 3, Pair)]),
        Many("links", 13, [Of("traceId", 1, Id), Of("spanId", 2, Id), Many("attributes", 4, Pair)]),
        One("status", 15, [Of("message", 2, Text), Named("code", 3, "STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR")]),
    ];

    private static readonly OtlpField[] LogLine =
    [
        Of("timeUnixNano", 1, Fixed64), Named("severityNumber", 2, Severities()), Of("severityText", 3, Text), One("body", 5, Value), Many("attributes", 6, Pair),
        Of("traceId", 9, Id), Of("spanId", 10, Id), Of("observedTimeUnixNano", 11, Fixed64), Of("eventName", 12, Text),
    ];

    private static readonly OtlpField[] Exemplar =
        [Of("timeUnixNano", 2, Fixed64), Of("asDouble", 3, OtlpForm.Double), Of("spanId", 4, Id), Of("traceId", 5, Id), Of("asInt", 6, Fixed64), Many("filteredAttributes", 7, Pair)];

    private static readonly OtlpField[] NumberPoint =
    [
        Of("startTimeUnixNano", 2, Fixed64), Of("timeUnixNano", 3, Fixed64), Of("asDouble", 4, OtlpForm.Double), Many("exemplars", 5, Exemplar),
        Of("asInt", 6, Fixed64), Many("attributes", 7, Pair), Of("flags", 8, Whole),
    ];

    private static readonly OtlpField[] HistogramPoint =
    [
        Of("startTimeUnixNano", 2, Fixed64), Of("timeUnixNano", 3, Fixed64), Of("count", 4, Fixed64), Of("sum", 5, OtlpForm.Double),
        Of("bucketCounts", 6, Fixed64) with { IsList = true }, Of("explicitBounds", 7, OtlpForm.Double) with { IsList = true }, Many("exemplars", 8, Exemplar),
        Many("attributes", 9, Pair), Of("flags", 10, Whole),
    ];

    private static readonly OtlpField[] Buckets = [Of("offset", 1, Signed), Of("bucketCounts", 2, Whole) with { IsList = true }];

    private static readonly OtlpField[] ExponentialPoint =
    [
        Many("attributes", 1, Pair), Of("startTimeUnixNano", 2, Fixed64), Of("timeUnixNano", 3, Fixed64), Of("count", 4, Fixed64), Of("sum", 5, OtlpForm.Double),
        Of("scale", 6, Signed), Of("zeroCount", 7, Fixed64), One("positive", 8, Buckets), One("negative", 9, Buckets), Of("flags", 10, Whole),
        Many("exemplars", 11, Exemplar), Of("zeroThreshold", 14, OtlpForm.Double),
    ];

    private static readonly OtlpField[] SummaryPoint =
    [
        Of("startTimeUnixNano", 2, Fixed64), Of("timeUnixNano", 3, Fixed64), Of("count", 4, Fixed64), Of("sum", 5, OtlpForm.Double),
        Many("quantileValues", 6, [Of("quantile", 1, OtlpForm.Double), Of("value", 2, OtlpForm.Double)]), Many("attributes", 7, Pair), Of("flags", 8, Whole),
    ];

    private static readonly OtlpField Temporality =
        Named("aggregationTemporality", 2, "AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA", "AGGREGATION_TEMPORALITY_CUMULATIVE");

    private static readonly OtlpField[] Metric =
    [
        Of("name", 1, Text), Of("description", 2, Text), Of("unit", 3, Text),
        One("gauge", 5, [Many("dataPoints", 1, NumberPoint)]),
        One("sum", 7, [Many("dataPoints", 1, NumberPoint), Temporality, Of("isMonotonic", 3, Truth)]),
        One("histogram", 9, [Many("dataPoints", 1, HistogramPoint), Temporality]),
        One("exponentialHistogram", 10, [Many("dataPoints", 1, ExponentialPoint), Temporality]),
        One("summary", 11, [Many("dataPoints", 1, SummaryPoint)]),
    ];

    /// <summary>The fields of a request.</summary>
    public static OtlpField[] Of(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => Traces,
        OtlpSignal.Metrics => Metrics,
        _ => Logs,
    };

    private static readonly OtlpField[] Traces = Request("resourceSpans", "scopeSpans", "spans", Span);
    private static readonly OtlpField[] Metrics = Request("resourceMetrics", "scopeMetrics", "metrics", Metric);
    private static readonly OtlpField[] Logs = Request("resourceLogs", "scopeLogs", "logRecords", LogLine);

    private static OtlpField[] Request(string resources, string scopes, string records, OtlpField[] record) =>
        [Many(resources, 1, [One("resource", 1, Resource), Many(scopes, 2, [One("scope", 1, Scope), Many(records, 2, record)])])];

    // A value may hold values, so its fields refer to themselves.
    private static OtlpField[] MakeValue()
    {
        var (list, map, pair) = (Many("values", 1, []), Many("values", 1, []), One("value", 2, []));
        OtlpField[] value =
        [
            Of("stringValue", 1, Text), Of("boolValue", 2, Truth), Of("intValue", 3, Whole), Of("doubleValue", 4, OtlpForm.Double),
            One("arrayValue", 5, [list]), One("kvlistValue", 6, [map]), Of("bytesValue", 7, Octets),
        ];
        (list.Message, pair.Message, map.Message) = (value, value, [Of("key", 1, Text), pair]);
        return value;
    }

    private static string[] Severities() =>
        ["SEVERITY_NUMBER_UNSPECIFIED", .. from level in (string[])["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] from step in Enumerable.Range(1, 4) select $"SEVERITY_NUMBER_{level}{(step == 1 ? "" : $"{step}")}"];

    private static OtlpField Of(string name, int number, OtlpForm form) => new(Encoding.UTF8.GetBytes(name), number, form);

    private static OtlpField Named(string name, int number, params string[] names) => Of(name, number, Whole) with { Names = names };

    private static OtlpField One(string name, int number, OtlpField[] message) => Of(name, number, Message) with { Message = message };

    private static OtlpField Many(string name, int number, OtlpField[] message) => One(name, number, message) with { IsList = true };
}
