namespace Dashboard.Ingest.Tests.Sources.Otlp;

/// <summary>Messages of OTLP in JSON, written from the specification.</summary>
internal static class OtlpText
{
    public const string Trace = "5b8efff798038103d269b633813fc60c";
    public const string Span = "eee19b7ec3c1b174";

    private const string Resource = """
        {"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"service.namespace","value":{"stringValue":"retail"}},
        {"key":"service.instance.id","value":{"stringValue":"shop-1"}},
        {"key":"host.name","value":{"stringValue":"box"}}]}
        """;

    public static string Spans(params string[] spans) => Message("resourceSpans", "scopeSpans", "spans", spans);

    public static string Lines(params string[] lines) => Message("resourceLogs", "scopeLogs", "logRecords", lines);

    public static string Metrics(params string[] metrics) => Message("resourceMetrics", "scopeMetrics", "metrics", metrics);

    /// <summary>A span of a second that ended well, with further fields.</summary>
    public static string SpanOf(long start, string more = "", string id = Span) =>
        $$"""{"traceId":"{{Trace}}","spanId":"{{id}}","name":"GET /cart","kind":2,"startTimeUnixNano":"{{start}}","endTimeUnixNano":"{{start + 1_000_000_000}}"{{more}}}""";

    public static string Attribute(string name, string value) => $$$"""{"key":"{{{name}}}","value":{"stringValue":"{{{value}}}"}}""";

    private static string Message(string resources, string scopes, string records, string[] each) =>
        $$$"""{"{{{resources}}}":[{"resource":{{{Resource}}},"{{{scopes}}}":[{"scope":{"name":"lib","version":"1.2"},"{{{records}}}":[{{{string.Join(',', each)}}}]}]}]}""";
}
