using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Failure;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Forecasts;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Forecasts;

/// <summary>
/// Forecasts what the rules name, at a pace and soon after the start, keeps the newest book of forecasts, and puts it into
/// the cache as series. Earlier forecasts are held against what came. What leading indicators say of failures goes with them.
/// </summary>
/// <remarks>It works on one thread and rests for as long as each forecast took, so that half a core is the most it takes.</remarks>
public sealed class ForecastSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "forecasts";

    /// <summary>How often forecasts are put into the cache: a series must not look as if it had ended.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    // What is collected comes in little by little after the start, a past that is delivered late first of all.
    private static readonly TimeSpan[] FirstRounds = [TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(3)];
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ForecastOptions _options;
    private readonly RuleForecasts[] _rules;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<ForecastSeriesKey> _scrape;
    private readonly RiskWatch _watch;
    private volatile ForecastBook _book = ForecastBook.Empty;
    private volatile RiskBook _risks = RiskBook.Empty;
    private DateTimeOffset _shownAt;

    public ForecastSource(ForecastOptions options, IReadOnlyList<ForecastRule> rules, QueryEngine engine, MetricCatalogue catalogue, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rules);
        (_options, _pipeline, _time) = (options, pipeline, time);
        _rules = [.. rules.Select(r => new RuleForecasts(r, engine, time))];
        _watch = new RiskWatch(StandardLeadingIndicators.All, engine, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Forecasts",
            Protocol = "what the other sources collect",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["forecasts"],
            Interval = Beat,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<ForecastSeriesKey>(pipeline, Id, static key => key.Labels());
        ForecastSeries.Describe(catalogue);
        metrics.Observe("noc_forecast_series", "Series that are forecast.", () => _book.Entities.Count);
        metrics.Observe("noc_forecast_left_out_series", $"Series that rules name and that are not forecast, because {ForecastOptions.Section}:{nameof(ForecastOptions.MostSeries)} is reached.", () => _book.LeftOut);
        metrics.Observe("noc_forecast_round_seconds", "Time that making all forecasts took the last time, without rests.", () => _book.Rules.Sum(static r => r.Took.TotalSeconds));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>The newest forecasts. Safe from any thread.</summary>
    public ForecastBook Book => _book;

    /// <summary>What may fail, as leading indicators say. Safe from any thread.</summary>
    public RiskBook Risks => _risks;

    /// <summary>Whether anything is forecast.</summary>
    public bool IsEnabled => _options.Enabled;

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {ForecastOptions.Section}:{nameof(ForecastOptions.Enabled)}");
            return;
        }
        var (begun, round) = (_time.GetUtcNow(), 0);
        while (true)
        {
            var isEarly = round < FirstRounds.Length;
            var next = isEarly ? begun + FirstRounds[round] : _book.MadeAt + _options.Interval;
            await WaitFor(next, cancellationToken);
            await Renew(isEarly, cancellationToken);
            round++;
        }
    }

    /// <summary>Makes all forecasts anew that have new values.</summary>
    /// <param name="isAnew">Also those that have none: what was there may have come later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task Renew(bool isAnew, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var rule in _rules)
            await rule.Count(cancellationToken);
        var shares = SeriesShares.Of([.. _rules.Select(static r => r.Wanted)], _options.MostSeries);
        for (var at = 0; at < _rules.Length; at++)
        {
            await _rules[at].Make(shares[at], isAnew, Rest, cancellationToken);
            // Rule by rule, so that what is ready is seen.
            _book = new ForecastBook(_rules.SelectMany(static r => r.Outlooks()), [.. _rules.Select(static r => r.Outcome)], now);
        }
        foreach (var failed in _book.Rules.Where(static r => r.Problem is not null))
            Meter.Failed($"Forecast {failed.Rule.Name}: {failed.Problem}");
        if (isAnew || now - _risks.MadeAt >= RiskWatch.Interval)
        {
            _risks = await _watch.Ask(Rest, cancellationToken);
            foreach (var problem in _risks.Problems)
                Meter.Failed($"Failure risk, {problem}");
        }
        await Show(cancellationToken);
    }

    /// <summary>Puts the newest forecasts into the cache.</summary>
    internal ValueTask Show(CancellationToken cancellationToken)
    {
        _shownAt = _time.GetUtcNow();
        _scrape.Begin(_shownAt.ToUnixTimeMilliseconds());
        foreach (var (key, value) in ForecastSeries.Of(_book).Concat(ForecastSeries.Of(_risks)))
            _scrape.Add(key, value);
        Meter.Contacted();
        return _pipeline.PostUnlessEmpty(_scrape.End(0), cancellationToken);
    }

    private async Task WaitFor(DateTimeOffset next, CancellationToken cancellationToken)
    {
        for (var left = next - _time.GetUtcNow(); left > TimeSpan.Zero; left = next - _time.GetUtcNow())
        {
            await Task.Delay(left < Beat ? left : Beat, _time, cancellationToken);
            await ShowInTime(cancellationToken);
        }
    }

    // As long as the work before it took: what it leaves of a core is for the others.
    private async Task Rest(TimeSpan worked, CancellationToken cancellationToken)
    {
        if (worked > TimeSpan.Zero)
            await Task.Delay(worked < LongestPause ? worked : LongestPause, _time, cancellationToken);
        await ShowInTime(cancellationToken);
    }

    private ValueTask ShowInTime(CancellationToken cancellationToken) =>
        _book.MadeAt != default && _time.GetUtcNow() - _shownAt >= Beat ? Show(cancellationToken) : ValueTask.CompletedTask;
}
