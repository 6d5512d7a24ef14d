using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Sources.Gnmi.Tree;
using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Dashboard.Ingest.Sources.Gnmi.DialOut;

/// <summary>
/// Takes what devices send that connect by themselves: Nokia SR OS (<c>Nokia.SROS.DialoutTelemetry</c>) and gNMIReverse
/// (aristanetworks/goarista, <c>gnmireverse.gNMIReverse</c>). Both carry the messages that a subscription is answered with.
/// A device is called by the address that it comes from.
/// </summary>
public sealed class GnmiDialOutSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "gnmi_dialout";

    private const int MaxStreams = 32;
    private const string Nokia = "/Nokia.SROS.DialoutTelemetry/Publish";
    private const string Reverse = "/gnmireverse.gNMIReverse/Publish";

    private readonly GnmiDialOutOptions _options;
    private readonly GnmiOptions _limits;
    private readonly ListenOptions _listen;
    private readonly GnmiModules _modules;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;

    public GnmiDialOutSource(GnmiDialOutOptions options, GnmiOptions limits, ListenOptions listen, GnmiModules modules, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _limits, _listen, _modules, _pipeline, _time) = (options, limits, listen, modules, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "gNMI dial-out",
            Protocol = "gRPC",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>The port that it listens on; 0 while it does not.</summary>
    public int Port { get; private set; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_listen.GnmiDialOut < 0)
        {
            Meter.SetInactive($"switched off by {ListenOptions.Section}:{nameof(ListenOptions.GnmiDialOut)}");
            return;
        }
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        await using var server = builder.Build();
        server.Run(context => Take(context, cancellationToken));
        try
        {
            await server.StartAsync(cancellationToken);
            Port = new Uri(server.Urls.First()).Port;
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        finally
        {
            Port = 0;
            await server.StopAsync(CancellationToken.None);
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        // A stream lasts as long as the device wants, and may be silent while nothing changes.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Listen(_listen.EndPoint(_listen.GnmiDialOut), endPoint =>
        {
            endPoint.Protocols = HttpProtocols.Http2;
            if (_options.CertificateFile.Length > 0)
                endPoint.UseHttps(Tls());
        });
    }

    private HttpsConnectionAdapterOptions Tls()
    {
        var tls = new HttpsConnectionAdapterOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(_options.CertificateFile, _options.KeyFile) };
        if (_options.ClientCaFile.Length == 0)
            return tls;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(_options.ClientCaFile);
        tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        tls.ClientCertificateValidation = (certificate, _, _) =>
        {
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
            return chain.Build(certificate);
        };
        return tls;
    }

    private async Task Take(HttpContext context, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var (status, detail) = (0, "");
        context.Response.ContentType = "application/grpc";
        try
        {
            if (context.Request.Path.Value is not (Nokia or Reverse))
                throw new GrpcException(GrpcException.Unimplemented, "there are Nokia.SROS.DialoutTelemetry/Publish and gnmireverse.gNMIReverse/Publish");
            await context.Response.StartAsync(either.Token);
            await Take(context, context.Request.Path.Value == Nokia, either.Token);
        }
        catch (GrpcException e)
        {
            (status, detail) = (e.Status, e.Detail);
            Meter.Failed($"{NameOf(context)}: {e.Detail}.");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // The device went away, or the program ends.
            return;
        }
        context.Response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));
        if (detail.Length > 0)
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(detail));
    }

    private async Task Take(HttpContext context, bool isAnswered, CancellationToken cancellationToken)
    {
        var name = NameOf(context);
        var samples = new GnmiSamples(_pipeline, Id, name);
        var intake = new GnmiIntake(new GnmiTree(_modules, samples, name, [], _limits.MaxLeaves), samples);
        var messages = new GrpcMessages(context.Request.Body, _limits.MaxMessageBytes);
        var answer = GrpcMessages.Framed([]);
        // Nobody said what the device was to send, so nothing tells that all of it came.
        intake.Begin(Now);
        intake.Synchronize(Now);
        try
        {
            while (await messages.Receive(cancellationToken))
            {
                var bytes = 0L;
                while (messages.TryNext(out var message))
                {
                    bytes += message.Length;
                    if (intake.Take(message.Span, Now) is { } problem)
                        Meter.Failed($"{name} {problem}.");
                    if (isAnswered)
                        await context.Response.Body.WriteAsync(answer, cancellationToken);
                }
                Meter.Contacted();
                await samples.Post(bytes, cancellationToken);
                if (isAnswered)
                    await context.Response.Body.FlushAsync(cancellationToken);
            }
            if (!isAnswered)
                await context.Response.Body.WriteAsync(answer, cancellationToken);
        }
        finally
        {
            intake.EndAll(Now);
            await samples.Post(0, CancellationToken.None);
        }
    }

    private static string NameOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
