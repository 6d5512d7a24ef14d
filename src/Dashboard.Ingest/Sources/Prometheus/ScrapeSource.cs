using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>
/// Scrapes what shows metrics as Prometheus does: the text format 0.0.4 and OpenMetrics 1.0, with labels <c>job</c> and
/// <c>instance</c>, <c>up</c> and its companions, and marks where a series ends. Targets stand in the settings and in files.
/// </summary>
public sealed class ScrapeSource : ITargetSource, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "scrape";

    /// <summary>Series that a trial names.</summary>
    public const int TrialSeries = 10;

    /// <summary>OpenMetrics first, and names that tools take without quotes.</summary>
    private const string Accept = "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,text/plain;version=0.0.4;escaping=underscores;q=0.5,*/*;q=0.1";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly PullSource _pull;
    private readonly IngestPipeline _pipeline;
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger<ScrapeSource> _log;
    private readonly ConcurrentDictionary<string, Discovery> _discoveries = new(StringComparer.Ordinal); // bound: PullJobs.MaxTargets jobs

    /// <exception cref="ArgumentException">A job's settings do not fit together; the message says which and how.</exception>
    public ScrapeSource(
        IReadOnlyList<ScrapeJobOptions> jobs, IngestPipeline pipeline, SourceRegistry sources, TimeSeriesCache cache, IngestMetrics metrics,
        TimeProvider time, ILogger<ScrapeSource> log)
    {
        (Configured, _pipeline, _cache, _time, _log) = (jobs, pipeline, cache, time, log);
        if (ScrapeJobOptions.Complaint(jobs) is { } complaint)
            throw new ArgumentException(complaint, nameof(jobs));
        Description = PullSource.Describe(Id, "Prometheus targets", "Prometheus text format and OpenMetrics over HTTP", jobs.Select(j => j.Interval));
        _pull = new PullSource(Description, pipeline, sources, metrics, time, log);
        foreach (var job in jobs)
        {
            if (TryAdd(job) is { } refused)
                throw new ArgumentException(refused, nameof(jobs));
        }
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter => _pull.Meter;

    /// <inheritdoc/>
    public string TargetNoun => "job";

    /// <inheritdoc/>
    public Type TargetOptions => typeof(ScrapeJobOptions);

    /// <inheritdoc/>
    public IReadOnlyList<ITargetOptions> Configured { get; }

    /// <summary>Scrapes that were skipped since the start because the one before was still under way.</summary>
    public long MissedScrapes => _pull.Schedule.Missed;

    public Task Run(CancellationToken cancellationToken) => _pull.Run(ScrapeJobOptions.Section, Discover, cancellationToken);

    public void Dispose() => _pull.Dispose();

    /// <inheritdoc/>
    public IReadOnlyList<TargetStatus> Targets() => _pull.Jobs.Statuses();

    /// <inheritdoc/>
    public string? TryAdd(ITargetOptions options)
    {
        var job = (ScrapeJobOptions)options;
        if (job.Complaint() is { } complaint)
            return complaint;
        if (HttpPull.TryCreate(job, _time, out var refused, TimeoutOf(job)) is not { } http)
            return $"{ScrapeJobOptions.Section}: job '{job.Job}' {refused}.";
        if (_pull.Jobs.TryAdd(job, http) is { } taken)
        {
            http.Dispose();
            return taken;
        }
        Meter.SetInactive(null);
        var discovery = new Discovery(job);
        _discoveries[job.Job] = discovery;
        Look(discovery);
        return null;
    }

    /// <summary>Scrapes a job's targets no more; their series end. False where there is none of that name.</summary>
    public bool Remove(string name)
    {
        _discoveries.TryRemove(name, out _);
        return _pull.Jobs.Remove(name);
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer> Test(ITargetOptions options, CancellationToken cancellationToken) => (await Try((ScrapeJobOptions)options, cancellationToken)).Answer();

    /// <summary>Scrapes the first target of a job once and stores nothing.</summary>
    public async Task<PullTrial> Try(ScrapeJobOptions job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Complaint() is { } complaint)
            return new PullTrial(0, [], complaint);
        string? trouble = null;
        var target = new Discovery(job).Targets(problem => trouble ??= problem).FirstOrDefault();
        if (target is null)
            return new PullTrial(0, [], trouble ?? $"Job '{job.Job}' has no targets yet.");
        using var http = HttpPull.TryCreate(job, _time, out var refused, TimeoutOf(job));
        if (http is null)
            return new PullTrial(0, [], $"Job '{job.Job}' {refused}.");
        using var page = await http.Fetch(target.UriWith(job.Parameters), HttpMethod.Get, null, Accept, cancellationToken);
        if (page.Problem is not null)
            return new PullTrial(0, [], $"{target.Address} {page.Problem}.");
        var store = new TrialStore();
        using var batch = new TelemetryBatch<MetricSample>(Id, page.Octets.Length);
        var outcome = new PrometheusReading(job, target.LabelsIn(job), store).Read(page, _time.GetUtcNow().ToUnixTimeMilliseconds(), batch);
        if (outcome.Failure is not null)
            return new PullTrial(outcome.Samples, [], $"{target.Address} {outcome.Failure}.");
        PulledSample[] first = [.. batch.Records[..Math.Min(TrialSeries, batch.Count)].ToArray().Select(s => new PulledSample(store.LabelsOf(s.Series).ToString(), s.Value))];
        return new PullTrial(outcome.Samples, first, outcome.Complaint is null ? null : $"{target.Address} {outcome.Complaint}.");
    }

    // Exporters that ask others in turn give up in time by it.
    private static (string, string) TimeoutOf(ScrapeJobOptions job) => ("X-Prometheus-Scrape-Timeout-Seconds", $"{job.Limit.TotalSeconds:0.###}");

    /// <summary>Looks at files of targets as often as their jobs say.</summary>
    private async Task Discover(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Beat, _time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var discovery in _discoveries.Values)
            {
                if (discovery.HasFiles && _time.GetElapsedTime(discovery.LookedAt) >= discovery.Job.FileInterval)
                    Look(discovery);
            }
        }
    }

    private void Look(Discovery discovery)
    {
        lock (discovery)
        {
            discovery.LookedAt = _time.GetTimestamp();
            if (!discovery.HasChanged(Complain))
                return;
            var job = discovery.Job;
            Dictionary<string, Func<HttpPull, PulledTarget>> targets = new(StringComparer.Ordinal); // bound: TargetFile.MaxTargets for each file
            foreach (var target in discovery.Current)
                targets.TryAdd(target.Key, http => NewTarget(job, target, http));
            if (_pull.Jobs.Set(job.Job, targets) is var refused and > 0)
                Complain($"Job '{job.Job}' has {refused} targets more than can be scraped: {PullJobs.MaxTargets} at most over all jobs.");
        }
    }

    private void Complain(string text)
    {
        PullLog.FileRefused(_log, text);
        Meter.Failed(text);
    }

    private PulledTarget NewTarget(ScrapeJobOptions job, ScrapeTarget target, HttpPull http)
    {
        var labels = target.LabelsIn(job);
        var health = new TargetHealth(job.Interval, job.FailuresToOpen, job.LongestPause, Random.Shared);
        return new PulledTarget(_pull.Parts, labels, http, new PrometheusReading(job, labels, new ScrapeStore(_pipeline, _cache)), health)
        {
            Uri = target.UriWith(job.Parameters),
            Accept = Accept,
        };
    }

    /// <summary>A job and the files that name its targets.</summary>
    private sealed class Discovery(ScrapeJobOptions job)
    {
        private readonly TargetFiles _files = new(job);

        public ScrapeJobOptions Job => job;

        public bool HasFiles => job.FileList.Any();

        /// <summary>When it was looked at last, by the clock's timestamp.</summary>
        public long LookedAt { get; set; }

        public IEnumerable<ScrapeTarget> Current =>
            job.TargetList.Select(address => new ScrapeTarget(address, job.Scheme, job.Path, new Dictionary<string, string>(StringComparer.Ordinal))).Concat(_files.Targets);

        public bool HasChanged(Action<string> complain) => _files.Look(complain);

        /// <summary>All targets, looked at now.</summary>
        public IEnumerable<ScrapeTarget> Targets(Action<string> complain)
        {
            _files.Look(complain);
            return Current;
        }
    }
}
