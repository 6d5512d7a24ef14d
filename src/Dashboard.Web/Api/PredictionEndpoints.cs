using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Ingest.Sources.Forecasts;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// Forecasts for programs: <c>GET /advanced-analytics/predictions</c>, with <c>rule</c>, <c>entity</c> (a part of its name
/// will do), <c>horizon</c> (1h, 6h, 24h, 7d, 30d) and <c>limit</c> (how many predictions, 1 to 10,000, 100 where it is not
/// given), each optional. A prediction is one series for one horizon; what is soonest past a limit comes first. Where there
/// is no forecast the reason stands in its place. Beside them stands what may fail by leading indicators, with its evidence.
/// </summary>
internal static class PredictionEndpoints
{
    private const int MostPredictions = 10_000;
    private const int UsualPredictions = 100;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void MapPredictions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/advanced-analytics/predictions", List).RequireAuthorization(Policies.ReadApi);

    private static IResult List(HttpContext context, ForecastSource source, IReadOnlyList<ForecastRule> rules)
    {
        var query = context.Request.Query;
        var (rule, entity) = (query["rule"].ToString(), query["entity"].ToString());
        if (rule.Length > 0 && !rules.Any(r => r.Name == rule))
            return Refused($"'{rule}' is no rule. There are {string.Join(", ", rules.Select(static r => r.Name))}.");
        ForecastHorizon? horizon = null;
        if (query["horizon"].ToString() is { Length: > 0 } named && (horizon = ForecastHorizons.Find(named)) is null)
            return Refused($"'{named}' is no horizon. There are {string.Join(", ", ForecastHorizons.Names)}.");
        var most = UsualPredictions;
        if (query["limit"].ToString() is { Length: > 0 } limit && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= MostPredictions))
            return Refused($"'{limit}' is no number of predictions from 1 to {MostPredictions}.");
        var book = source.Book;
        var found = book.Entities.Where(e => (rule.Length == 0 || e.Rule.Name == rule) && e.Entity.Contains(entity, StringComparison.OrdinalIgnoreCase))
            .SelectMany(static e => e.Horizons.Select(h => (Entity: e, Outlook: h))).Where(p => horizon is null || p.Outlook.Horizon == horizon).ToArray();
        return Results.Json(new
        {
            source.IsEnabled,
            MadeAt = book.MadeAt == default ? null : Time(book.MadeAt.ToUnixTimeMilliseconds()),
            Total = found.Length,
            Predictions = found.Take(most).Select(static p => Of(p.Entity, p.Outlook)),
            FailureRisks = source.Risks.Risks.Where(r => r.Entity.Contains(entity, StringComparison.OrdinalIgnoreCase)).Take(most).Select(static r => new { r.Entity, r.Score, Evidence = r.Evidence.Select(static e => new { e.Indicator, e.Sentence, e.Share }) }),
            Rules = book.Rules.Where(r => rule.Length == 0 || r.Rule.Name == rule).Select(r => new
            {
                r.Rule.Name,
                r.Rule.Title,
                r.Rule.Kind,
                r.Rule.Query,
                Series = r.Found,
                SeriesLeftOut = r.LeftOut,
                r.Problem,
                Accuracy = r.Rule.Horizons.Where(h => horizon is null || h == horizon).Select(h => new { Horizon = h.Name(), Live = Live(book.Live(r.Rule.Name, h)), Backtest = Backtest(book.Backtest(r.Rule.Name, h)) })
                    .Where(static a => a.Live is not null || a.Backtest is not null),
            }),
        }, Json);
    }

    private static object Of(EntityOutlook entity, HorizonOutlook outlook) => new
    {
        Rule = entity.Rule.Name,
        entity.Rule.Title,
        entity.Rule.Unit,
        entity.Entity,
        Labels = entity.Labels.ToDictionary(static l => l.Name, static l => l.Value, StringComparer.Ordinal),
        Horizon = outlook.Horizon.Name(),
        HorizonSeconds = outlook.Horizon.Length().TotalSeconds,
        CurrentValue = Number(entity.Last),
        KnownUntil = outlook.Course.LastAt == 0 ? null : Time(outlook.Course.LastAt),
        outlook.Reason,
        ForecastFor = outlook.End is null ? null : Time(outlook.EndAt),
        ForecastValue = outlook.End?.Point,
        outlook.End?.Lower80,
        outlook.End?.Upper80,
        outlook.End?.Lower95,
        outlook.End?.Upper95,
        GrowthPerDay = Number(entity.GrowthPerDay),
        Limits = entity.Limits.Select((l, at) => new
        {
            Limit = l.Limit.Value,
            IsFloor = l.Limit.Below,
            l.IsPassed,
            ReachedAt = Time(l.Point),
            ReachedEarliest = Time(l.Earliest),
            ReachedLatest = Time(l.Latest),
            BreachProbability = at < outlook.BreachProbabilities.Count ? outlook.BreachProbabilities[at] : (double?)null,
        }),
        Models = outlook.End is null ? null : outlook.Course.Forecast.Models,
        Accuracy = new { Live = Live(outlook.Live), Backtest = Backtest(outlook.Backtest) },
    };

    private static object? Live(HorizonAccuracy live) =>
        live.Count == 0 ? null : new { live.Count, live.Smape, live.Mase, live.Coverage80, live.Coverage95, live.Msis };

    private static object? Backtest(BacktestStep? step) =>
        step is { } past ? new { past.Smape, past.Mase, Coverage80 = Number(past.Coverage80), Coverage95 = Number(past.Coverage95) } : null;

    private static double? Number(double value) => double.IsFinite(value) ? value : null;

    private static string? Time(long? milliseconds) =>
        milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : null;

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}
