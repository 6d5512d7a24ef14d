using System.Globalization;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;
using Microsoft.Extensions.Primitives;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// The parameters of a request to the Prometheus HTTP API: from the form of a POST and from the query, the form first
/// (https://prometheus.io/docs/prometheus/latest/querying/api/). Errors are worded as Prometheus words them.
/// </summary>
public sealed class ApiRequest
{
    // 292 years: what a signed 64-bit count of nanoseconds holds.
    private const double LongestSeconds = 9_223_372_036;

    private readonly IFormCollection _form;
    private readonly IQueryCollection _query;

    private ApiRequest(IFormCollection form, IQueryCollection query) => (_form, _query) = (form, query);

    /// <exception cref="QueryException">The form cannot be read.</exception>
    public static async Task<ApiRequest> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType)
            return new ApiRequest(FormCollection.Empty, request.Query);
        try
        {
            return new ApiRequest(await request.ReadFormAsync(cancellationToken), request.Query);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw Bad($"error parsing form values: {e.Message}");
        }
    }

    /// <summary>The first value of a parameter, or an empty string.</summary>
    public string Text(string name) => All(name) is { Count: > 0 } all ? all[0] ?? "" : "";

    /// <summary>All values of a parameter, which may be empty.</summary>
    public StringValues All(string name) => StringValues.Concat(_form[name], _query[name]);

    /// <summary>A time, Unix seconds or RFC 3339, in milliseconds since 1970-01-01 UTC; <paramref name="absent"/> where there is none.</summary>
    /// <exception cref="QueryException">It is no time.</exception>
    public long Time(string name, long? absent = null)
    {
        var text = Text(name);
        if (text.Length == 0 && absent is { } known)
            return known;
        return ParseTime(text) ?? throw Bad(name, $"cannot parse {GoText.Quote(text)} to a valid timestamp");
    }

    /// <summary>A duration, seconds or PromQL's <c>1h30m</c>, in milliseconds; null where there is none.</summary>
    /// <exception cref="QueryException">It is no duration.</exception>
    public long? Duration(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (TryNumber(text, out var seconds))
        {
            return Math.Abs(seconds) <= LongestSeconds
                ? (long)(seconds * 1000)
                : throw Bad(name, $"cannot parse {GoText.Quote(text)} to a valid duration. It overflows int64");
        }
        return DurationText.Parse(text) ?? throw Bad(name, $"cannot parse {GoText.Quote(text)} to a valid duration");
    }

    /// <summary>A number of things at most; 0 where all are wanted.</summary>
    /// <exception cref="QueryException">It is no whole number, or below 0.</exception>
    public int Limit(string name = "limit")
    {
        var text = Text(name);
        if (text.Length == 0)
            return 0;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
            throw Bad(name, $"strconv.Atoi: parsing {GoText.Quote(text)}: invalid syntax");
        return limit >= 0 ? limit : throw Bad(name, "limit must be non-negative");
    }

    /// <summary>The expression in parameter <c>query</c>.</summary>
    /// <exception cref="QueryException">It is no PromQL.</exception>
    public PromqlExpression Expression()
    {
        try
        {
            return PromqlExpression.Parse(Text("query"));
        }
        catch (PromqlSyntaxException e)
        {
            throw Bad("query", e.Message);
        }
    }

    /// <summary>The selectors in all parameters <c>match[]</c>, each a list of matchers.</summary>
    /// <exception cref="QueryException">One is no selector.</exception>
    public IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors()
    {
        List<IReadOnlyList<LabelMatcher>> selectors = []; // bound: the request
        foreach (var text in All("match[]"))
        {
            try
            {
                var root = PromqlExpression.Parse(text ?? "").Root;
                selectors.Add(root is SelectorNode selector && selector.Shift == default
                    ? selector.Matchers
                    : throw Bad("match[]", $"{GoText.Quote(text ?? "")} is not a series selector"));
            }
            catch (PromqlSyntaxException e)
            {
                throw Bad("match[]", e.Message);
            }
        }
        return selectors;
    }

    /// <summary>The error that a parameter is wrong.</summary>
    public static QueryException Bad(string parameter, string problem) => Bad($"invalid parameter {GoText.Quote(parameter)}: {problem}");

    /// <summary>The error that a request is wrong as a whole.</summary>
    public static QueryException Bad(string problem) => new(QueryErrorKind.BadData, problem);

    private static long? ParseTime(string text)
    {
        if (TryNumber(text, out var seconds))
            return Math.Abs(seconds) <= LongestSeconds * 1000 ? (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero) : null;
        // RFC 3339 section 5.6: date, T, time and an offset, all of them; DateTimeOffset alone would take less.
        return text is [_, _, _, _, '-', _, _, '-', _, _, 'T' or 't', _, _, ':', _, _, ':', _, _, .., 'Z' or 'z'] or [_, _, _, _, '-', _, _, '-', _, _, 'T' or 't', _, _, ':', _, _, ':', _, _, .., '+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToUnixTimeMilliseconds()
            : null;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}
