using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Insights;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// What is concluded, for programs: <c>GET /advanced-analytics/insights?insight_type=…&amp;priority=…&amp;limit=…</c>, the newest
/// first, and <c>GET /advanced-analytics/dashboard</c>, figures of all of analytics at a glance.
/// </summary>
internal static class InsightEndpoints
{
    private const int UsualLimit = 100;
    private const int MostLimit = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void MapInsights(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/advanced-analytics/insights", List).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/advanced-analytics/insights/{id}", Get).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/advanced-analytics/dashboard", Glance).RequireAuthorization(Policies.ReadApi);
    }

    private static IResult List(HttpContext context, InsightBook book)
    {
        var query = context.Request.Query;
        var (type, priorityText, limitText) = (query["insight_type"].ToString(), query["priority"].ToString(), query["limit"].ToString());
        var least = InsightPriority.Low;
        if (priorityText.Length > 0 && (!Enum.TryParse(priorityText, ignoreCase: true, out least) || !Enum.IsDefined(least) || char.IsAsciiDigit(priorityText[0])))
            return Refused($"priority: '{priorityText}' is none. There are low, medium, high and critical; those at least as urgent are listed.");
        var limit = UsualLimit;
        if (limitText.Length > 0 && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
            return Refused($"limit: '{limitText}' is no number from 1 to {MostLimit}.");
        var found = book.Current.Where(i => i.Priority >= least && (type.Length == 0 || i.Shape == type || string.Equals(i.Category.ToString(), type, StringComparison.OrdinalIgnoreCase))).ToList();
        return Results.Json(new { Total = found.Count, Insights = found.Take(limit).Select(Shown) }, Json);
    }

    private static IResult Get(string id, InsightBook book) =>
        book.Find(id) is { } insight ? Results.Json(Shown(insight), Json) : Results.Problem($"There is no insight '{id}', or it is over for long.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Glance(InsightBook book, AnomalyWatch watch)
    {
        var open = watch.Book.Open;
        return Results.Json(
            new
            {
                SeriesWatched = watch.Series,
                AnomaliesOpen = open.Count,
                AnomaliesBySeverity = Enum.GetValues<AnomalySeverity>().ToDictionary(static s => s.ToString().ToLowerInvariant(), s => open.Count(a => a.Severity == s)),
                AnomaliesRemembered = watch.Book.All.Count,
                InsightsOpen = book.Current.Count(static i => i.Until is null),
                Insights = book.Current.Where(static i => i.Until is null).Take(10).Select(static i => new { i.Id, i.Priority, i.Title }),
            }, Json);
    }

    private static object Shown(Insight i) => new
    {
        i.Id,
        InsightType = i.Category,
        i.Shape,
        i.Priority,
        i.Title,
        i.Detail,
        Recommendation = i.Advice,
        Causes = i.Causes.Select(static c => new { c.Object, c.Reason, c.Weight }),
        AffectedEntities = i.Entities,
        Anomalies = i.Anomalies.Select(static a => a.Id),
        i.Alarms,
        i.Confidence,
        Since = DateTimeOffset.FromUnixTimeMilliseconds(i.Since),
        Until = i.Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : (DateTimeOffset?)null,
        CorrelationId = i.Id,
    };

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}
