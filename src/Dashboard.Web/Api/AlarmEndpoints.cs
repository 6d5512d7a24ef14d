using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Alarms;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Alarms;
using Dashboard.Web.Auth;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>Alarms for programs: lists as JSON and CSV by the fields of <see cref="AlarmQuestion"/>, and what operators do to single ones.</summary>
internal static class AlarmEndpoints
{
    private const int UsualLimit = 1000;
    private const int LongestBody = 16 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void MapAlarms(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/alarms");
        api.MapGet("", List).RequireAuthorization(Policies.ReadApi);
        api.MapGet("/{id:long}", Get).RequireAuthorization(Policies.ReadApi);
        api.MapPost("/{id:long}/{act}", Act).RequireAuthorization(Policies.WriteApi);
        routes.MapGet("/api/alarms.csv", Csv).RequireAuthorization(Policies.ReadApi);
    }

    private static IResult List(HttpContext context, AlarmList alarms, AlarmArchive archive)
    {
        var question = AlarmQuestion.Read(context.Request.QueryString.Value);
        if (question.Problems.Count > 0)
            return Refused(StatusCodes.Status400BadRequest, question.Problems);
        var (found, total) = Find(question, UsualLimit, alarms, archive);
        return Results.Json(new { State = question.IsHistory ? "history" : "active", Total = total, Alarms = found.Select(Shown) }, Json);
    }

    private static IResult Csv(HttpContext context, AlarmList alarms, AlarmArchive archive)
    {
        var question = AlarmQuestion.Read(context.Request.QueryString.Value);
        if (question.Problems.Count > 0)
            return Refused(StatusCodes.Status400BadRequest, question.Problems);
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "alarms.csv" }.ToString();
        return Results.Text(AlarmText.Csv(Find(question, AlarmArchive.MostFound, alarms, archive).Found), "text/csv", Encoding.UTF8);
    }

    private static IResult Get(long id, AlarmList alarms, AlarmArchive archive) =>
        (alarms.Find(id) ?? archive.Find(id)) is { } alarm ? Results.Json(Shown(alarm), Json) : Missing(id);

    private static async Task<IResult> Act(long id, string act, HttpContext context, AlarmDesk desk, AlarmList alarms)
    {
        if (!Enum.TryParse<AlarmAct>(act, ignoreCase: true, out var wanted) || char.IsAsciiDigit(act[0]))
            return Refused(StatusCodes.Status404NotFound, [$"'{act}' cannot be done to an alarm; there are {string.Join(", ", Enum.GetNames<AlarmAct>().Select(static n => n.ToLowerInvariant()))}."]);
        var (comment, problem) = await Comment(context.Request, context.RequestAborted);
        if (problem is not null)
            return Refused(StatusCodes.Status400BadRequest, [problem]);
        if (alarms.Find(id) is null)
            return Missing(id);
        var result = desk.Do(wanted, [id], Actor.Of(context), comment);
        return result.Done is [var done, ..] ? Results.Json(Shown(done), Json) : Refused(StatusCodes.Status422UnprocessableEntity, result.Refusals);
    }

    // An empty body says nothing with it.
    private static async Task<(string Comment, string? Problem)> Comment(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > LongestBody)
            return ("", $"The body has more than {LongestBody:N0} octets.");
        var body = new byte[LongestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        if (length > LongestBody)
            return ("", $"The body has more than {LongestBody:N0} octets.");
        if (length == 0)
            return ("", null);
        try
        {
            return (JsonSerializer.Deserialize<Said>(body.AsSpan(0, length), Json)?.Comment ?? "", null);
        }
        catch (JsonException e)
        {
            return ("", $"The body is not JSON of the form {{\"comment\": \"…\"}}: {e.Message}");
        }
    }

    private static (IReadOnlyList<Alarm> Found, int Total) Find(AlarmQuestion question, int usual, AlarmList alarms, AlarmArchive archive)
    {
        var limit = question.Limit ?? usual;
        if (question.IsHistory)
        {
            var history = archive.History(question.Text, question.Severities, limit);
            return (history, history.Count);
        }
        var found = question.Of(alarms.Current);
        return ([.. found.Take(limit)], found.Count);
    }

    private static object Shown(Alarm alarm) => new
    {
        alarm.Id,
        alarm.ManagedObject,
        alarm.Severity,
        alarm.PreviousSeverity,
        alarm.Identity.Type,
        alarm.Identity.ProbableCause,
        SpecificProblem = alarm.Identity.SpecificProblem is { Length: > 0 } problem ? problem : null,
        alarm.Text,
        ProposedRepair = alarm.ProposedRepair is { Length: > 0 } repair ? repair : null,
        alarm.Count,
        alarm.IsToggling,
        alarm.FirstRaisedAt,
        alarm.RaisedAt,
        alarm.ChangedAt,
        alarm.ClearedAt,
        alarm.LeftAt,
        alarm.Acknowledged,
        Doors = alarm.Doors.Select(static d => new { d.Name, d.Severity, d.ToldAt, d.ClearedAt, SenderAlarmId = d.SenderAlarmId is { Length: > 0 } id ? id : null }),
        alarm.Life,
    };

    private static IResult Missing(long id) => Refused(StatusCodes.Status404NotFound, [string.Create(CultureInfo.InvariantCulture, $"There is no alarm {id} in the active list. GET /api/alarms lists those there are.")]);

    private static IResult Refused(int status, IReadOnlyList<string> problems) => Results.Json(
        new { Status = "error", ErrorType = status == StatusCodes.Status404NotFound ? "not_found" : "bad_data", Error = string.Join(' ', problems) }, Json, statusCode: status);

    private sealed record Said(string? Comment);
}
