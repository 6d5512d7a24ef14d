using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Sources.Zipkin;

/// <summary>Takes spans in Zipkin's JSON, version 2 (https://zipkin.io/zipkin-api/), that the web server hands it.</summary>
public sealed class ZipkinSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "zipkin";

    private static readonly string[] Media = ["application/json"];

    private readonly ZipkinOptions _options;
    private readonly TimeProvider _time;
    private readonly SpanDoor _door;

    public ZipkinSource(ZipkinOptions options, PipelineOptions pipelineOptions, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Zipkin",
            Protocol = "Zipkin v2 JSON over HTTP",
            Kinds = [TelemetryKind.Trace],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        _door = new SpanDoor(Meter, pipeline, pipelineOptions, time, options.MaxBodyBytes, $"{ZipkinOptions.Section}:{nameof(ZipkinOptions.MaxBodyBytes)}");
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public Task Run(CancellationToken cancellationToken) => HttpDoor.Run(Meter, _options.Enabled, ZipkinOptions.Section, _time, cancellationToken);

    /// <summary>Answers a request with spans.</summary>
    public Task Answer(HttpContext context) =>
        _door.Answer(context, Media, new ZipkinDecoder(_door.Origins, _door.Texts).Read);
}
