using System.Text;
using Dashboard.Domain.Flows;
using Dashboard.Web.Auth;
using Dashboard.Web.Components.Flows;
using Dashboard.Web.Live;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>Single flows for programs and spreadsheets: <c>GET /api/flows.csv</c> with the fields of the Flows page's address.</summary>
internal static class FlowEndpoints
{
    /// <summary>Flows of one answer at most.</summary>
    public const int Most = 10_000;

    public static void MapFlows(this IEndpointRouteBuilder routes) => routes.MapGet("/api/flows.csv", Csv).RequireAuthorization(Policies.ReadApi);

    private static async Task<IResult> Csv(HttpContext context, FlowStore store, FlowAnswers answers, TimeProvider time)
    {
        var address = FlowAddress.Read(context.Request.QueryString.Value);
        var filter = address.Filter.Resolve(store.Exporters, out var unknown);
        string[] problems = [.. address.Problems, .. unknown];
        if (problems.Length > 0)
            return Results.Json(new { Status = "error", ErrorType = "bad_data", Error = string.Join(' ', problems) }, statusCode: StatusCodes.Status400BadRequest);
        var (from, to) = address.Time.Resolve(time.GetUtcNow().ToUnixTimeMilliseconds());
        var found = await answers.Find((filter ?? new FlowFilter()) with { From = from, To = address.Time.IsLive ? long.MaxValue : to }, Most, context.RequestAborted);
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "flows.csv" }.ToString();
        return Results.Text(FlowText.Csv(found, store.Exporters), "text/csv", Encoding.UTF8);
    }
}
