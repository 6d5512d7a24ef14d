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

    private const int MaxOrigins = 10_000;
    private const int MaxTexts = 20_000;

    private static readonly string[] Media = ["application/x-thrift", "application/vnd.apache.thrift.binary"];

    private readonly JaegerOptions _options;
    private readonly TimeProvider _time;
    private readonly SpanDoor _door;
    private readonly SharedLabels _origins = new(MaxOrigins);
    private readonly TextTable _texts = new(MaxTexts);

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

    /// <summary>Does nothing of its own: what there is to do comes with requests.</summary>
    public Task Run(CancellationToken cancellationToken)
    {
        if (_options.Enabled)
            return Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        Meter.SetInactive($"switched off by {JaegerOptions.Section}:{nameof(JaegerOptions.Enabled)}");
        return Task.CompletedTask;
    }

    /// <summary>Answers a request with spans.</summary>
    public Task Answer(HttpContext context) =>
        _door.Answer(context, Media, (octets, latest, reading, into) => new JaegerDecoder(_origins, _texts).Read(octets, latest, reading, into));
}
