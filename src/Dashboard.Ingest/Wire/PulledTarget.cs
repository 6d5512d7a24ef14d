using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// One target that is fetched again and again: how that goes as series under Prometheus's names (<c>up</c>,
/// <c>scrape_duration_seconds</c>, <c>scrape_samples_scraped</c>), as events when it stops or starts to answer, and as
/// sentences on its source. Used by one thread at a time but for what <see cref="PullSchedule"/> keeps in it.
/// </summary>
internal sealed class PulledTarget(PullTargetParts parts, Labels labels, HttpPull http, IPulledReading reading, TargetHealth health)
{
    private static readonly string[] StatusNames = ["up", "scrape_duration_seconds", "scrape_samples_scraped"];

    private readonly SeriesRef[] _status = new SeriesRef[StatusNames.Length];
    private long _epoch = -1;
    private int _expected;
    private long _answeredAt;
    private volatile string? _complaint;

    /// <summary>Its name in sentences and events, label <c>instance</c>.</summary>
    public string Instance { get; } = labels.Get("instance");

    public TargetHealth Health => health;

    /// <summary>When it last answered as it should; null before the first time. Read by any thread.</summary>
    public DateTimeOffset? LastAnswer => Interlocked.Read(ref _answeredAt) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>What was wrong the last time, as a sentence; null where nothing was. Read by any thread.</summary>
    public string? Complaint => _complaint;

    /// <summary>Where it is fetched from, and how.</summary>
    public required Uri Uri { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Get;

    public (string Text, string MediaType)? Body { get; init; }

    public required string Accept { get; init; }

    /// <summary>When its next fetch is due, in milliseconds of the schedule; its own.</summary>
    public long Due { get; set; }

    /// <summary>Whether a fetch is under way; the schedule's own.</summary>
    public bool IsPulling { get; set; }

    /// <summary>Whether it is fetched no more; the schedule's own.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Whether the end of its series was marked since it was taken up; the schedule's own.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Fetches it once and hands its samples on.</summary>
    public async Task Pull(CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        var timestamp = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        using var page = await http.Fetch(Uri, Method, Body, Accept, cancellationToken);
        var batch = new TelemetryBatch<MetricSample>(parts.Source, page.Octets.Length, _expected + StatusNames.Length + 16);
        var outcome = page.Problem is null ? reading.Read(page, timestamp, batch) : new PullOutcome(0, page.Problem);
        if (outcome.Failure is not null)
        {
            batch.Dispose();
            batch = new TelemetryBatch<MetricSample>(parts.Source, page.Octets.Length, _expected + StatusNames.Length + 16);
            reading.EndAll(timestamp, batch);
        }
        _expected = Math.Max(_expected, outcome.Samples);
        AddStatus(batch, timestamp, outcome.Failure is null ? 1 : 0, parts.Time.GetElapsedTime(began).TotalSeconds, outcome.Samples);
        Report(outcome, timestamp);
        await parts.Pipeline.Post(batch, cancellationToken);
        if (outcome.Failure is not null ? health.Failed() : health.Succeeded())
            await Announce(outcome.Failure, timestamp, cancellationToken);
    }

    /// <summary>Marks the end of all its series.</summary>
    public async Task Leave(CancellationToken cancellationToken)
    {
        HasLeft = true;
        var timestamp = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new TelemetryBatch<MetricSample>(parts.Source, 0, _expected + StatusNames.Length + 16);
        reading.EndAll(timestamp, batch);
        // Not where it was never fetched.
        if (_epoch >= 0)
            AddStatus(batch, timestamp, StaleMarker, StaleMarker, StaleMarker);
        if (batch.Count > 0)
            await parts.Pipeline.Post(batch, cancellationToken);
        else
            batch.Dispose();
    }

    private static double StaleMarker => Domain.TimeSeries.StaleMarker.Value;

    private void AddStatus(TelemetryBatch<MetricSample> batch, long timestamp, params ReadOnlySpan<double> values)
    {
        if (_epoch != parts.Pipeline.SeriesEpoch)
        {
            _epoch = parts.Pipeline.SeriesEpoch;
            for (var i = 0; i < StatusNames.Length; i++)
                _status[i] = parts.Pipeline.Resolve(parts.Source, labels.With(Labels.MetricName, StatusNames[i]));
        }
        for (var i = 0; i < StatusNames.Length; i++)
            batch.Add(new MetricSample(_status[i], timestamp, values[i]));
    }

    private void Report(in PullOutcome outcome, long timestamp)
    {
        if (outcome.Failure is null)
            Interlocked.Exchange(ref _answeredAt, timestamp);
        _complaint = (outcome.Failure ?? outcome.Complaint) is { } problem ? $"{Instance} {problem}." : null;
        if (_complaint is { } text)
            parts.Meter.Failed(text);
        if (outcome.Refused > 0)
            parts.Pipeline.Refuse(parts.Source, outcome.Refused, "not understood");
    }

    private async ValueTask Announce(string? failure, long timestamp, CancellationToken cancellationToken)
    {
        var batch = new TelemetryBatch<EventRecord>(parts.Source, capacity: 1);
        if (failure is not null)
        {
            var text = $"{Instance} {failure}.";
            PullLog.TargetDown(parts.Log, text);
            batch.Add(new EventRecord(timestamp, Instance, "target-down", PerceivedSeverity.Major, text));
        }
        else
        {
            var text = $"{Instance} can be fetched again.";
            PullLog.TargetUp(parts.Log, text);
            batch.Add(new EventRecord(timestamp, Instance, "target-up", PerceivedSeverity.Cleared, text));
        }
        await parts.Pipeline.Post(batch, cancellationToken);
    }
}

/// <summary>What all targets of a source share.</summary>
/// <param name="Source">The source's id.</param>
/// <param name="Pipeline">Where samples go.</param>
/// <param name="Meter">What the source counts.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where it is told that targets come and go.</param>
internal sealed record PullTargetParts(string Source, IngestPipeline Pipeline, SourceMeter Meter, TimeProvider Time, ILogger Log);
