using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Api;

/// <summary>Takes files of performance measurements (TS 32.435, TS 28.532) at <c>POST /api/pm-files?name=…</c>: the body is the file, packed by gzip or not. What was answered with 202 is read even if the program ends before.</summary>
public static class PmFileEndpoints
{
    public static void MapPmFiles(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/pm-files", Take).RequireAuthorization(Policies.WriteApi).DisableAntiforgery();

    private static async Task<IResult> Take(HttpContext context, PmFileSource source)
    {
        var request = context.Request;
        if (request.ContentLength > source.MaxBodyBytes)
            return TooLarge(source);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = source.MaxBodyBytes;
        var name = request.Query["name"].ToString();
        try
        {
            return await source.Take(request.Body, name.Length > 0 ? name : "posted.xml", context.RequestAborted) is { } complaint
                ? Results.Problem(complaint, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Accepted();
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(source) : Results.Problem(e.Message, statusCode: e.StatusCode);
        }
    }

    private static IResult TooLarge(PmFileSource source) =>
        Results.Problem($"the file is larger than {source.MaxBodyBytes} octets ({PmFileOptions.Section}:{nameof(PmFileOptions.MaxBodyBytes)})", statusCode: StatusCodes.Status413PayloadTooLarge);
}
