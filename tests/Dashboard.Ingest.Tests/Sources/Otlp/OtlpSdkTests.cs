using System.Diagnostics;
using Dashboard.Domain.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SpanKind = Dashboard.Domain.Telemetry.SpanKind;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

/// <summary>What real SDKs of OpenTelemetry send is taken through each door.</summary>
public sealed class OtlpSdkTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task What_the_sdk_for_net_sends_is_taken(OtlpExportProtocol protocol)
    {
        await using var house = await new OtlpHouse().Open();
        using var source = new ActivitySource($"peer-{protocol}", "1.2");
        var resource = ResourceBuilder.CreateEmpty().AddService("net-peer", "retail", "1.0", autoGenerateServiceInstanceId: false, "i1");
        Uri At(string path) => new(protocol == OtlpExportProtocol.Grpc ? house.Grpc : house.Http + path);

        using (var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source.Name).AddOtlpExporter(o => (o.Protocol, o.Endpoint) = (protocol, At("/v1/traces"))).Build())
        {
            using (var root = source.StartActivity("GET /cart", ActivityKind.Server))
            using (var inner = source.StartActivity("SELECT cart", ActivityKind.Client))
            {
                inner!.SetTag("db.system.name", "postgresql").SetTag("rows", new[] { 1L, 2 }).AddException(new TimeoutException("too slow")).SetStatus(ActivityStatusCode.Error, "gave up");
            }
            Assert.True(traces.ForceFlush(30_000));
        }
        using (var meter = new System.Diagnostics.Metrics.Meter($"peer-{protocol}"))
        using (var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meter.Name).AddOtlpExporter(o => (o.Protocol, o.Endpoint) = (protocol, At("/v1/metrics"))).Build())
        {
            meter.CreateCounter<long>("orders.placed").Add(3, new KeyValuePair<string, object?>("region", "north"));
            meter.CreateHistogram<double>("order.duration", "s").Record(0.7);
            Assert.True(metrics.ForceFlush(30_000));
        }

        await Eventually.True(() => house.Spans.All.Count == 2);
        var call = house.Spans.All.Single(s => s.Direction == SpanKind.Client);
        var server = house.Spans.All.Single(s => s.Direction == SpanKind.Server);
        Assert.Equal((server.SpanId, server.TraceId), (call.ParentSpanId, call.TraceId));
        Assert.Equal(("net-peer", "SELECT cart", SpanStatus.Timeout, "gave up"), (call.Service, call.Operation, call.Status, call.StatusMessage));
        Assert.Equal(("postgresql", "[1,2]"), (call.Attributes.Get("db.system.name"), call.Attributes.Get("rows")));
        Assert.Equal("System.TimeoutException", call.Events[0].Attributes.Get("exception.type"));
        Assert.Same(server.Origin, call.Origin);
        Assert.Equal(3, (await house.Bench.Values("orders_placed_total", ("region", "north"), ("job", "retail/net-peer"), ("instance", "i1")))[^1]);
        Assert.Equal(1, (await house.Bench.Values("order_duration_seconds_bucket", ("le", "5")))[^1]);
    }

    [NodePeerTheory]
    [InlineData("http")]
    [InlineData("json")]
    [InlineData("grpc")]
    public async Task What_the_sdk_for_javascript_sends_is_taken(string way)
    {
        await using var house = await new OtlpHouse().Open();

        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(NodePeerTheoryAttribute.Folder, "send.mjs"), way, way == "grpc" ? house.Grpc : house.Http]) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, errors);
        Assert.Equal(2, house.Spans.All.Count);
        var call = house.Spans.All.Single(s => s.Direction == SpanKind.Client);
        var server = house.Spans.All.Single(s => s.Direction == SpanKind.Server);
        Assert.Equal((server.SpanId, SpanStatus.Timeout, $"node-{way}"), (call.ParentSpanId, call.Status, call.Service));
        Assert.Equal(server.SpanId, Assert.Single(call.Links).SpanId);
        Assert.Equal("""http.response.status_code="200" list="["a","b"]" ratio="0.5" yes="true" """.TrimEnd(), server.Attributes.ToString());
        if (way == "grpc")
            return;
        Assert.Equal(3, (await house.Bench.Values("orders_placed_total", ("region", "north"), ("job", $"node-{way}"), ("instance", "n1")))[^1]);
        Assert.Equal(2, (await house.Bench.Values("order_duration_seconds_bucket", ("le", "1")))[^1]);
        var line = Assert.Single(house.Lines.All);
        Assert.Equal(("the cart is nearly full", "warning", "99", server.TraceId), (line.Body, line.Severity.Keyword, line.Attributes.Get("items"), line.TraceId));
    }
}

/// <summary>A test that needs Node.js and OpenTelemetry's packages; skipped, and saying so, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodePeerTheoryAttribute : TheoryAttribute
{
    public NodePeerTheoryAttribute()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@opentelemetry")))
            Skip = "needs Node.js and 'npm ci' in tests/Dashboard.Ingest.Tests/Sources/Otlp/Peer";
    }

    /// <summary>Where the script and its packages are.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "tests/Dashboard.Ingest.Tests/Sources/Otlp/Peer");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
