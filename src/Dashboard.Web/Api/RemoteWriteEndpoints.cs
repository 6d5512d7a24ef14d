using System.Globalization;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.RemoteWrite;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>
/// Prometheus remote write 1.0 and 2.0 at <c>/api/v1/write</c>, told apart by the content type
/// (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/). Answers with 4xx are not sent again by the sender.
/// </summary>
public static class RemoteWriteEndpoints
{
    private static readonly string[] Post = ["POST"];

    /// <summary>Maps it, where it is not switched off.</summary>
    public static void MapRemoteWrite(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<RemoteWriteOptions>().Enabled)
            return;
        var source = routes.ServiceProvider.GetServices<ITelemetrySource>().OfType<RemoteWriteSource>().Single();
        routes.MapMethods("/api/v1/write", Post, context => Write(context, source)).RequireAuthorization(Policies.WriteApi);
    }

    private static async Task Write(HttpContext context, RemoteWriteSource source)
    {
        var request = context.Request;
        if (IsSecond(request.ContentType) is not { } isSecond)
        {
            await Refuse(context, StatusCodes.Status415UnsupportedMediaType, $"unknown content type \"{request.ContentType}\" (use application/x-protobuf, with proto=prometheus.WriteRequest or proto=io.prometheus.write.v2.Request)");
            return;
        }
        if (request.Headers.ContentEncoding.ToString() is not ("" or "snappy") and var encoding)
        {
            await Refuse(context, StatusCodes.Status415UnsupportedMediaType, $"unknown content encoding \"{encoding}\" (use snappy)");
            return;
        }
        if (request.ContentLength > source.MaxBodyBytes)
        {
            await Refuse(context, StatusCodes.Status413PayloadTooLarge, source.CountTooLarge());
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = source.MaxBodyBytes;
        try
        {
            var report = await source.Take(request.Body, isSecond, context.RequestAborted);
            if (isSecond)
            {
                var headers = context.Response.Headers;
                headers["X-Prometheus-Remote-Write-Samples-Written"] = report.Samples.ToString(CultureInfo.InvariantCulture);
                headers["X-Prometheus-Remote-Write-Histograms-Written"] = "0";
                headers["X-Prometheus-Remote-Write-Exemplars-Written"] = "0";
            }
            if (report.Problem is { } problem)
                await Refuse(context, report.IsTooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, problem);
            else
                context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? source.CountTooLarge() : e.Message);
        }
    }

    /// <summary>Whether the content type is that of version 2.0; null where it is of neither version.</summary>
    private static bool? IsSecond(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
            return null;
        var proto = type.Parameters.FirstOrDefault(p => p.Name.Equals("proto", StringComparison.OrdinalIgnoreCase))?.Value.ToString();
        return proto switch
        {
            null or "" or "prometheus.WriteRequest" => false,
            "io.prometheus.write.v2.Request" => true,
            _ => null,
        };
    }

    private static Task Refuse(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }
}
