using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Web.Analytics;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// Anomalies for programs: <c>GET /advanced-analytics/anomalies?metric_name=…&amp;severity=…&amp;since=…&amp;limit=…</c>, the newest
/// first; <c>POST /advanced-analytics/anomalies/{id}/mark?as=normal|real|none</c>; <c>DELETE
/// /advanced-analytics/anomalies/clear?older_than_hours=…</c> forgets those that are over; <c>GET /advanced-analytics/config</c>
/// tells what is watched and how.
/// </summary>
internal static class AnomalyEndpoints
{
    private const int UsualLimit = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void MapAnomalies(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/advanced-analytics/anomalies", List).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/advanced-analytics/anomalies/{id:long}", Get).RequireAuthorization(Policies.ReadApi);
        routes.MapPost("/advanced-analytics/anomalies/{id:long}/mark", Mark).RequireAuthorization(Policies.WriteApi);
        routes.MapDelete("/advanced-analytics/anomalies/clear", Clear).RequireAuthorization(Policies.WriteApi);
        routes.MapGet("/advanced-analytics/config", Config).RequireAuthorization(Policies.ReadApi);
    }

    private static IResult List(HttpContext context, AnomalyWatch watch, TimeProvider time)
    {
        var query = context.Request.Query;
        var (metric, severityText, sinceText, limitText) = (query["metric_name"].ToString(), query["severity"].ToString(), query["since"].ToString(), query["limit"].ToString());
        var least = AnomalySeverity.Low;
        if (severityText.Length > 0 && (!Enum.TryParse(severityText, ignoreCase: true, out least) || !Enum.IsDefined(least) || char.IsAsciiDigit(severityText[0])))
            return Refused($"severity: '{severityText}' is none. There are low, medium, high and critical; those at least as unusual are listed.");
        long since = 0;
        if (sinceText.Length > 0 && !TryTime(sinceText, time, out since))
            return Refused($"since: '{sinceText}' is no time. Write 2026-01-31T12:00:00Z, seconds since 1970-01-01 UTC, or a time ago such as 6h.");
        var limit = UsualLimit;
        if (limitText.Length > 0 && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > AnomalyBook.Capacity))
            return Refused($"limit: '{limitText}' is no number from 1 to {AnomalyBook.Capacity}.");
        var found = watch.Book.All.Values.Reverse()
            .Where(a => a.Severity >= least && a.Since >= since && (metric.Length == 0 || a.Rule == metric || a.Title.Contains(metric, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return Results.Json(new { Total = found.Count, Anomalies = found.Take(limit).Select(Shown) }, Json);
    }

    private static IResult Get(long id, AnomalyWatch watch) => watch.Book.All.TryGetValue(id, out var anomaly) ? Results.Json(Shown(anomaly), Json) : Missing(id);

    private static IResult Mark(long id, HttpContext context, AnomalyDesk desk)
    {
        var word = context.Request.Query["as"].ToString();
        if (!Enum.TryParse<AnomalyMark>(word, ignoreCase: true, out var mark) || !Enum.IsDefined(mark) || char.IsAsciiDigit(word[0]))
            return Refused($"as: '{word}' is no mark. There are normal, real and none.");
        return desk.Mark(id, mark, Actor.Of(context)) is not { } marked ? Missing(id) : Results.Json(new { Anomaly = Shown(marked.Anomaly), marked.Threshold }, Json);
    }

    private static IResult Clear(HttpContext context, AnomalyDesk desk)
    {
        var text = context.Request.Query["older_than_hours"].ToString();
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) || !(hours <= 24 * 365 * 10))
            return Refused($"older_than_hours: '{text}' is no number of hours. 0 clears all that are over.");
        return Results.Json(new { Cleared = desk.Clear(TimeSpan.FromHours(hours), Actor.Of(context)) }, Json);
    }

    private static IResult Config(AnomalyOptions options, IReadOnlyList<WatchRule> rules, AnomalyWatch watch) => Results.Json(
        new
        {
            options.Enabled,
            options.MostSeries,
            SeriesWatched = watch.Series,
            SeriesRefused = watch.Refused,
            SaveIntervalSeconds = options.SaveInterval.TotalSeconds,
            KeepHours = options.Keep.TotalHours,
            Rules = rules.Select(static r => new
            {
                r.Name,
                r.Title,
                r.Query,
                r.Entity,
                r.Unit,
                IntervalSeconds = r.Interval.TotalSeconds,
                LatenessSeconds = r.Lateness.TotalSeconds,
                r.Sensitivity,
                Threshold = r.Sensitivity.Threshold(),
                r.Direction,
                r.MinimumEffect,
                r.MinimumShare,
                r.ComparesShapes,
                r.ComparesPeers,
            }),
        }, Json);

    private static object Shown(Anomaly a) => new
    {
        a.Id,
        MetricName = a.Rule,
        a.Title,
        a.Entity,
        Labels = a.Labels.ToDictionary(static l => l.Name, static l => l.Value, StringComparer.Ordinal),
        a.Unit,
        Type = a.Kind,
        a.Severity,
        a.Score,
        a.TailScore,
        a.Confidence,
        a.Detector,
        a.Value,
        Expected = Known(a.Expected),
        ExpectedLower = Known(a.Lower),
        ExpectedUpper = Known(a.Upper),
        Since = Time(a.Since),
        WorstAt = Time(a.WorstAt),
        Until = a.Until is { } until ? Time(until) : (DateTimeOffset?)null,
        a.Mark,
        a.MarkedBy,
        Explanation = a.Sentence,
    };

    private static bool TryTime(string text, TimeProvider time, out long milliseconds)
    {
        milliseconds = 0;
        if (Dashboard.Domain.Query.Syntax.DurationText.Parse(text) is { } ago)
            milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds() - ago;
        else if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e11)
            milliseconds = (long)(seconds * 1000);
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            milliseconds = at.ToUnixTimeMilliseconds();
        else
            return false;
        return true;
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static IResult Missing(long id) => Results.Problem($"There is no anomaly {id}.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}
