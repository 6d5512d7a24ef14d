using System.Globalization;
using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Auth;
using Dashboard.Web.Logs;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>
/// Lines of log for programs and spreadsheets, with the fields of the Logs page's address: <c>GET /api/logs</c> for JSON,
/// with <c>limit</c> and the <c>cursor</c> of the answer before, and <c>GET /api/logs.csv</c>.
/// </summary>
internal static class LogEndpoints
{
    private const int UsualLimit = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/logs", Json).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/logs.csv", Csv).RequireAuthorization(Policies.ReadApi);
    }

    private static async Task<IResult> Json(HttpContext context, LogArchive archive, TimeProvider time)
    {
        if (Read(context, time, UsualLimit, out var problem) is not { } search)
            return Refused(problem);
        var answer = await archive.Search(search, context.RequestAborted);
        return Results.Json(new { Status = "success", Lines = answer.Lines.Select(Line), Next = answer.Next?.ToString(), LookedBackTo = answer.LookedBackTo });
    }

    private static async Task<IResult> Csv(HttpContext context, LogArchive archive, TimeProvider time)
    {
        if (Read(context, time, LogSearch.MostLines, out var problem) is not { } search)
            return Refused(problem);
        var answer = await archive.Search(search, context.RequestAborted);
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "logs.csv" }.ToString();
        return Results.Text(LogText.Csv(answer.Lines), "text/csv", Encoding.UTF8);
    }

    private static LogSearch? Read(HttpContext context, TimeProvider time, int usualLimit, out string problem)
    {
        var address = LogAddress.Read(context.Request.QueryString.Value);
        var problems = address.Problems.ToList();
        var (from, to) = address.Time.Resolve(time.GetUtcNow().ToUnixTimeMilliseconds());
        var limit = usualLimit;
        if (context.Request.Query["limit"].ToString() is { Length: > 0 } wanted && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LogSearch.MostLines))
            problems.Add($"'limit' is to be a number of 1 to {LogSearch.MostLines}.");
        LogCursor? after = null;
        if (context.Request.Query["cursor"].ToString() is { Length: > 0 } place)
        {
            if (LogCursor.TryParse(place, out var cursor))
                after = cursor;
            else
                problems.Add("'cursor' is to be the 'next' of an answer before.");
        }
        problem = string.Join(' ', problems);
        return problems.Count > 0 ? null : new LogSearch { Query = address.Query, From = from, To = address.Time.IsLive ? long.MaxValue : to, Limit = limit, After = after, Patience = Patience };
    }

    private static IResult Refused(string problem) => Results.Json(new { Status = "error", ErrorType = "bad_data", Error = problem }, statusCode: StatusCodes.Status400BadRequest);

    private static object Line(LogLine line)
    {
        var record = line.Record;
        var attributes = new List<KeyValuePair<string, string>>(); // bound: what a line says
        foreach (var attribute in record.Attributes)
            attributes.Add(new(attribute.Name.ToString(), attribute.Value.ToString()));
        return new
        {
            line.Number,
            Time = LogText.Time(record.Timestamp),
            Received = record.ReceivedAt == 0 ? null : LogText.Time(record.ReceivedAt),
            Severity = record.Severity.Keyword,
            Origin = record.Origin.ToDictionary(static l => l.Name, static l => l.Value),
            record.ProcessId,
            record.MessageId,
            TraceId = record.TraceId.ToString(),
            SpanId = record.SpanId.ToString(),
            Message = record.Body,
            // A name may come more than once, so these are pairs and no object.
            Attributes = attributes,
        };
    }
}
