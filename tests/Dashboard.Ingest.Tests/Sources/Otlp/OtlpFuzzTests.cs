using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Wire;
using static Dashboard.Ingest.Tests.Sources.Otlp.OtlpText;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

[Trait("Kind", "fuzz")]
public sealed class OtlpFuzzTests
{
    private const long Now = 1_767_225_600_000;

    private static readonly byte[] Tokens = [0, 1, 0x0a, 0x12, 0x7f, 0x80, 0xff, .. "{}[]\",:0123456789abcdef\\ue-."u8];

    private static readonly (OtlpSignal Signal, string Json)[] Seeds =
    [
        (OtlpSignal.Traces, Spans(SpanOf((Now * 1_000_000) - 5, $$$$$"""
            ,"status":{"code":2,"message":"no"},"attributes":[{{{{{Attribute("a", "b")}}}}},{"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"kvlistValue":{"values":[{"key":"k","value":{"bytesValue":"AQID"}}]}}]}}}],
            "events":[{"timeUnixNano":"5","name":"exception","attributes":[{{{{{Attribute("exception.type", "Timeout")}}}}}]}],"links":[{"traceId":"{{{{{Trace}}}}}","spanId":"{{{{{Span}}}}}"}]
            """))),
        (OtlpSignal.Logs, Lines($$$$$"""{"timeUnixNano":"{{{{{Now * 1_000_000}}}}}","severityNumber":9,"severityText":"INFO","body":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":1.5}}]}},"traceId":"{{{{{Trace}}}}}"}""")),
        (OtlpSignal.Metrics, Metrics(
            """{"name":"a","unit":"By/s","sum":{"dataPoints":[{"startTimeUnixNano":"1767225500000000000","timeUnixNano":"1767225600000000000","asInt":"5","exemplars":[{"asDouble":1,"timeUnixNano":"1"}]}],"aggregationTemporality":1,"isMonotonic":true}}""",
            """{"name":"h","histogram":{"dataPoints":[{"timeUnixNano":"1767225600000000000","count":"3","sum":1,"bucketCounts":["1","2"],"explicitBounds":[1]}],"aggregationTemporality":2}}""",
            """{"name":"e","exponentialHistogram":{"dataPoints":[{"timeUnixNano":"1767225600000000000","count":"3","sum":1,"scale":-3,"zeroCount":"1","positive":{"offset":-5,"bucketCounts":["1","2"]}}],"aggregationTemporality":1}}""",
            """{"name":"s","summary":{"dataPoints":[{"timeUnixNano":"1767225600000000000","count":"3","sum":1,"quantileValues":[{"quantile":0.5,"value":2}]}]}}""")),
    ];

    [Fact]
    public async Task Damaged_messages_in_json_are_read_or_refused() => await Feed(isJson: true);

    [Fact]
    public async Task Damaged_messages_in_protocol_buffers_are_read_or_refused() => await Feed(isJson: false);

    private static async Task Feed(bool isJson)
    {
        using var bench = new IngestBench();
        bench.Register(OtlpSource.Id);
        var seeds = new List<byte[]>();
        foreach (var (signal, text) in Seeds)
        {
            var json = new OtlpJsonDecoder();
            Assert.Null(json.Read(Encoding.UTF8.GetBytes(text), signal));
            Read(bench, json.Written.ToArray(), signal, isJson: false, isWhole: true);
            seeds.Add(isJson ? Encoding.UTF8.GetBytes(text) : json.Written.ToArray());
        }

        await Fuzz.Run(seeds, Tokens, (input, random) =>
        {
            Read(bench, input, (OtlpSignal)random.Next(3), isJson, isWhole: false);
            return Task.CompletedTask;
        });
    }

    private static void Read(IngestBench bench, byte[] input, OtlpSignal signal, bool isJson, bool isWhole)
    {
        var octets = input;
        if (isJson)
        {
            var json = new OtlpJsonDecoder();
            if (json.Read(input, signal) is { } problem)
            {
                Assert.NotEmpty(problem);
                return;
            }
            octets = json.Written.ToArray();
        }
        var (origins, texts) = (new OtlpOrigins(100), new TextTable(100));
        using var spans = new TelemetryBatch<SpanRecord>(OtlpSource.Id);
        using var lines = new TelemetryBatch<LogRecord>(OtlpSource.Id);
        using var samples = new TelemetryBatch<MetricSample>(OtlpSource.Id);
        var reading = signal switch
        {
            OtlpSignal.Traces => new OtlpTraceDecoder(origins, texts).Read(octets, Now, spans),
            OtlpSignal.Logs => new OtlpLogDecoder(origins, texts).Read(octets, Now, Now, lines),
            _ => new OtlpMetricIntake(bench.Pipeline, bench.Cache, origins, texts, OtlpSource.Id, 1000).Read(octets, Now, Now, samples),
        };
        Assert.True(!isWhole || reading is { Rejected: 0, Accepted: > 0 }, reading?.Sentence);
        foreach (var span in spans.Records)
            Assert.True(span is { Duration: >= 0, TraceId.IsEmpty: false, SpanId.IsEmpty: false, Timestamp: > 0 and <= Now });
    }
}
