using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>
/// Fetches pages of JSON for the numbers in them: controllers, element managers and whatever else has an API of its own.
/// Queries in JSONPath say which become metrics and labels; how fetching goes is shown as it is for scraped targets.
/// </summary>
public sealed class HttpJsonSource : ITargetSource, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "http-json";

    /// <summary>Series that a trial names.</summary>
    public const int TrialSeries = 10;

    private const string Accept = "application/json, */*;q=0.1";

    private readonly PullSource _pull;
    private readonly IngestPipeline _pipeline;
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">A target's settings do not fit together; the message says which and how.</exception>
    public HttpJsonSource(
        IReadOnlyList<HttpJsonTargetOptions> targets, IngestPipeline pipeline, SourceRegistry sources, TimeSeriesCache cache, IngestMetrics metrics,
        TimeProvider time, ILogger<HttpJsonSource> log)
    {
        (Configured, _pipeline, _cache, _time) = (targets, pipeline, cache, time);
        if (HttpJsonTargetOptions.Complaint(targets) is { } complaint)
            throw new ArgumentException(complaint, nameof(targets));
        Description = PullSource.Describe(Id, "JSON over HTTP", "JSON over HTTP", targets.Select(t => t.Interval));
        _pull = new PullSource(Description, pipeline, sources, metrics, time, log);
        foreach (var target in targets)
        {
            if (TryAdd(target) is { } refused)
                throw new ArgumentException(refused, nameof(targets));
        }
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter => _pull.Meter;

    /// <inheritdoc/>
    public string TargetNoun => "page";

    /// <inheritdoc/>
    public Type TargetOptions => typeof(HttpJsonTargetOptions);

    /// <inheritdoc/>
    public IReadOnlyList<ITargetOptions> Configured { get; }

    public Task Run(CancellationToken cancellationToken) =>
        _pull.Run(HttpJsonTargetOptions.Section, token => Task.Delay(Timeout.InfiniteTimeSpan, _time, token), cancellationToken);

    public void Dispose() => _pull.Dispose();

    /// <inheritdoc/>
    public IReadOnlyList<TargetStatus> Targets() => _pull.Jobs.Statuses();

    /// <inheritdoc/>
    public string? TryAdd(ITargetOptions options)
    {
        var target = (HttpJsonTargetOptions)options;
        if (target.Complaint() is { } complaint)
            return complaint;
        if (HttpPull.TryCreate(target, _time, out var refused) is not { } http)
            return $"{HttpJsonTargetOptions.Section}: '{target.Name}' {refused}.";
        if (_pull.Jobs.TryAdd(target, http) is { } taken)
        {
            http.Dispose();
            return taken;
        }
        Meter.SetInactive(null);
        _pull.Jobs.Set(target.Name, new Dictionary<string, Func<HttpPull, PulledTarget>>(StringComparer.Ordinal) { [target.Url] = own => NewTarget(target, own) });
        return null;
    }

    /// <summary>Fetches a target no more; its series end. False where there is none of that name.</summary>
    public bool Remove(string name) => _pull.Jobs.Remove(name);

    /// <inheritdoc/>
    public async Task<TargetAnswer> Test(ITargetOptions options, CancellationToken cancellationToken) => (await Try((HttpJsonTargetOptions)options, cancellationToken)).Answer();

    /// <summary>Fetches a target once and stores nothing.</summary>
    public async Task<PullTrial> Try(HttpJsonTargetOptions target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Complaint() is { } complaint)
            return new PullTrial(0, [], complaint);
        using var http = HttpPull.TryCreate(target, _time, out var refused);
        if (http is null)
            return new PullTrial(0, [], $"'{target.Name}' {refused}.");
        using var page = await http.Fetch(new Uri(target.Url), MethodOf(target), BodyOf(target), Accept, cancellationToken);
        var labels = LabelsOf(target);
        var instance = labels.Get("instance");
        if (page.Problem is not null)
            return new PullTrial(0, [], $"{instance} {page.Problem}.");
        List<HttpJsonSample> found = []; // bound: HttpPullOptions.SampleLimit
        var outcome = HttpJsonDecoder.Read(page.Octets, HttpJsonMetric.Read(target.Metrics, out _)!, target.SampleLimit, found);
        if (outcome.Failure is not null)
            return new PullTrial(outcome.Samples, [], $"{instance} {outcome.Failure}.");
        PulledSample[] first = [.. found.Take(TrialSeries).Select(s => new PulledSample(HttpJsonReading.With(labels, s.Labels).ToString(), s.Value))];
        return new PullTrial(outcome.Samples, first, outcome.Complaint is null ? null : $"{instance} {outcome.Complaint}.");
    }

    private PulledTarget NewTarget(HttpJsonTargetOptions target, HttpPull http)
    {
        var labels = LabelsOf(target);
        var health = new TargetHealth(target.Interval, target.FailuresToOpen, target.LongestPause, Random.Shared);
        var reading = new HttpJsonReading(HttpJsonMetric.Read(target.Metrics, out _)!, target.SampleLimit, labels, _pipeline, _cache.Metrics);
        return new PulledTarget(_pull.Parts, labels, http, reading, health)
        {
            Uri = new Uri(target.Url),
            Method = MethodOf(target),
            Body = BodyOf(target),
            Accept = Accept,
        };
    }

    private static HttpMethod MethodOf(HttpJsonTargetOptions target) => target.Method == "POST" ? HttpMethod.Post : HttpMethod.Get;

    private static (string, string)? BodyOf(HttpJsonTargetOptions target) => target.Body.Length > 0 ? (target.Body, target.BodyType) : null;

    private static Labels LabelsOf(HttpJsonTargetOptions target) => Labels.From([
        .. target.Labels.Select(l => new Label(l.Key, l.Value)), new Label("job", target.Name),
        new Label("instance", target.Instance.Length > 0 ? target.Instance : new Uri(target.Url).Authority)]);
}
