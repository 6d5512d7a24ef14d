using System.Buffers;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>
/// The VES event listener 7.2.1: <c>/eventListener/v7</c> takes an event, <c>/eventListener/v7/eventBatch</c> several at
/// once. Everything below <c>/eventListener</c> is answered in the listener's own form.
/// </summary>
public static class VesEndpoints
{
    private const string Single = "/eventListener/v7";
    private const string Batch = "/eventListener/v7/eventBatch";

    /// <summary>Maps it, where it is not switched off.</summary>
    public static void MapVes(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<VesOptions>().Enabled)
            return;
        var source = routes.ServiceProvider.GetServices<ITelemetrySource>().OfType<VesSource>().Single();
        routes.Map("/eventListener/{**path}", context => Listen(context, source)).RequireAuthorization(Policies.Events);
    }

    internal static void AddVersion(HttpResponse response)
    {
        var headers = response.Headers;
        headers["X-MinorVersion"] = "2";
        headers["X-PatchVersion"] = "1";
        headers["X-LatestVersion"] = "7.2.1";
    }

    private static async Task Listen(HttpContext context, VesSource source)
    {
        if (await Take(context, source) is { } error)
        {
            await error.Write(context);
            return;
        }
        AddVersion(context.Response);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<VesError?> Take(HttpContext context, VesSource source)
    {
        var request = context.Request;
        // Routes are found whatever the case; the listener's are not (VES event listener 7.2.1, section on REST operations).
        var path = request.Path.Value ?? "";
        if (path is not (Single or Batch))
            return VesError.NotFound(path);
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return VesError.Method(request.Method);
        }
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || !(request.Headers.ContentEncoding.ToString() is "" or "identity"))
            return Refused(source, VesError.ContentType, $"a body was refused: it is of the type '{request.ContentType}' and not application/json");
        if (request.ContentLength > source.MaxBodyBytes)
            return TooLarge(source);
        if (source.IsFull)
        {
            source.Refuse(1, "a body was refused: the queue is full", "queue full");
            return VesError.Full;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = source.MaxBodyBytes;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(4096, request.ContentLength + 1 ?? 32 * 1024));
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is var read and > 0)
            {
                length += read;
                if (length > source.MaxBodyBytes)
                    return TooLarge(source);
                if (length < buffer.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
            var answer = await source.Take(buffer.AsMemory(0, length), path == Batch);
            return answer.IsFull ? VesError.Full : answer.Refusal is { } refusal ? VesError.Of(refusal) : null;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(source) : Refused(source, VesError.Unreadable(e.StatusCode, e.Message), $"a body was refused: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static VesError TooLarge(VesSource source) =>
        Refused(source, VesError.TooLarge(source.MaxBodyBytes), $"a body was refused: it is larger than {source.MaxBodyBytes} octets ({VesOptions.Section}:{nameof(VesOptions.MaxBodyBytes)})");

    private static VesError Refused(VesSource source, VesError error, string sentence)
    {
        source.Refuse(1, sentence, "body refused");
        return error;
    }
}
