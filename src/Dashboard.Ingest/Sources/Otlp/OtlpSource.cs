using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Takes traces, metrics and logs by OTLP 1.x (https://opentelemetry.io/docs/specs/otlp/): gRPC and HTTP at ports of its own,
/// and HTTP at the web server's, which hands requests to <see cref="Answer"/>.
/// </summary>
public sealed class OtlpSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "otlp";

    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private const string Grpc = "application/grpc";

    private readonly OtlpOptions _options;
    private readonly ListenOptions _listen;
    private readonly TimeProvider _time;
    private readonly OtlpIntake _intake;

    public OtlpSource(
        OtlpOptions options, ListenOptions listen, PipelineOptions pipelineOptions, TimeSeriesCacheOptions cacheOptions, TimeSeriesCache cache,
        IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _listen, _time) = (options, listen, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "OpenTelemetry",
            Protocol = "OTLP over gRPC and HTTP",
            Kinds = [TelemetryKind.Trace, TelemetryKind.Metric, TelemetryKind.Log],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        _intake = new OtlpIntake(options, pipelineOptions, cacheOptions, cache, pipeline, Meter, time);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>The port for gRPC that it listens on; 0 while it does not.</summary>
    public int GrpcPort { get; private set; }

    /// <summary>The port for HTTP that it listens on; 0 while it does not.</summary>
    public int HttpPort { get; private set; }

    /// <summary>The path of a signal over HTTP: <c>/v1/traces</c>.</summary>
    public static string PathOf(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "/v1/traces",
        OtlpSignal.Metrics => "/v1/metrics",
        _ => "/v1/logs",
    };

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {OtlpOptions.Section}:{nameof(OtlpOptions.Enabled)}");
            return;
        }
        if (_listen is { OtlpGrpc: < 0, OtlpHttp: < 0 })
        {
            // The web server's port remains.
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return;
        }
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        await using var server = builder.Build();
        server.Run(TakeAtOwnPort);
        try
        {
            await server.StartAsync(cancellationToken);
            var ports = server.Urls.Select(static u => new Uri(u).Port).ToArray();
            GrpcPort = _listen.OtlpGrpc < 0 ? 0 : ports[0];
            HttpPort = _listen.OtlpHttp < 0 ? 0 : ports[^1];
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        finally
        {
            (GrpcPort, HttpPort) = (0, 0);
            await server.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Answers a request of OTLP over HTTP.</summary>
    public async Task Answer(HttpContext context, OtlpSignal signal)
    {
        ArgumentNullException.ThrowIfNull(context);
        var isJson = IsMedia(context.Request, Json);
        var report = await Take(context, () => TakeHttp(context, signal, isJson));
        context.Response.StatusCode = report.Verdict.Http;
        context.Response.ContentType = isJson ? Json : Protobuf;
        if (report.Verdict.IsTransient)
            context.Response.Headers.RetryAfter = $"{OtlpAnswer.RetrySeconds}";
        await context.Response.Body.WriteAsync(isJson ? OtlpAnswer.Json(report, signal) : OtlpAnswer.Message(report), context.RequestAborted);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
        // The prefix of a message comes before it; what is too long is found out while it is read.
        kestrel.Limits.MaxRequestBodySize = _options.MaxMessageBytes + GrpcMessages.PrefixBytes + 1L;
        Listen(_listen.OtlpGrpc, HttpProtocols.Http2);
        Listen(_listen.OtlpHttp, HttpProtocols.Http1);

        void Listen(int port, HttpProtocols protocols)
        {
            if (port < 0)
                return;
            kestrel.Listen(_listen.EndPoint(port), endPoint =>
            {
                endPoint.Protocols = protocols;
                if (_options.CertificateFile.Length > 0)
                    endPoint.UseHttps(X509Certificate2.CreateFromPemFile(_options.CertificateFile, _options.KeyFile));
            });
        }
    }

    private Task TakeAtOwnPort(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (IsMedia(context.Request, Grpc))
            return AnswerGrpc(context, path);
        foreach (var signal in Enum.GetValues<OtlpSignal>())
        {
            if (path == PathOf(signal))
                return Answer(context, signal);
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("There are /v1/traces, /v1/metrics and /v1/logs.\n", context.RequestAborted);
    }

    private async Task AnswerGrpc(HttpContext context, string? path)
    {
        var report = await Take(context, () => TakeGrpc(context, path));
        var message = OtlpAnswer.Message(report);
        if (report.Verdict == OtlpVerdict.Taken)
            await GrpcUnary.Answer(context.Response, message, context.RequestAborted);
        else
            await GrpcUnary.Refuse(context.Response, report.Verdict.Grpc, report.Sentence, message, context.RequestAborted);
    }

    /// <summary>What is the same for both ways: who may, how many at once, and bodies that end early.</summary>
    private async Task<OtlpReport> Take(HttpContext context, Func<Task<OtlpReport>> take)
    {
        OwnTrace.Leave(context);
        if (context.Connection.LocalPort is var port && port > 0 && (port == GrpcPort || port == HttpPort) && !IsLetIn(context.Request))
            return _intake.Refuse(OtlpVerdict.Stranger, "a sender did not show the token of Noc:Otlp:Token");
        if (!_intake.TryBegin())
            return _intake.Refuse(OtlpVerdict.Busy, $"more than {_options.MaxConcurrent} messages at once; send it again");
        try
        {
            return await take();
        }
        catch (GrpcException e)
        {
            return _intake.Refuse(e.Status == GrpcException.Unimplemented ? OtlpVerdict.OtherFormat : OtlpVerdict.Malformed, e.Detail);
        }
        catch (InvalidDataException e)
        {
            return _intake.Refuse(OtlpVerdict.Malformed, $"the body is not well-formed gzip: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : _intake.Refuse(OtlpVerdict.Malformed, e.Message);
        }
        catch (ChannelClosedException)
        {
            return _intake.Refuse(OtlpVerdict.Full, "the program ends; send it again");
        }
        finally
        {
            _intake.End();
        }
    }

    private async Task<OtlpReport> TakeHttp(HttpContext context, OtlpSignal signal, bool isJson)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
            return _intake.Refuse(OtlpVerdict.OtherMethod, "messages are sent by POST");
        if (!isJson && !IsMedia(request, Protobuf))
            return _intake.Refuse(OtlpVerdict.OtherFormat, $"unknown content type \"{request.ContentType}\" (use {Protobuf} or {Json})");
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            return _intake.Refuse(OtlpVerdict.OtherFormat, $"unknown content encoding \"{encoding}\" (use gzip or none)");
        if (request.ContentLength > _options.MaxMessageBytes)
            return TooLarge();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = _options.MaxMessageBytes;
        await using var unpacked = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
        using var body = await RentedOctets.Read(unpacked ?? request.Body, _options.MaxMessageBytes, unpacked is null ? request.ContentLength : null, context.RequestAborted);
        return body is null ? TooLarge() : await _intake.Take(signal, body.Memory, isJson, context.RequestAborted);
    }

    private async Task<OtlpReport> TakeGrpc(HttpContext context, string? path)
    {
        OtlpSignal? signal = path switch
        {
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => OtlpSignal.Traces,
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => OtlpSignal.Metrics,
            "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => OtlpSignal.Logs,
            _ => null,
        };
        if (signal is not { } known)
            return _intake.Refuse(OtlpVerdict.Unknown, "there is Export of TraceService, MetricsService and LogsService of opentelemetry.proto.collector");
        using var message = await GrpcUnary.Read(context.Request, _options.MaxMessageBytes, context.RequestAborted);
        return message is null ? TooLarge() : await _intake.Take(known, message.Memory, isJson: false, context.RequestAborted);
    }

    private bool IsLetIn(HttpRequest request) => _options.Token.Length == 0
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {_options.Token}"));

    private OtlpReport TooLarge() => _intake.Refuse(OtlpVerdict.TooLarge,
        $"the message is larger than {_options.MaxMessageBytes} octets; send smaller batches, or raise {OtlpOptions.Section}:{nameof(OtlpOptions.MaxMessageBytes)}");

    // "application/grpc+proto" is gRPC as well.
    private static bool IsMedia(HttpRequest request, string media) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals(media, StringComparison.OrdinalIgnoreCase) || (media == Grpc && type.MediaType.StartsWith(Grpc + "+", StringComparison.OrdinalIgnoreCase)));
}
