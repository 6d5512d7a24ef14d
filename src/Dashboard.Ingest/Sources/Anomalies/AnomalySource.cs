using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Storage.Anomalies;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>
/// Watches series for anomalies: asks each rule's query for the rows since the last, lets the detectors judge them, and puts
/// scores and expected ranges into the cache, so that charts, rules and reports ask for them as for everything else. What is
/// missing or late is no anomaly, nor is what sources in maintenance say, nor what is seen while the program itself is unwell.
/// </summary>
public sealed class AnomalySource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "anomalies";

    /// <summary>How often it looks whether a rule is due.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LearnAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostLive = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(7);

    private readonly AnomalyOptions _options;
    private readonly WatchedRule[] _rules;
    private readonly AnomalyWatch _watch;
    private readonly AnomalyArchive _archive;
    private readonly QueryEngine _engine;
    private readonly Maintained _maintained;
    private readonly OwnHealth _health;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly SeriesTable<WatchSeriesKey> _series;
    private readonly List<WatchedRow> _judged = []; // bound: rows of one rule
    private DateTimeOffset _saveAt;

    /// <param name="options">The settings.</param>
    /// <param name="rules">What is watched.</param>
    /// <param name="watch">The detectors.</param>
    /// <param name="archive">Keeps anomalies.</param>
    /// <param name="file">Where what was learnt is kept.</param>
    /// <param name="engine">Answers the rules' queries.</param>
    /// <param name="cache">Knows which source brought what.</param>
    /// <param name="pipeline">Takes the scores.</param>
    /// <param name="pipelineOptions">Its bounds.</param>
    /// <param name="sources">All sources.</param>
    /// <param name="metrics">Gets the counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wall">The clock on the wall, by which the program's own health is judged.</param>
    /// <param name="pauses">How long the program stood still to collect garbage since its start.</param>
    public AnomalySource(
        AnomalyOptions options, IReadOnlyList<WatchRule> rules, AnomalyWatch watch, AnomalyArchive archive, string file, QueryEngine engine, TimeSeriesCache cache,
        IngestPipeline pipeline, PipelineOptions pipelineOptions, SourceRegistry sources, IngestMetrics metrics, TimeProvider time, TimeProvider wall, Func<TimeSpan> pauses)
    {
        (_options, _watch, _archive, _file, _engine, _pipeline, _time) = (options, watch, archive, file, engine, pipeline, time);
        _rules = [.. rules.Select(static r => new WatchedRule(r))];
        _maintained = new Maintained(cache, sources);
        _health = new OwnHealth(pipeline, pipelineOptions, time, wall, pauses);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Anomalies",
            Protocol = "the series of other sources",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["judges"],
            Interval = TimeSpan.FromMinutes(1),
        };
        Meter = sources.Register(Description);
        _series = new SeriesTable<WatchSeriesKey>(pipeline, Id, static key => key.ToLabels());
        var catalogue = cache.Metrics;
        catalogue.Describe(WatchSeriesKey.Score, new(MetricType.Gauge, "How unusual a watched series is, 0 as ever, 1 never seen; 0.5 is one of eighty samples.", ""));
        catalogue.Describe(WatchSeriesKey.Lower, new(MetricType.Gauge, "The least that is usual of a watched series, in its unit.", ""));
        catalogue.Describe(WatchSeriesKey.Upper, new(MetricType.Gauge, "The most that is usual of a watched series, in its unit.", ""));
        metrics.Observe("anomaly_series_watched", "Series that are watched for anomalies.", () => watch.Series);
        metrics.Observe("anomalies_open", "Anomalies that last.", () => watch.Book.Open.Count);
        metrics.ObserveTotal("anomalies_raised", "Anomalies that were raised.", () => watch.Book.Raised);
        metrics.ObserveTotal("anomaly_series_refused", "Times a series was not watched because there were as many as Noc:Anomalies:MostSeries.", () => watch.Refused);
        metrics.ObserveTotal("anomaly_rounds_withheld", "Times nothing was judged because the program itself was unwell.", () => Withheld);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Times nothing was judged because the program itself was unwell.</summary>
    public long Withheld { get; private set; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {AnomalyOptions.Section}:{nameof(AnomalyOptions.Enabled)}");
            return;
        }
        Restore();
        _saveAt = _time.GetUtcNow() + _options.SaveInterval;
        using var beat = new PeriodicTimer(Beat, _time);
        try
        {
            do
                await Look(cancellationToken);
            while (await beat.WaitForNextTickAsync(cancellationToken));
        }
        finally
        {
            Save();
        }
    }

    /// <summary>Puts back what was known when the program ended.</summary>
    internal void Restore()
    {
        _archive.Restore(_watch);
        try
        {
            var rules = _rules.ToDictionary(static r => r.Rule.Name, static r => r.Rule, StringComparer.Ordinal);
            foreach (var state in DetectorFile.Read(_file))
            {
                if (rules.TryGetValue(state.Rule, out var rule))
                    _watch.Restore(rule, state);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Meter.Failed($"What was learnt cannot be read from {Path.GetFileName(_file)}, and is learnt anew: {e.Message}");
        }
        Keep(_watch.EndOrphans());
    }

    /// <summary>Judges what is due.</summary>
    internal async Task Look(CancellationToken cancellationToken)
    {
        var isWell = _health.Look(Beat);
        var now = _time.GetUtcNow();
        if (!isWell)
        {
            Withheld++;
            Meter.Failed(_health.Complaint + " Nothing is judged until it is well again.");
            return;
        }
        foreach (var rule in _rules.Where(r => r.IsDue(now)))
        {
            try
            {
                await Look(rule, now.ToUnixTimeMilliseconds(), cancellationToken);
            }
            catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
            {
                Meter.Failed($"Rule {rule.Rule.Name}: {e.Message}");
            }
        }
        Keep(_watch.EndSilent(now.ToUnixTimeMilliseconds()));
        Meter.Contacted();
        if (now < _saveAt)
            return;
        _saveAt = now + _options.SaveInterval;
        _watch.ForgetSilent((now - ForgetAfter).ToUnixTimeMilliseconds());
        var kept = (now - _options.Keep).ToUnixTimeMilliseconds();
        if (_watch.Book.Clear(kept) > 0)
            _archive.Clear(kept);
        Save();
    }

    private async Task Look(WatchedRule rule, long now, CancellationToken cancellationToken)
    {
        // What was measured while the program was unwell may be its own doing, but for what others measured and sent later.
        var from = rule.Rule.Lateness > MostLive ? rule.LateFrom(now) : Math.Max(rule.LateFrom(now), _health.UnwellUntil);
        var rows = await rule.Ask(_engine, now, from, cancellationToken);
        // A series that is new is learnt from what the cache holds of it.
        if (rows.Count > 0 && !_watch.KnowsAll(rule.Rule, rows) && rule.MayLearn(_time.GetUtcNow(), LearnAgain))
            rows = await rule.Ask(_engine, now, rule.HistoryFrom(now), cancellationToken);
        rows = _maintained.Without(rule.Selectors, rows);
        _judged.Clear();
        var changes = _watch.Observe(rule.Rule, rows, _judged);
        await Show(cancellationToken);
        Keep(changes);
    }

    private async ValueTask Show(CancellationToken cancellationToken)
    {
        var batch = new TelemetryBatch<MetricSample>(Id, bytes: 0, Math.Max(1, 3 * _judged.Count));
        foreach (ref readonly var row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_judged))
        {
            Add(WatchSeriesKey.Score, in row, row.Score);
            Add(WatchSeriesKey.Lower, in row, row.Lower);
            Add(WatchSeriesKey.Upper, in row, row.Upper);
        }
        await _pipeline.PostUnlessEmpty(batch, cancellationToken);

        void Add(string metric, in WatchedRow row, double value)
        {
            if (double.IsFinite(value))
                batch.Add(new MetricSample(_series[new WatchSeriesKey(metric, row.Rule.Name, row.Entity, row.Labels)], row.Time, value));
        }
    }

    private void Keep(IReadOnlyCollection<Anomaly> changes)
    {
        if (changes.Count == 0)
            return;
        try
        {
            _archive.Write(changes);
        }
        catch (SqliteException e)
        {
            Meter.Failed($"{changes.Count} anomalies cannot be written to the state database, and are in memory alone: {e.Message}");
        }
    }

    private void Save()
    {
        try
        {
            DetectorFile.Write(_file, _watch.States());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Meter.Failed($"What was learnt cannot be written to {Path.GetFileName(_file)}: {e.Message}");
        }
    }
}
