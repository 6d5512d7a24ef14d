using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Tracing;

/// <summary>Spans for tests: a shop whose frontend asks the cart, which asks a database.</summary>
internal static class Spans
{
    /// <summary>2026-01-01 UTC in nanoseconds.</summary>
    public const long Epoch = 1_767_225_600_000_000_000;

    public const long Millisecond = 1_000_000;

    private static readonly Dictionary<string, Labels> Origins = new(StringComparer.Ordinal);

    public static TraceId Trace(ulong number) => new(0x1234, number);

    public static Labels Origin(string service)
    {
        lock (Origins)
            return Origins.TryGetValue(service, out var known) ? known : Origins[service] = Labels.From(new Label("service_name", service), new Label("deployment_environment", "prod"));
    }

    public static AttributeList Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var builder = new AttributeList.Builder();
        foreach (var (name, value) in attributes)
            builder.Add(name, value);
        return builder.Build();
    }

    /// <param name="trace">The number of its trace.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its parent's.</param>
    /// <param name="service">Who.</param>
    /// <param name="operation">What.</param>
    /// <param name="kind">On which side.</param>
    /// <param name="startMs">Milliseconds after the epoch.</param>
    /// <param name="durationMs">How long.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="attributes">What else is told.</param>
    public static SpanRecord Span(
        ulong trace, ulong id, ulong parent, string service, string operation, SpanKind kind = SpanKind.Internal, double startMs = 0, double durationMs = 10,
        SpanStatus status = SpanStatus.Ok, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        new(Trace(trace), new SpanId(id), new SpanId(parent), Origin(service), operation, kind, Epoch + (long)(startMs * Millisecond), (long)(durationMs * Millisecond), status) { Attributes = Attributes(attributes) };

    /// <summary>A request to the shop: six spans of three services, from the second that its number says.</summary>
    public static SpanRecord[] Shop(ulong trace, SpanStatus status = SpanStatus.Ok, double durationMs = 100, string route = "/cart", string code = "200")
    {
        var at = trace * 1000.0;
        return
        [
            Span(trace, (trace * 10) + 1, 0, "frontend", $"GET {route}", SpanKind.Server, at, durationMs, status, ("http.route", route), ("http.response.status_code", code)),
            Span(trace, (trace * 10) + 2, (trace * 10) + 1, "frontend", "render", SpanKind.Internal, at + 1, durationMs / 2),
            Span(trace, (trace * 10) + 3, (trace * 10) + 2, "frontend", "cart.Get", SpanKind.Client, at + 2, durationMs / 3, status, ("rpc.system", "grpc"), ("user.id", $"user-{trace}")),
            Span(trace, (trace * 10) + 4, (trace * 10) + 3, "cart", "cart.Get", SpanKind.Server, at + 3, durationMs / 4, status, ("rpc.system", "grpc")) with
            {
                StatusMessage = status == SpanStatus.Ok ? "" : "Connection Refused by store",
                Events = status == SpanStatus.Ok ? [] : [new SpanEvent(Epoch + (long)((at + 4) * Millisecond), "exception", Attributes(("exception.type", "System.TimeoutException")))],
            },
            Span(trace, (trace * 10) + 5, (trace * 10) + 4, "cart", "SELECT", SpanKind.Client, at + 4, durationMs / 5, SpanStatus.Ok, ("db.system", "postgresql"), ("db.rows", $"{trace}")),
            Span(trace, (trace * 10) + 6, (trace * 10) + 2, "stock", "check", SpanKind.Server, at + 5, durationMs / 6),
        ];
    }

    /// <summary>What a span says, whatever the order of its attributes.</summary>
    public static string Told(SpanRecord span)
    {
        var attributes = new List<string>();
        foreach (var attribute in span.Attributes)
            attributes.Add($"{attribute.Name}={attribute.Value}");
        return string.Join('|', [
            span.TraceId.ToString(), span.SpanId.ToString(), span.ParentSpanId.ToString(), span.Origin.ToString(), span.Operation, span.Direction.ToString(), $"{span.Start}", $"{span.Duration}", span.Status.ToString(),
            span.StatusMessage, span.Scope, .. attributes.Order(StringComparer.Ordinal),
            .. span.Events.Select(static e => $"{e.Time} {e.Name} {e.Attributes}"), .. span.Links.Select(static l => $"{l.TraceId} {l.SpanId} {l.Attributes}")]);
    }
}
