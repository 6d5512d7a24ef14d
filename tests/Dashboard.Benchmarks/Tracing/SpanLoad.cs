using Dashboard.Domain.Telemetry;

namespace Dashboard.Benchmarks.Tracing;

/// <summary>
/// Requests to a shop of twelve services: nine spans a trace with up to eleven attributes of the semantic conventions, ids
/// at random, texts that repeat and some that never do, one trace in a hundred with an error.
/// </summary>
internal sealed class SpanLoad(int seed, long startNs)
{
    /// <summary>Spans of a trace.</summary>
    public const int SpansOfTrace = 9;

    private static readonly string[] Names = ["frontend", "cart", "checkout", "catalogue", "currency", "payment", "shipping", "quote", "email", "stock", "ads", "recommend"];
    private static readonly string[] Routes = [.. Enumerable.Range(0, 20).Select(static i => $"/api/v1/resource{i}/{{id}}")];

    private readonly Random _random = new(seed);
    private readonly AttributeList.Builder _attributes = new();
    private readonly Labels[] _origins = [.. Names.SelectMany(static n => Enumerable.Range(0, 3).Select(i => Labels.From(
        new Label("service_name", n), new Label("service_version", "1.4.2"), new Label("host_name", $"{n}-{i}"), new Label("deployment_environment", "production"), new Label("telemetry_sdk_language", "dotnet"))))];

    private long _now = startNs;

    /// <summary>Spans of so many further traces, as they come from their services.</summary>
    public SpanRecord[] Next(int traces)
    {
        var spans = new List<SpanRecord>(traces * SpansOfTrace);
        for (var trace = 0; trace < traces; trace++)
        {
            _now += _random.Next(100_000, 900_000);
            var id = new TraceId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
            var (hasFailed, route, parent) = (_random.Next(100) == 0, _random.Next(Routes.Length), default(SpanId));
            var duration = (long)(5e6 * Math.Exp(_random.NextDouble() * 4));
            for (var depth = 0; depth < SpansOfTrace; depth++)
            {
                var service = depth == 0 ? 0 : 1 + ((route + (depth / 2)) % (Names.Length - 1));
                var span = new SpanId((ulong)_random.NextInt64());
                spans.Add(Span(id, span, parent, service, depth, route, _now + (depth * 50_000), duration / (depth + 1), hasFailed && depth is 0 or 1));
                parent = depth < 4 ? span : parent;
            }
        }
        var all = spans.ToArray();
        // Each service delivers by itself.
        return [.. all.OrderBy(static s => s.Origin.Get("host_name"), StringComparer.Ordinal)];
    }

    private SpanRecord Span(TraceId trace, SpanId id, SpanId parent, int service, int depth, int route, long start, long duration, bool hasFailed)
    {
        var kind = (depth % 3) switch { 0 => SpanKind.Server, 1 => SpanKind.Client, _ => SpanKind.Internal };
        if (kind != SpanKind.Internal)
        {
            _attributes.Add("http.request.method", route % 3 == 0 ? "POST" : "GET");
            _attributes.Add("http.route", Routes[route]);
            _attributes.Add("http.response.status_code", hasFailed ? "503" : "200");
            _attributes.Add("url.scheme", "https");
            _attributes.Add("server.address", Names[service]);
            _attributes.Add("network.protocol.version", "1.1");
            _attributes.Add("url.path", $"/api/v1/resource{route}/{_random.Next(100_000)}");
        }
        else
        {
            _attributes.Add("db.system", "postgresql");
            _attributes.Add("db.operation", "SELECT");
            _attributes.Add("db.rows", $"{_random.Next(500)}");
        }
        _attributes.Add("thread.id", $"{_random.Next(64)}");
        if (depth == 0)
            _attributes.Add("user.id", $"user-{_random.Next(50_000)}");
        return new SpanRecord(trace, id, parent, _origins[(service * 3) + _random.Next(3)], $"{kind} {Routes[route]}", kind, start, duration, hasFailed ? SpanStatus.Error : SpanStatus.Ok)
        {
            Attributes = _attributes.Build(),
            Scope = "OpenTelemetry.Instrumentation.AspNetCore",
            StatusMessage = hasFailed ? "upstream connect error" : "",
            Events = hasFailed ? [new SpanEvent(start + 1000, "exception", default)] : [],
        };
    }
}
