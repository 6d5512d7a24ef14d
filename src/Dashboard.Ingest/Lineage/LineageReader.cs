using System.Globalization;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;

namespace Dashboard.Ingest.Lineage;

/// <summary>
/// Finds what a value was made of: the series that a query reads, the sample of each that it reads at a time, the source
/// that brought it, and of what that source keeps the deliveries that held this time of this instance. Nothing is noted for
/// a single sample, so that a look-up narrows down and does not prove.
/// </summary>
public sealed class LineageReader(ISeriesSource store, TimeSeriesCache cache, SourceRegistry sources, Enricher enricher, CellDirectory cells)
{
    /// <summary>Series that are looked up at most.</summary>
    public const int MostSeries = 20;

    /// <summary>Deliveries that are found for each at most.</summary>
    public const int MostDeliveries = 10;

    // Measurements of a day come once a day.
    private static readonly TimeSpan[] LookBacks = [TimeSpan.FromMinutes(20), TimeSpan.FromHours(25)];

    /// <summary>Looks up what a query is made of.</summary>
    /// <param name="expression">The query: a series, or an expression of several.</param>
    /// <param name="time">The time, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The history could not be read.</exception>
    public async Task<IReadOnlyList<SeriesLineage>> Find(PromqlExpression expression, long time, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Labels, SeriesLineage>(); // bound: MostSeries
        foreach (var selector in Selectors(expression.Root))
        {
            var held = cache.Held(selector.Matchers).ToDictionary(static s => s.Labels, static s => s.Source);
            foreach (var (labels, at, value) in await Samples(selector.Matchers, time, MostSeries - found.Count, cancellationToken))
                found.TryAdd(labels, Of(labels, at, value, held.GetValueOrDefault(labels, "")));
        }
        return [.. found.Values];
    }

    private static IEnumerable<SelectorNode> Selectors(QueryNode node) =>
        node is SelectorNode selector ? [selector] : node.Children.SelectMany(Selectors);

    private async Task<List<(Labels Labels, long Time, double Value)>> Samples(IReadOnlyList<LabelMatcher> matchers, long time, int most, CancellationToken cancellationToken)
    {
        var samples = new List<(Labels, long, double)>(); // bound: MostSeries
        foreach (var back in LookBacks)
        {
            var from = time - (long)back.TotalMilliseconds;
            var columns = new SampleColumns();
            foreach (var series in (await store.Select(matchers, from, time, SelectHints.None, cancellationToken)).Take(most))
            {
                columns.Clear();
                series.Read(from, time, columns);
                for (var i = columns.Count - 1; i >= 0; i--)
                {
                    if (StaleMarker.Is(columns.Values[i]))
                        continue;
                    samples.Add((series.Labels, columns.Timestamps[i], columns.Values[i]));
                    break;
                }
            }
            if (samples.Count > 0 || most <= 0)
                break;
        }
        return samples;
    }

    private SeriesLineage Of(Labels labels, long time, double value, string source)
    {
        var instance = labels.Get("instance");
        var meter = sources.Meters.FirstOrDefault(m => m.Description.Id == source);
        SourceMeter[] asked = meter is not null ? [meter] : [.. sources.Meters.Where(static m => m.Lineage is not null)];
        Delivery[] deliveries = [.. asked.SelectMany(m => m.Lineage?.Find(instance, time, MostDeliveries) ?? []).OrderByDescending(static d => d.ArrivedAt).Take(MostDeliveries)];
        return new SeriesLineage(labels, time, value, source, Steps(labels, time, value, meter, deliveries), deliveries, Note(meter, asked, deliveries));
    }

    private List<LineageStep> Steps(Labels labels, long time, double value, SourceMeter? meter, Delivery[] deliveries)
    {
        var steps = new List<LineageStep>(4);
        if (deliveries is [var latest, ..])
            steps.Add(new("door", $"{latest.Kind} {latest.Name}{(latest.Door.Length > 0 ? $" by {latest.Door}" : "")}{(latest.Sender.Length > 0 ? $" from {latest.Sender}" : "")}"));
        else if (meter is not null)
            steps.Add(new("door", $"{meter.Description.Name}: {string.Join(", ", meter.Description.Capabilities)}"));
        if (meter is not null)
            steps.Add(new("decoder", meter.Description.Protocol));
        steps.Add(new("enrichment", Enrichment(labels)));
        steps.Add(new("series", string.Create(CultureInfo.InvariantCulture, $"{labels} is {value:R} at {DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm:ss.fff} UTC")));
        return steps;
    }

    private string Enrichment(Labels labels)
    {
        var bare = Labels.From([.. labels.Where(static l => l.Name is not ("site" or "role" or "region"))]);
        string[] added = [.. enricher.Enrich(bare).Where(l => bare.Get(l.Name).Length == 0 && labels.Get(l.Name) == l.Value).Select(static l => $"{l.Name}={l.Value}")];
        return (added.Length > 0 ? $"{string.Join(", ", added)} from {Place.Section}" : "nothing was added by places")
            + (labels.Get("cluster").Length > 0 && cells.Count > 0 ? $"; site and cluster from {RanOptions.Section}:{nameof(RanOptions.Cells)}" : "");
    }

    private static string Note(SourceMeter? meter, SourceMeter[] asked, Delivery[] deliveries) =>
        deliveries.Length > 1 ? $"{(deliveries.Length == MostDeliveries ? "At least " : "")}{deliveries.Length} deliveries held this time of this instance. Where several brought this series, the value is that of the latest."
        : deliveries.Length == 1 ? "One delivery held this time of this instance."
        : meter is { Lineage: null } ? $"{meter.Description.Name} keeps no record of single deliveries; the labels say whom the series is from."
        : $"No delivery that is known held this time of this instance. {string.Join(" ", asked.Select(static m => m.Lineage!.Kept))}";
}
