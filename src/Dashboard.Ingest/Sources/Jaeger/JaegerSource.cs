using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Sources.Jaeger;

/// <summary>Takes batches of Jaeger's clients in Thrift (https://www.jaegertracing.io/docs/1.76/architecture/apis/), that the web server hands it.</summary>
public sealed class JaegerSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "jaeger";

    private static readonly string[] Media = ["application/x-thrift", "application/vnd.apache.thrift.binary"];

    private readonly JaegerOptions _options;
    private readonly TimeProvider _time;
    private readonly SpanDoor _door;

    public JaegerSource(JaegerOptions options, PipelineOptions pipelineOptions, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Jaeger",
            Protocol = "Jaeger Thrift over HTTP",
            Kinds = [TelemetryKind.Trace],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        _door = new SpanDoor(Meter, pipeline, pipelineOptions, time, options.MaxBodyBytes, $"{JaegerOptions.Section}:{nameof(JaegerOptions.MaxBodyBytes)}");
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public Task Run(CancellationToken cancellationToken) => HttpDoor.Run(Meter, _options.Enabled, JaegerOptions.Section, _time, cancellationToken);

    /// <summary>Answers a request with spans.</summary>
    public Task Answer(HttpContext context) =>
        _door.Answer(context, Media, new JaegerDecoder(_door.Origins, _door.Texts).Read);
}
