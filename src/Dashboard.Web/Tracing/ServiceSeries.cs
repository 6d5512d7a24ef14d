using System.Globalization;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Red;

namespace Dashboard.Web.Tracing;

/// <summary>What came of a question to the series.</summary>
/// <param name="Value">The answer; null where there is none.</param>
/// <param name="Error">Why there is none, as a sentence; empty where there is one.</param>
internal readonly record struct SeriesAnswer<T>(T? Value, string Error)
    where T : class;

/// <summary>
/// Asks the series that spans add up to about one service over a range: <c>traces_spanmetrics_*</c> of its server and
/// consumer spans, and <c>traces_service_graph_*</c>. A question that fails or takes too long says so by itself.
/// </summary>
/// <param name="engine">What answers.</param>
/// <param name="clock">The clock.</param>
/// <param name="service">The service.</param>
/// <param name="from">The beginning of the range, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="to">Its end.</param>
internal sealed class ServiceSeries(QueryEngine engine, TimeProvider clock, string service, long from, long to)
{
    private const long Day = 86_400_000;
    private const string StatusLabel = "status_code";
    private const string OperationLabel = "span_name";

    // As many as can be told apart on a desk, and none shorter than counters are read.
    private const int MostColumns = 60;
    private const long ShortestColumn = 30_000;
    private const int SamplesInColumn = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string Failed = new SpanKey("", "", SpanKind.Server, IsError: true).StatusName;

    private readonly string _calls = $$"""{service={{GoText.Quote(service)}},span_kind=~"{{Kind(SpanKind.Server)}}|{{Kind(SpanKind.Consumer)}}"}""";
    private readonly string _window = DurationText.Format(to - from);

    /// <summary>What the service answers as a whole.</summary>
    public Task<SeriesAnswer<ServiceTotals>> Totals(CancellationToken cancellationToken) => Try(async ending =>
    {
        var (now, spacing) = await All(to, ending);
        var (before, _) = await All(to - Day, ending);
        return new ServiceTotals(now, before, spacing);
    }, cancellationToken);

    /// <summary>What it does by name, in no order.</summary>
    public Task<SeriesAnswer<IReadOnlyList<ServiceOperation>>> Operations(CancellationToken cancellationToken) => Try<IReadOnlyList<ServiceOperation>>(async ending =>
    {
        var (now, before) = (await Rates(to, ending), await Rates(to - Day, ending));
        var half = await ByName(Quantile(0.5, OperationLabel), to, ending);
        var most = await ByName(Quantile(0.95, OperationLabel), to, ending);
        var mostBefore = await ByName(Quantile(0.95, OperationLabel), to - Day, ending);
        return [.. now.Select(o => new ServiceOperation(
            o.Key,
            o.Value with { P50 = half.GetValueOrDefault(o.Key, double.NaN), P95 = most.GetValueOrDefault(o.Key, double.NaN) },
            before.GetValueOrDefault(o.Key, ServiceFigures.None) with { P95 = mostBefore.GetValueOrDefault(o.Key, double.NaN) }))];
    }, cancellationToken);

    /// <summary>How many calls took how long over the range.</summary>
    /// <param name="spacing">From one sample of its series to the next, in milliseconds; 0 where that is not known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<SeriesAnswer<LatencyHeat>> Heat(long spacing, CancellationToken cancellationToken) => Try(async ending =>
    {
        var width = Math.Max(Math.Max(ShortestColumn, spacing * SamplesInColumn), (to - from + MostColumns - 1) / MostColumns);
        var columns = (int)Math.Max(1, (to - from) / width);
        var start = to - (columns * width);
        var expression = PromqlExpression.Parse($"sum by (le) (increase(traces_spanmetrics_latency_bucket{_calls}[{DurationText.Format(width)}]))");
        var answer = (MatrixValue)(await engine.Range(expression, start + width, to, width, ending)).Value;
        var bounds = answer.Series
            .Select(static s => (Bound: GoFloat(s.Labels.Get("le")), Series: s))
            .Where(static s => !double.IsNaN(s.Bound)).OrderBy(static s => s.Bound).ToList();
        var counts = bounds.ConvertAll(_ => new double[columns]);
        var below = new double[columns];
        for (var row = 0; row < bounds.Count; row++)
        {
            var series = bounds[row].Series;
            for (var i = 0; i < series.Timestamps.Length; i++)
            {
                var column = (int)((series.Timestamps[i] - start) / width) - 1;
                if (double.IsNaN(series.Values[i]))
                    continue;
                // Buckets hold those below them as well.
                counts[row][column] = Math.Max(0, series.Values[i] - below[column]);
                below[column] = Math.Max(below[column], series.Values[i]);
            }
        }
        return new LatencyHeat(start, to, bounds.ConvertAll(static b => b.Bound), counts);
    }, cancellationToken);

    /// <summary>Whom it calls, with the times that it waits, in no order.</summary>
    public Task<SeriesAnswer<IReadOnlyList<ServiceNeighbour>>> Dependencies(CancellationToken cancellationToken) => Neighbours("client", "server", "client", cancellationToken);

    /// <summary>Who calls it, with the times that it takes, in no order.</summary>
    public Task<SeriesAnswer<IReadOnlyList<ServiceNeighbour>>> Callers(CancellationToken cancellationToken) => Neighbours("server", "client", "server", cancellationToken);

    private Task<SeriesAnswer<IReadOnlyList<ServiceNeighbour>>> Neighbours(string own, string other, string clockOf, CancellationToken cancellationToken) => Try<IReadOnlyList<ServiceNeighbour>>(async ending =>
    {
        var selector = $"{{{own}={GoText.Quote(service)}}}";
        var by = $"{other}, connection_type";
        var rates = await Edges($"sum by ({by}) (rate(traces_service_graph_request_total{selector}[{_window}]))");
        var failed = await Edges($"sum by ({by}) (rate(traces_service_graph_request_failed_total{selector}[{_window}]))");
        var times = await Edges($"histogram_quantile(0.95, sum by ({by}, le) (rate(traces_service_graph_request_{clockOf}_seconds_bucket{selector}[{_window}])))");
        return [.. rates.Where(static e => e.Value > 0).Select(e => new ServiceNeighbour(e.Key.Name, e.Key.Way, ServiceFigures.None with
        {
            Rate = e.Value,
            Errors = 100 * failed.GetValueOrDefault(e.Key, double.NaN) / e.Value,
            P95 = times.GetValueOrDefault(e.Key, double.NaN),
        }))];

        async Task<Dictionary<(string Name, string Way), double>> Edges(string query) =>
            (await Ask(query, to, ending)).Samples.ToDictionary(s => (s.Labels.Get(other), s.Labels.Get("connection_type")), static s => s.Value);
    }, cancellationToken);

    private async Task<(ServiceFigures Figures, long Spacing)> All(long at, CancellationToken cancellationToken)
    {
        var (calls, spacing) = await Ask($"sum by ({StatusLabel}) (rate(traces_spanmetrics_calls_total{_calls}[{_window}]))", at, cancellationToken);
        return (Of(calls) with { P50 = await Time(0.5), P95 = await Time(0.95), P99 = await Time(0.99) }, spacing);

        async Task<double> Time(double share) => (await Ask(Quantile(share, ""), at, cancellationToken)).Samples is [var one, ..] ? one.Value : double.NaN;
    }

    private async Task<Dictionary<string, ServiceFigures>> Rates(long at, CancellationToken cancellationToken) =>
        (await Ask($"sum by ({OperationLabel}, {StatusLabel}) (rate(traces_spanmetrics_calls_total{_calls}[{_window}]))", at, cancellationToken)).Samples
            .GroupBy(static s => s.Labels.Get(OperationLabel), StringComparer.Ordinal).ToDictionary(static g => g.Key, Of, StringComparer.Ordinal);

    private async Task<Dictionary<string, double>> ByName(string query, long at, CancellationToken cancellationToken) =>
        (await Ask(query, at, cancellationToken)).Samples.ToDictionary(static s => s.Labels.Get(OperationLabel), static s => s.Value, StringComparer.Ordinal);

    private string Quantile(double share, string by) => string.Create(CultureInfo.InvariantCulture,
        $"histogram_quantile({share}, sum by ({(by.Length > 0 ? by + ", " : "")}le) (rate(traces_spanmetrics_latency_bucket{_calls}[{_window}])))");

    // No call is no share of errors, and no series is no call.
    private static ServiceFigures Of(IEnumerable<VectorSample> calls)
    {
        var (rate, failing) = (double.NaN, 0.0);
        foreach (var sample in calls.Where(static s => !double.IsNaN(s.Value)))
        {
            rate = double.IsNaN(rate) ? sample.Value : rate + sample.Value;
            failing += sample.Labels.Get(StatusLabel) == Failed ? sample.Value : 0;
        }
        return ServiceFigures.None with { Rate = rate, Errors = rate > 0 ? 100 * failing / rate : double.NaN };
    }

    private async Task<(IReadOnlyList<VectorSample> Samples, long Spacing)> Ask(string query, long at, CancellationToken cancellationToken)
    {
        var result = await engine.Instant(PromqlExpression.Parse(query), at, cancellationToken);
        return (((VectorValue)result.Value).Samples, result.NewestSpacing);
    }

    private async Task<SeriesAnswer<T>> Try<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return new(await ask(both.Token), "");
        }
        catch (Exception e) when (e is QueryException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(null, limit.IsCancellationRequested ? $"It took longer than {Patience.TotalSeconds:0} s; a shorter time may do." : e.Message);
        }
    }

    private static string Kind(SpanKind kind) => new SpanKey("", "", kind, IsError: false).KindName;

    private static double GoFloat(string bound) =>
        bound == "+Inf" ? double.PositiveInfinity : double.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
