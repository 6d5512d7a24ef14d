using System.IO.Compression;
using System.Text.Json;
using Dashboard.Ingest.Sources.Influx;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Api;

/// <summary>
/// The write endpoints of InfluxDB, version 1 (<c>/write</c>) and 2 (<c>/api/v2/write</c>), for Telegraf and whatever else
/// speaks to them (https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint,
/// https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite).
/// </summary>
public static class InfluxEndpoints
{
    private static readonly string[] Post = ["POST"];

    /// <summary>Maps both, where they are not switched off.</summary>
    public static void MapInflux(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<InfluxOptions>().Enabled)
            return;
        var source = routes.ServiceProvider.GetServices<Ingest.Sources.ITelemetrySource>().OfType<InfluxSource>().Single();
        routes.MapMethods("/write", Post, context => Write(context, source, "db", isSecond: false)).RequireAuthorization(Policies.WriteApi);
        routes.MapMethods("/api/v2/write", Post, context => Write(context, source, "bucket", isSecond: true)).RequireAuthorization(Policies.WriteApi);
    }

    private static async Task Write(HttpContext context, InfluxSource source, string database, bool isSecond)
    {
        var request = context.Request;
        if (InfluxPrecisions.Parse(request.Query["precision"].ToString()) is not { } precision)
        {
            await Refuse(context, isSecond, StatusCodes.Status400BadRequest, $"invalid precision \"{request.Query["precision"]}\" (use ns, us, ms or s)");
            return;
        }
        if (request.ContentLength > source.MaxBodyBytes)
        {
            source.CountTooLarge();
            await Refuse(context, isSecond, StatusCodes.Status413PayloadTooLarge, TooLarge(source));
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = source.MaxBodyBytes;
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip" or "x-gzip"))
        {
            await Refuse(context, isSecond, StatusCodes.Status415UnsupportedMediaType, $"unknown content encoding \"{encoding}\" (use gzip or none)");
            return;
        }
        try
        {
            await using var unpacked = encoding.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
            var report = await source.Take(unpacked ?? request.Body, precision, request.Query[database].ToString(), context.RequestAborted);
            await Answer(context, source, report, isSecond);
        }
        catch (BadHttpRequestException e)
        {
            if (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
                source.CountTooLarge();
            await Refuse(context, isSecond, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(source) : e.Message);
        }
    }

    private static Task Answer(HttpContext context, InfluxSource source, InfluxReport report, bool isSecond)
    {
        if (report.IsTooLarge)
            return Refuse(context, isSecond, StatusCodes.Status413PayloadTooLarge, TooLarge(source));
        var problems = report.Errors.Select(e => e.Problem).ToList();
        if (report.Failed > problems.Count)
            problems.Add($"and {report.Failed - problems.Count} more lines");
        if (report.Refused > 0)
            problems.Add("max series of this source exceeded (Noc:Cache:SeriesPerSource)");
        if (report.Stopped is not null)
            problems.Add(report.Stopped);
        if (problems.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        var text = string.Join('\n', problems);
        if (report.Samples > 0 || report.Refused > 0)
            text = $"partial write: {text} dropped={report.Refused + report.Failed}";
        return Refuse(context, isSecond, StatusCodes.Status400BadRequest, text, report.Failed > 0 ? report.Errors[0].Line : null);
    }

    private static string TooLarge(InfluxSource source) =>
        $"the body is larger than {source.MaxBodyBytes} octets; send smaller batches, or raise {InfluxOptions.Section}:{nameof(InfluxOptions.MaxBodyBytes)}";

    private static async Task Refuse(HttpContext context, bool isSecond, int status, string text, int? line = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        if (isSecond)
        {
            json.WriteString("code"u8, status == StatusCodes.Status413PayloadTooLarge ? "request too large" : "invalid");
            json.WriteString("message"u8, text);
            if (line is { } number)
                json.WriteNumber("line"u8, number);
        }
        else
        {
            json.WriteString("error"u8, text);
        }
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
