using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Live;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Web.Tracing;

/// <summary>How a service does over a range: all that its page shows. Each part stands for itself; one that could not be had says why.</summary>
internal sealed record ServiceProfile
{
    // Longer than any range that is looked at, and short enough for a history to be asked.
    private const long Remembered = 30L * 86_400_000;

    /// <summary>The beginning of the range, in milliseconds since 1970-01-01 UTC.</summary>
    public required long From { get; init; }

    /// <summary>Its end.</summary>
    public required long To { get; init; }

    /// <summary>Whether anything was ever heard of the service, as far as is remembered.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>What it answers as a whole.</summary>
    public required SeriesAnswer<ServiceTotals> Totals { get; init; }

    /// <summary>What it does by name.</summary>
    public required SeriesAnswer<IReadOnlyList<ServiceOperation>> Operations { get; init; }

    /// <summary>How many calls took how long.</summary>
    public required SeriesAnswer<LatencyHeat> Heat { get; init; }

    /// <summary>Whom it calls.</summary>
    public required SeriesAnswer<IReadOnlyList<ServiceNeighbour>> Dependencies { get; init; }

    /// <summary>Who calls it.</summary>
    public required SeriesAnswer<IReadOnlyList<ServiceNeighbour>> Callers { get; init; }

    /// <summary>Its spans that are worth a look.</summary>
    public required ServiceSpans Spans { get; init; }

    /// <summary>Whether the range holds nothing of it, neither spans nor series, and no question failed.</summary>
    public bool IsEmpty => !Spans.HasAny
        && Totals is { Error.Length: 0, Value.Now.IsKnown: false } && Operations.Value is { Count: 0 } && Heat.Value is { HasCounts: false }
        && Dependencies.Value is { Count: 0 } && Callers.Value is { Count: 0 };

    /// <summary>Asks for all of it, side by side.</summary>
    /// <param name="engine">What answers for the series.</param>
    /// <param name="source">Where the series are.</param>
    /// <param name="searches">Where the spans are.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="address">Which service, and which range.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ServiceProfile> Ask(QueryEngine engine, ISeriesSource source, TraceSearches searches, TimeProvider clock, ServiceAddress address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (from, to) = address.Time.Resolve(now);
        var series = new ServiceSeries(engine, clock, address.Service, from, to);
        var totals = Task.Run(() => series.Totals(cancellationToken), cancellationToken);
        var heat = Task.Run(async () => await series.Heat((await totals).Value?.Spacing ?? 0, cancellationToken), cancellationToken);
        var operations = Task.Run(() => series.Operations(cancellationToken), cancellationToken);
        var dependencies = Task.Run(() => series.Dependencies(cancellationToken), cancellationToken);
        var callers = Task.Run(() => series.Callers(cancellationToken), cancellationToken);
        // What other clocks are ahead is new, too.
        var spans = searches.Look(store => ServiceSpans.Find(store, address.Service, from, address.Time.IsLive ? long.MaxValue : to, cancellationToken), cancellationToken);
        await Task.WhenAll(totals, heat, operations, dependencies, callers, spans);
        var profile = new ServiceProfile
        {
            From = from,
            To = to,
            IsKnown = true,
            Totals = await totals,
            Operations = await operations,
            Heat = await heat,
            Dependencies = await dependencies,
            Callers = await callers,
            Spans = await spans,
        };
        return profile is { IsEmpty: true, Spans.IsHeld: false } ? profile with { IsKnown = await IsRemembered(source, address.Service, now, cancellationToken) } : profile;
    }

    private static async Task<bool> IsRemembered(ISeriesSource source, string service, long now, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (metric, label) in new[] { ("traces_spanmetrics_calls_total", "service"), ("traces_service_graph_request_total", "server"), ("traces_service_graph_request_total", "client") })
            {
                var values = await source.LabelValues(label, [new(Domain.Telemetry.Labels.MetricName, MatchType.Equal, metric), new(label, MatchType.Equal, service)], now - Remembered, now, cancellationToken);
                if (values.Count > 0)
                    return true;
            }
        }
        catch (IOException)
        {
            // A history that cannot be read proves nothing.
            return true;
        }
        return false;
    }
}
