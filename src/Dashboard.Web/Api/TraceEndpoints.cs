using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;
using Dashboard.Ingest.Wire;
using Dashboard.Web.Auth;
using Dashboard.Web.Live;

namespace Dashboard.Web.Api;

/// <summary>
/// Traces for programs, by the part of Tempo's HTTP API that Grafana's data source asks for
/// (https://grafana.com/docs/tempo/latest/api_docs/): a trace by its id, as JSON or as protobuf where that is accepted,
/// searches in TraceQL, and names and values of attributes.
/// </summary>
internal static class TraceEndpoints
{
    private const int UsualLimit = 20;
    private const int MostTraces = 1000;
    private const int UsualSpans = 3;
    private const int MostSpans = 100;
    private const int MostValues = 1000;
    private const string Protobuf = "application/protobuf";
    private const string UnknownScope = "'scope' is to be span, resource, event, intrinsic, or nothing.";

    public static void MapTraces(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/echo", static () => Results.Text("echo")).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/traces/{id}", static (HttpContext context, SpanStore spans, string id) => Trace(context, spans, id, isWrapped: false)).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/v2/traces/{id}", static (HttpContext context, SpanStore spans, string id) => Trace(context, spans, id, isWrapped: true)).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/search", Search).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/search/tags", static (SpanStore spans, string? scope) => Names(spans, scope) is { } names
            ? Results.Json(new { TagNames = names.Select(static n => n.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal) })
            : Refused(UnknownScope)).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/v2/search/tags", static (SpanStore spans, string? scope) => Names(spans, scope) is { } names
            ? Results.Json(new { Scopes = names.GroupBy(static n => n.Scope, static n => n.Name, StringComparer.Ordinal).Select(static s => new { Name = s.Key, Tags = s.ToList() }) })
            : Refused(UnknownScope)).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/search/tag/{name}/values", static (SpanStore spans, string name) => Results.Json(new { TagValues = Values(spans, name).Select(static v => v.Value) })).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/v2/search/tag/{name}/values", static (SpanStore spans, string name) => Results.Json(new { TagValues = Values(spans, name).Select(static v => new { v.Type, v.Value }) })).RequireAuthorization(Policies.ReadApi);
    }

    private static IResult Trace(HttpContext context, SpanStore spans, string id, bool isWrapped)
    {
        if (!TraceId.TryParse(id, out var trace))
            return Refused($"'{id}' is no trace's id: it has 1 to 32 hexadecimal digits.");
        var found = spans.Trace(trace);
        if (found.Count == 0)
            return Results.Json(new { Status = "error", ErrorType = "not_found", Error = $"No span of trace {trace} is held." }, statusCode: StatusCodes.Status404NotFound);
        if (context.Request.Headers.Accept.ToString().Contains(Protobuf, StringComparison.OrdinalIgnoreCase))
            return Results.Bytes(isWrapped ? TraceMessage.Wrapped(found) : TraceMessage.Write(found), Protobuf);
        return isWrapped ? Results.Json(new { Trace = new { ResourceSpans = Batches(found) } }) : Results.Json(new { Batches = Batches(found) });
    }

    private static async Task<IResult> Search(HttpContext context, TraceSearches searches, TimeProvider time)
    {
        var request = context.Request.Query;
        var problems = new List<string>(); // bound: parameters
        if (!TraceQuery.TryParse(request["q"].ToString(), out var query, out var problem))
            problems.Add($"'q': {problem}");
        if (request["tags"].ToString().Length > 0)
            problems.Add("'tags' is not known here; write 'q' in TraceQL.");
        var to = Seconds("end") ?? time.GetUtcNow().AddDays(1).ToUnixTimeSeconds();
        var from = Seconds("start") ?? 0;
        var (limit, most) = (Number("limit", UsualLimit, MostTraces), Number("spss", UsualSpans, MostSpans));
        return problems.Count > 0
            ? Refused(string.Join(' ', problems))
            : Results.Json(new { Traces = (await searches.Search(query, from * 1000, (to * 1000) + 999, limit, context.RequestAborted, most)).Select(t => Summary(t, query)), Metrics = new { } });

        long? Seconds(string name)
        {
            var text = request[name].ToString();
            if (text.Length == 0)
                return null;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < long.MaxValue / 1000 - 1)
                return seconds;
            problems.Add($"'{name}' is to be whole seconds since 1970-01-01 UTC.");
            return null;
        }

        int Number(string name, int usual, int largest)
        {
            var text = request[name].ToString();
            if (text.Length == 0)
                return usual;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest)
                return number;
            problems.Add($"'{name}' is to be a number of 1 to {largest}.");
            return usual;
        }
    }

    private static object Summary(TraceSummary trace, TraceQuery query)
    {
        var selected = query.Stages.OfType<SelectStage>().SelectMany(static s => s.Fields).Select(static f => f.Name).ToHashSet(StringComparer.Ordinal);
        var set = new
        {
            Spans = trace.MatchedSpans.Select(s => new
            {
                SpanID = s.SpanId.ToString(),
                Name = s.Operation,
                StartTimeUnixNano = s.Start.ToString(CultureInfo.InvariantCulture),
                DurationNanos = s.Duration.ToString(CultureInfo.InvariantCulture),
                Attributes = Attributes(s.Attributes).Where(a => selected.Count == 0 || selected.Contains(a.Key)).Prepend(Attribute("service.name", s.Service)),
            }),
            trace.Matched,
        };
        return new
        {
            TraceID = trace.TraceId.ToString(),
            RootServiceName = trace.RootService,
            RootTraceName = trace.RootOperation,
            StartTimeUnixNano = trace.Start.ToString(CultureInfo.InvariantCulture),
            DurationMs = trace.Duration / 1_000_000,
            SpanSet = set,
            SpanSets = new[] { set },
            ServiceStats = trace.Services.ToDictionary(static s => s.Service, static s => new { SpanCount = s.Spans, ErrorCount = s.Errors }),
        };
    }

    private static List<(string Scope, string Name)>? Names(SpanStore spans, string? scope)
    {
        if (scope is { Length: > 0 } and not ("span" or "resource" or "event" or "intrinsic" or "none"))
            return null;
        return
        [
            .. spans.AttributeNames().Select(static f => (Scope: f.Scope.ToString().ToLowerInvariant(), Name: f.Scope == SpanScope.Resource ? TraceMessage.NameOf(f.Name) : f.Name))
                .Concat(SpanField.IntrinsicNames.Select(static n => (Scope: "intrinsic", Name: n)))
                .Where(f => scope is null or "" or "none" || f.Scope == scope),
        ];
    }

    private static IEnumerable<(string Type, string Value)> Values(SpanStore spans, string name)
    {
        // In Tempo's first version an attribute has no scope, and no period before it.
        if (!SpanField.TryParse(name, out var field))
            field = SpanField.Attribute(SpanScope.Any, name);
        return field.Intrinsic switch
        {
            SpanIntrinsic.Kind => Enum.GetNames<SpanKind>().Select(static k => ("keyword", k.ToLowerInvariant())),
            SpanIntrinsic.Status => SpanValue.StatusNames.Select(static s => ("keyword", s)),
            SpanIntrinsic.RootServiceName => spans.Services().Select(static s => ("string", s)),
            _ => spans.AttributeValues(field, "", MostValues).Select(static v => ("string", v)),
        };
    }

    private static IEnumerable<object> Batches(IReadOnlyList<SpanRecord> spans) => spans.GroupBy(static s => s.Origin).Select(static resource => new
    {
        Resource = new { Attributes = resource.Key.Select(static l => Attribute(TraceMessage.NameOf(l.Name), l.Value)) },
        ScopeSpans = resource.GroupBy(static s => s.Scope, StringComparer.Ordinal).Select(static scope => new { Scope = new { Name = scope.Key }, Spans = scope.Select(Span) }),
    });

    // As OTLP/JSON has it: ids in hexadecimal digits, 64-bit numbers as texts.
    private static object Span(SpanRecord span) => new
    {
        TraceId = span.TraceId.ToString(),
        SpanId = span.SpanId.ToString(),
        ParentSpanId = span.ParentSpanId.ToString(),
        Name = span.Operation,
        Kind = $"SPAN_KIND_{span.Direction.ToString().ToUpperInvariant()}",
        StartTimeUnixNano = span.Start.ToString(CultureInfo.InvariantCulture),
        EndTimeUnixNano = (span.Start + span.Duration).ToString(CultureInfo.InvariantCulture),
        Attributes = Attributes(span.Attributes),
        Events = span.Events.Select(static e => new { TimeUnixNano = e.Time.ToString(CultureInfo.InvariantCulture), e.Name, Attributes = Attributes(e.Attributes) }),
        Links = span.Links.Select(static l => new { TraceId = l.TraceId.ToString(), SpanId = l.SpanId.ToString(), Attributes = Attributes(l.Attributes) }),
        Status = new { Message = span.StatusMessage, Code = span.Status == SpanStatus.Ok ? "STATUS_CODE_UNSET" : "STATUS_CODE_ERROR" },
    };

    private static List<AttributeAnswer> Attributes(AttributeList attributes)
    {
        var all = new List<AttributeAnswer>(); // bound: what a span says
        foreach (var attribute in attributes)
            all.Add(Attribute(attribute.Name.ToString(), attribute.Value.ToString()));
        return all;
    }

    private static AttributeAnswer Attribute(string name, string value) => new(name, new TextAnswer(value));

    private static IResult Refused(string problem) => Results.Json(new { Status = "error", ErrorType = "bad_data", Error = problem }, statusCode: StatusCodes.Status400BadRequest);

    private sealed record AttributeAnswer(string Key, TextAnswer Value);

    private sealed record TextAnswer(string StringValue);
}
