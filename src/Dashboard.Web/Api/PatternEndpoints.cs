using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Analytics.Patterns;
using Dashboard.Ingest.Sources.Patterns;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// Patterns of series for programs: <c>GET /advanced-analytics/patterns</c> tells what was found at the last look, the surest
/// first, each as a sentence; <c>pattern_type</c> says of which kind, <c>confidence_threshold</c> how sure at least, 0 to 1,
/// <c>limit</c> how many.
/// </summary>
internal static class PatternEndpoints
{
    private const int UsualLimit = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void MapPatterns(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/advanced-analytics/patterns", List).RequireAuthorization(Policies.ReadApi);

    private static IResult List(HttpContext context, PatternSource source)
    {
        var query = context.Request.Query;
        PatternType? type = null;
        if (query["pattern_type"].ToString() is { Length: > 0 } named)
        {
            // As answers write it, change_point, and as one writes it by hand, changePoint.
            if (!Enum.TryParse<PatternType>(named.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var kind) || char.IsAsciiDigit(named[0]))
                return Refused($"pattern_type={named} is none; there are {string.Join(", ", Enum.GetNames<PatternType>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.");
            type = kind;
        }
        var threshold = 0.0;
        if (query["confidence_threshold"].ToString() is { Length: > 0 } sure && (!double.TryParse(sure, NumberStyles.Float, CultureInfo.InvariantCulture, out threshold) || threshold is not (>= 0 and <= 1)))
            return Refused($"confidence_threshold={sure} is not a number from 0 to 1.");
        var limit = UsualLimit;
        if (query["limit"].ToString() is { Length: > 0 } most && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > PatternBook.Most))
            return Refused($"limit={most} is not a whole number from 1 to {PatternBook.Most}.");
        var book = source.Book;
        var fitting = book.Of(type, threshold, PatternBook.Most);
        return Results.Json(
            new
            {
                LookedAt = book.At,
                TookSeconds = book.At is null ? (double?)null : book.Took.TotalSeconds,
                book.Series,
                book.LeftOut,
                Problems = book.Problems.AsEnumerable(),
                Total = fitting.Count,
                Patterns = fitting.Take(limit).Select(Shown),
            }, Json);
    }

    private static object Shown(Pattern pattern) => new
    {
        pattern.Type,
        Description = pattern.Sentence,
        Confidence = Math.Round(pattern.Confidence, 4),
        Strength = Math.Round(pattern.Strength, 4),
        pattern.Entity,
        pattern.EntityKind,
        OtherEntity = pattern.OtherEntity is { Length: > 0 } other ? other : null,
        pattern.Rule,
        pattern.Query,
        OtherQuery = pattern.OtherQuery is { Length: > 0 } otherQuery ? otherQuery : null,
        From = Moment(pattern.From),
        To = Moment(pattern.To),
        At = pattern.At is { } at ? Moment(at) : (DateTimeOffset?)null,
        pattern.Before,
        pattern.After,
    };

    private static DateTimeOffset Moment(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}
