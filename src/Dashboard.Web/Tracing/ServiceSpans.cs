using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;

namespace Dashboard.Web.Tracing;

/// <summary>The spans of a service in a range that are worth a look: the slowest of its calls, and whatever failed.</summary>
internal sealed record ServiceSpans
{
    /// <summary>Traces with failing spans that are looked at: the newest.</summary>
    public const int MostTraces = 500;

    /// <summary>Failing spans of one trace that are looked at.</summary>
    public const int MostOfTrace = 10;

    /// <summary>Groups of failing spans.</summary>
    public const int MostFingerprints = 30;

    /// <summary>Slowest spans.</summary>
    public const int MostSlow = 25;

    // From here on it is looked for slower and slower spans: no call takes longer than an hour.
    private const long Slowest = 3_600_000_000_000;
    private const long Fastest = 1_000_000;
    private const int Step = 2;

    // Of more than these, which differ by less than a step, the newest are taken.
    private const int MostSlowTraces = 8 * MostSlow;

    private static readonly SpanFilter Answers = new AnyOf([OfKind(SpanKind.Server), OfKind(SpanKind.Consumer)]);

    /// <summary>Whether the store holds any span of it, of any time.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>Whether it holds one of the range.</summary>
    public required bool HasAny { get; init; }

    /// <summary>Its server and consumer spans that took longest, the slowest first.</summary>
    public required IReadOnlyList<SpanRecord> Slow { get; init; }

    /// <summary>Its spans that did not end well, the newest first.</summary>
    public required IReadOnlyList<SpanRecord> Failing { get; init; }

    /// <summary>Whether there are further ones that were not looked at.</summary>
    public required bool HasMoreFailing { get; init; }

    /// <summary>The failing ones, grouped by what went wrong.</summary>
    public required ErrorFingerprints Fingerprints { get; init; }

    /// <summary>The services that the store holds spans of.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Looks for them.</summary>
    /// <param name="store">Where the spans are.</param>
    /// <param name="service">The service.</param>
    /// <param name="from">The earliest start, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">The latest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ServiceSpans Find(SpanStore store, string service, long from, long to, CancellationToken cancellationToken)
    {
        // One more than is looked at tells whether there are more.
        var found = store.Search(new TraceForm(service, "", "", "error").Query, from, to, MostTraces + 1, cancellationToken, MostOfTrace);
        var failing = found.Take(MostTraces).ToList();
        var failed = failing.SelectMany(static t => t.MatchedSpans).OrderByDescending(static s => s.Start).ToList();
        var services = store.Services();
        return new ServiceSpans
        {
            Services = services,
            IsHeld = services.Contains(service, StringComparer.Ordinal),
            HasAny = failed.Count > 0 || store.Search(new TraceForm(service, "", "", "").Query, from, to, 1, cancellationToken, 0).Count > 0,
            Slow = SlowOf(store, service, from, to, cancellationToken),
            Failing = failed,
            HasMoreFailing = found.Count > MostTraces || failing.Any(static t => t.Matched > t.MatchedSpans.Count),
            Fingerprints = ErrorFingerprints.Of(failed, MostFingerprints),
        };
    }

    // A store has no order by duration. Few spans are slow, so the search begins with those that would be very much so.
    private static IReadOnlyList<SpanRecord> SlowOf(SpanStore store, string service, long from, long to, CancellationToken cancellationToken)
    {
        var found = new List<SpanRecord>(); // bound: traces and spans of each that are asked for
        for (var least = Slowest; found.Count < MostSlow; least /= Step)
        {
            var isLast = least < Fastest;
            var query = TraceQuery.Of(
                new FieldFilter(SpanField.Attribute(SpanScope.Resource, "service.name"), Comparison.Equal, SpanValue.Of(service)), Answers,
                new FieldFilter(SpanField.Of(SpanIntrinsic.Duration), Comparison.GreaterOrEqual, SpanValue.Duration(isLast ? 0 : least)));
            found = [.. store.Search(query, from, to, MostSlowTraces, cancellationToken, MostOfTrace).SelectMany(static t => t.MatchedSpans)];
            if (isLast)
                break;
        }
        return [.. found.OrderByDescending(static s => s.Duration).ThenByDescending(static s => s.Start).Take(MostSlow)];
    }

    private static FieldFilter OfKind(SpanKind kind) => new(SpanField.Of(SpanIntrinsic.Kind), Comparison.Equal, SpanValue.Of(kind));
}
