using System.Text.RegularExpressions;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Query.Completion;

/// <summary>Offers words for a query that is being written, from what the series in memory are called and labelled.</summary>
public sealed partial class QueryCompleter(TimeSeriesCache cache)
{
    /// <summary>Words offered at a time.</summary>
    public const int MaxOffers = 40;

    private static readonly string[] Durations = ["1m", "5m", "15m", "1h", "6h", "1d", "$__rate_interval", "$__interval", "$__range"];
    private static readonly QueryOffer[] Language = [.. Functions(), .. Words()];

    /// <summary>The words that fit at the caret, the likeliest first.</summary>
    /// <param name="text">The query so far.</param>
    /// <param name="caret">How many characters stand before the caret.</param>
    /// <param name="variables">The dashboard's variables, offered as values of labels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<QueryOffers> Offer(string text, int caret, IReadOnlyList<string> variables, CancellationToken cancellationToken)
    {
        var context = CompletionContext.At(text, caret);
        IEnumerable<QueryOffer> offers = context.Kind switch
        {
            ExpectedWord.Expression => Described(await Values(Labels.MetricName, [], cancellationToken)).Concat(Language),
            ExpectedWord.Label => Named(await Names(context.Matchers, cancellationToken), OfferKind.Label),
            ExpectedWord.Grouping => Named(await Names(MetricsOf(text), cancellationToken), OfferKind.Label),
            ExpectedWord.Value => variables.Select(static v => new QueryOffer($"${v}", OfferKind.Variable, "variable of the dashboard"))
                .Concat(Named(await Values(context.Label, context.Matchers, cancellationToken), OfferKind.Value)),
            ExpectedWord.Duration => Durations.Select(static d => new QueryOffer(d, OfferKind.Duration, "")),
            _ => [],
        };
        return new(context.Start, context.Word.Length, Ranked(offers, context.Word));
    }

    private static List<QueryOffer> Ranked(IEnumerable<QueryOffer> offers, string word) =>
    [
        .. offers.Select((offer, order) => (offer, order, rank: Rank(offer.Text, word)))
            .Where(static o => o.rank >= 0)
            .OrderBy(static o => o.rank).ThenBy(static o => o.order)
            .Take(MaxOffers)
            .Select(static o => o.offer),
    ];

    // What begins with the word comes first, then what has it at the beginning of a part, then what has it anywhere.
    private static int Rank(string text, string word)
    {
        if (word.Length == 0 || text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            return 0;
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : text[at - 1] is '_' or ':' or '-' or '.' ? 1 : 2;
    }

    private IEnumerable<QueryOffer> Described(IReadOnlyList<string> metrics) => metrics.Select(name =>
        new QueryOffer(name, OfferKind.Metric, cache.Metrics.Find(name) is { } known ? $"{known.Type.ToString().ToLowerInvariant()} · {known.Help}".TrimEnd(' ', '·') : ""));

    private static IEnumerable<QueryOffer> Named(IReadOnlyList<string> names, OfferKind kind) =>
        names.Where(static n => n != Labels.MetricName).Select(n => new QueryOffer(n, kind, ""));

    private ValueTask<IReadOnlyList<string>> Names(IReadOnlyList<LabelMatcher> matchers, CancellationToken cancellationToken) =>
        cache.LabelNames(matchers, long.MinValue, long.MaxValue, cancellationToken);

    private ValueTask<IReadOnlyList<string>> Values(string label, IReadOnlyList<LabelMatcher> matchers, CancellationToken cancellationToken) =>
        cache.LabelValues(label, matchers, long.MinValue, long.MaxValue, cancellationToken);

    // The metrics that the text speaks of, where it speaks of any: words that are neither functions nor keywords.
    private static LabelMatcher[] MetricsOf(string text)
    {
        var names = Word().Matches(text).Select(static m => m.Value)
            .Where(static w => FunctionSignatures.Find(w) is null && Keywords.Find(w) is null && w.Contains('_', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? [] : [new(Labels.MetricName, MatchType.Regex, string.Join('|', names.Select(Regex.Escape)))];
    }

    private static IEnumerable<QueryOffer> Functions() => FunctionSignatures.Every.Where(static f => !f.NativeHistograms).OrderBy(static f => f.Name, StringComparer.Ordinal)
        .Select(static f => new QueryOffer(f.Name, OfferKind.Function, $"({string.Join(", ", f.Arguments.Select(static a => a.Documented()))}) → {f.Result.Documented()}"));

    private static IEnumerable<QueryOffer> Words() => Keywords.Every.OrderBy(static k => k.Key, StringComparer.Ordinal)
        .Select(static k => new QueryOffer(k.Key, k.Value == TokenKind.Aggregator ? OfferKind.Function : OfferKind.Keyword, k.Value == TokenKind.Aggregator ? "aggregation" : "keyword"));

    [GeneratedRegex(@"[A-Za-z_:][A-Za-z0-9_:]*", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>Words that fit where somebody is writing.</summary>
/// <param name="Start">Where the word begins that is being written.</param>
/// <param name="Length">Characters of it that the chosen one takes the place of.</param>
/// <param name="Offers">The words, the likeliest first.</param>
public sealed record QueryOffers(int Start, int Length, IReadOnlyList<QueryOffer> Offers);

/// <summary>A word that fits.</summary>
/// <param name="Text">The word.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">What is known of it: a metric's type and help, a function's types.</param>
public sealed record QueryOffer(string Text, OfferKind Kind, string Detail);

/// <summary>What an offered word is.</summary>
public enum OfferKind
{
    Metric,
    Function,
    Keyword,
    Label,
    Value,
    Variable,
    Duration,
}
