using Dashboard.Domain.Alarms;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Flows.Detection;

/// <summary>
/// Tells what <see cref="FlowDetection"/> finds: an event when a finding is raised, has grown or is over, an alarm meanwhile, and series:
/// <c>security_events_total</c> by event, and of denied connections by host, <c>flow_findings_active</c> by kind, and of
/// each finding <c>flow_finding_amount</c>, <c>flow_finding_severity</c>, <c>flow_finding_confidence</c>,
/// <c>flow_finding_first_seen_timestamp_seconds</c> and <c>flow_finding_last_seen_timestamp_seconds</c> by kind, source,
/// target and finding, its sentence, not older than a minute where it changes.
/// </summary>
/// <remarks>
/// Findings are forgotten when the program ends, their alarms are not: those that were raised before the start are cleared
/// where they have not been found again within <see cref="FoundAgain"/>.
/// </remarks>
public sealed class FlowDetectionSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "flow-detection";

    /// <summary>Findings that have series of their own at most, the worst ones.</summary>
    public const int MostShown = 200;

    /// <summary>How often series are written; events are handed on every second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The time from the start within which what goes on is found again.</summary>
    public static readonly TimeSpan FoundAgain = TimeSpan.FromHours(1);

    /// <summary>The door by which findings come into the alarm list.</summary>
    internal const string Door = "flows";

    private const long SentenceMs = 60_000;
    private const string Security = "security_events_total";
    private const string UnauthorizedAccess = "unauthorized-access-attempt";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly FlowFindingKind[] Kinds = Enum.GetValues<FlowFindingKind>();

    private readonly FlowDetection _detection;
    private readonly FlowExporters _exporters;
    private readonly AlarmList _alarms;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<FlowFindingKey> _scrape;
    private readonly List<(FlowFindingStep Step, FlowFinding Finding)> _steps = []; // bound: steps that FlowDetection holds
    private readonly Dictionary<long, (string Text, long At)> _told = []; // bound: four times MostShown
    private readonly HashSet<int> _deniers = []; // bound: FlowExporters' capacity

    public FlowDetectionSource(FlowDetection detection, FlowExporters exporters, AlarmList alarms, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(metrics);
        (_detection, _exporters, _alarms, _pipeline, _time) = (detection, exporters, alarms, pipeline, time);
        _scrape = new Scrape<FlowFindingKey>(pipeline, Id, static key => key.Labels());
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Threats in flows",
            Protocol = "flows looked through",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["watches flows"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        metrics.ObserveTotal("network_flow_findings_untold", "Findings in flows, and steps of them, that nobody was told of because there were too many.", () => detection.Untold);
        metrics.ObserveTotal("network_flow_suspects_evicted", "Suspects and hosts that were watched and had to make room for others.", () => detection.Evicted);
        metrics.Observe("network_flow_detection_bytes", "Memory that is set aside for looking through flows, in octets.", () => detection.Bytes);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        var (started, shown) = (_time.GetTimestamp(), long.MinValue);
        var isReconciled = false;
        using var beat = new PeriodicTimer(Beat, _time);
        do
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            _detection.Tick(now);
            if (TakeEvents(now) is { } events)
                await _pipeline.Post(events, cancellationToken);
            if (!isReconciled && _time.GetElapsedTime(started) >= FoundAgain)
            {
                isReconciled = true;
                _alarms.Hold(Door, [.. _detection.Active.Select(f => EventOf(FlowFindingStep.Raised, f, now).Alarm!)]);
            }
            if (shown != long.MinValue && now - shown < (long)Interval.TotalMilliseconds)
                continue;
            shown = now;
            await Show(now, cancellationToken);
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Takes what became of findings as events; null where nothing did.</summary>
    internal TelemetryBatch<EventRecord>? TakeEvents(long now)
    {
        _steps.Clear();
        _detection.Take(_steps);
        if (_steps.Count == 0)
            return null;
        var batch = new TelemetryBatch<EventRecord>(Id, capacity: _steps.Count);
        foreach (var (step, finding) in _steps)
        {
            batch.Add(EventOf(step, finding, now));
            if (step == FlowFindingStep.Ended)
                _told.Remove(finding.Id);
        }
        return batch;
    }

    private static EventRecord EventOf(FlowFindingStep step, FlowFinding finding, long now)
    {
        // One source may do these to several at once, each of which ends by itself.
        var what = finding.Kind is FlowFindingKind.Beaconing or FlowFindingKind.PolicyViolation ? $"{finding.Source} {finding.Target}" : finding.Source.ToString();
        return MeaningOf(finding.Kind).Mark(
            step switch
            {
                FlowFindingStep.Ended => new EventRecord(now, what, finding.Event, PerceivedSeverity.Cleared, $"{finding.Text} It was last seen at {DateTimeOffset.FromUnixTimeMilliseconds(finding.LastSeen):HH:mm} UTC and is over."),
                FlowFindingStep.Grown => new EventRecord(now, what, finding.Event, finding.Severity, $"{finding.Text} It is growing."),
                _ => new EventRecord(now, what, finding.Event, finding.Severity, finding.Text),
            },
            Door);
    }

    // Types and causes of ITU-T X.736 section 8.1.
    private static AlarmMeaning MeaningOf(FlowFindingKind kind) => kind switch
    {
        FlowFindingKind.PortScan or FlowFindingKind.HostSweep => new(AlarmType.SecurityServiceViolation, UnauthorizedAccess, FlowFinding.NameOf(kind), "Find out who uses this address, and whether it is a scanner of your own; those are named in Noc:FlowDetection:Exempt."),
        FlowFindingKind.Beaconing => new(AlarmType.SecurityServiceViolation, "unspecified-reason", FlowFinding.NameOf(kind), "Look at what runs on this host and who is at the other end; block the other end if nobody knows it."),
        FlowFindingKind.Exfiltration => new(AlarmType.SecurityServiceViolation, "breach-of-confidentiality", FlowFinding.NameOf(kind), "Look at what is sent and to whom on the Flows page; ask the owner of the host."),
        FlowFindingKind.DeniedConnections => new(AlarmType.SecurityServiceViolation, UnauthorizedAccess, FlowFinding.NameOf(kind), "Look at what this host wants: a setting that points to the wrong place, or somebody who tries."),
        _ => new(AlarmType.OperationalViolation, "procedural-error", FlowFinding.NameOf(kind), "Stop the traffic, or change the rule in Noc:FlowDetection:Rules."),
    };

    private ValueTask Show(long now, CancellationToken cancellationToken)
    {
        _scrape.Begin(now);
        var active = _detection.Active;
        if (_told.Count > 4 * MostShown)
            _told.Clear();
        foreach (var kind in Kinds)
        {
            _scrape.Add(new FlowFindingKey(Security, FlowFinding.NameOf(kind)), _detection.RaisedOf(kind));
            _scrape.Add(new FlowFindingKey("flow_findings_active", Kind: FlowFinding.NameOf(kind)), active.Count(f => f.Kind == kind));
        }
        foreach (var finding in active.Take(MostShown))
        {
            // Each sentence is other series, so it does not change with each number.
            if (!_told.TryGetValue(finding.Id, out var told) || now - told.At >= SentenceMs)
                _told[finding.Id] = (finding.Text, now);
            Add(finding, "flow_finding_amount", finding.Amount);
            Add(finding, "flow_finding_severity", (double)finding.Severity);
            Add(finding, "flow_finding_confidence", finding.Confidence);
            Add(finding, "flow_finding_first_seen_timestamp_seconds", finding.FirstSeen / 1000.0);
            Add(finding, "flow_finding_last_seen_timestamp_seconds", finding.LastSeen / 1000.0);
        }
        AddDenied(now);
        Meter.Contacted();
        return _pipeline.Post(_scrape.End(0), cancellationToken);
    }

    private void Add(FlowFinding finding, string metric, double value) =>
        _scrape.Add(new FlowFindingKey(metric, Kind: finding.Event, Source: finding.Source.ToString(), Target: finding.Target, Finding: _told[finding.Id].Text), value);

    private void AddDenied(long now)
    {
        var exporters = _exporters.All.Count;
        for (var exporter = 0; exporter < exporters; exporter++)
        {
            if (_detection.DeniedOf(exporter) is not (var denied and > 0))
                continue;
            var key = new FlowFindingKey(Security, "denied-connection", _exporters[exporter].Name);
            // A count that is new began at nothing, and its first connections would be in no rate without a sample that says so.
            if (_deniers.Add(exporter))
                _scrape.Add(key, 0, now - (long)Interval.TotalMilliseconds);
            _scrape.Add(key, denied);
        }
    }
}
