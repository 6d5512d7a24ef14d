using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Kpis;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Slices;

/// <summary>
/// Judges slices by their targets and puts what it finds into the cache, so that dashboards, rules and reports ask for it as
/// for everything else: the share of each period that was bad, and from that burn rates, what is left of the error budget
/// and the state (see <see cref="SliceTarget"/>). Periods that passed while the program was down are judged when it is back,
/// as far as their measurements are there.
/// </summary>
public sealed class SliceTargetSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "slices";

    /// <summary>The area that a slice is to cover, as the settings tell it.</summary>
    public const string AreaMetric = "slice_area_square_kilometers";

    /// <summary>How often it looks whether a period has ended.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How often burn rates, budgets and states are computed.</summary>
    public static readonly TimeSpan RateInterval = TimeSpan.FromSeconds(30);

    /// <summary>How far back periods are judged that were not, or four periods where that is longer.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromHours(6);

    private readonly SliceTargets _targets;
    private readonly QueryEngine _engine;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<SliceSeriesKey> _judged;
    private readonly Scrape<SliceSeriesKey> _rates;
    private readonly Dictionary<string, long> _until = new(StringComparer.Ordinal); // bound: targets
    private DateTimeOffset _ratedAt;

    public SliceTargetSource(SliceTargets targets, QueryEngine engine, MetricCatalogue catalogue, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_targets, _engine, _pipeline, _time) = (targets, engine, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Slice targets",
            Protocol = "measurements of slices",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["judges"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _judged = new Scrape<SliceSeriesKey>(pipeline, Id, static key => key.Labels());
        _rates = new Scrape<SliceSeriesKey>(pipeline, Id, static key => key.Labels());
        catalogue.Describe(SliceTarget.BadMetric, new(MetricType.Gauge, "Share of a period that was bad by a target, 0 to 1.", ""));
        catalogue.Describe(SliceTarget.BurnMetric, new(MetricType.Gauge, "How fast the error budget of a target is spent; 1 spends it exactly in the target's window.", ""));
        catalogue.Describe(SliceTarget.BudgetMetric, new(MetricType.Gauge, "What is left of the error budget of a target: 1 all of it, below 0 it is overdrawn.", ""));
        catalogue.Describe(SliceTarget.StateMetric, new(MetricType.Gauge, "How a slice stands to a target: 0 met, 1 at risk, 2 broken.", ""));
        catalogue.Describe(SliceTarget.ObjectiveMetric, new(MetricType.Gauge, "The share that is to be good by a target.", ""));
        catalogue.Describe(AreaMetric, new(MetricType.Gauge, "The area that a slice is to cover.", "km2"));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        do
        {
            await Judge(cancellationToken);
            if (_time.GetUtcNow() - _ratedAt >= RateInterval && await Rate(cancellationToken))
                _ratedAt = _time.GetUtcNow();
            Meter.Contacted();
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Judges every period that has ended and was not judged yet.</summary>
    internal async Task Judge(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _judged.Begin(now);
        foreach (var target in _targets.All)
        {
            try
            {
                await Judge(target, now, cancellationToken);
            }
            catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
            {
                Meter.Failed($"Target {target.Id}: {e.Message}");
            }
        }
        await _pipeline.PostUnlessEmpty(_judged.End(0), cancellationToken);
    }

    /// <summary>Computes burn rates, budgets and states from what was judged.</summary>
    /// <returns>Whether any target has a state.</returns>
    internal async Task<bool> Rate(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var isAny = false;
        _rates.Begin(now);
        foreach (var (slice, area) in _targets.Areas)
            _rates.Add(new SliceSeriesKey(AreaMetric, "", "", slice), area);
        foreach (var target in _targets.All)
        {
            try
            {
                foreach (var window in BurnLimit.Windows)
                    await Show(SliceTarget.BurnMetric, target, target.BurnRate(window), now, cancellationToken, DurationText.Format((long)window.TotalMilliseconds));
                if (await Show(SliceTarget.BudgetMetric, target, target.BudgetLeft(), now, cancellationToken))
                    _rates.Add(new SliceSeriesKey(SliceTarget.ObjectiveMetric, target.Id, target.Service), (double)(target.Objective / 100));
                isAny |= await Show(SliceTarget.StateMetric, target, target.State(), now, cancellationToken);
            }
            catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
            {
                Meter.Failed($"Target {target.Id}: {e.Message}");
            }
        }
        await _pipeline.PostUnlessEmpty(_rates.End(0), cancellationToken);
        return isAny;
    }

    private async Task Judge(SliceTarget target, long now, CancellationToken cancellationToken)
    {
        var period = (long)target.Period.TotalMilliseconds;
        var end = (now - (long)target.Delay.TotalMilliseconds) / period * period;
        if (!_until.TryGetValue(target.Id, out var until))
            until = await LastJudged(target, end, cancellationToken);
        if (end > until)
        {
            var answer = await _engine.Range(target.BadShare(), until + period, end, period, cancellationToken);
            foreach (var series in ((MatrixValue)answer.Value).Series)
            {
                var key = new SliceSeriesKey(SliceTarget.BadMetric, target.Id, target.Service, series.Labels.Get("snssai"));
                for (var i = 0; i < series.Values.Length; i++)
                {
                    if (double.IsFinite(series.Values[i]))
                        _judged.Add(key, series.Values[i], series.Timestamps[i]);
                }
            }
        }
        _until[target.Id] = Math.Max(until, end);
    }

    // The end of the last period that was judged before the program ended; of none the beginning of what is looked at.
    private async Task<long> LastJudged(SliceTarget target, long end, CancellationToken cancellationToken)
    {
        var period = (long)target.Period.TotalMilliseconds;
        var reach = Math.Max((long)CatchUp.TotalMilliseconds / period, 4) * period;
        var judged = await _engine.Instant(PromqlExpression.Parse($"{SliceTarget.BadMetric}{{target=\"{target.Id}\"}}[{DurationText.Format(reach)}]"), end, cancellationToken);
        return ((MatrixValue)judged.Value).Series.Select(static s => s.Timestamps[^1]).Append(end - reach).Max();
    }

    private async Task<bool> Show(string metric, SliceTarget target, PromqlExpression query, long now, CancellationToken cancellationToken, string window = "")
    {
        var samples = ((VectorValue)(await _engine.Instant(query, now, cancellationToken)).Value).Samples;
        foreach (var sample in samples)
            _rates.Add(new SliceSeriesKey(metric, target.Id, target.Service, sample.Labels.Get("snssai"), window), sample.Value);
        return samples.Count > 0;
    }
}
