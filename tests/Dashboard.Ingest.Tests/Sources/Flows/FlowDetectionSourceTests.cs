using Dashboard.Domain.Alarms;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Flows.Detection;

namespace Dashboard.Ingest.Tests.Sources.Flows;

public sealed class FlowDetectionSourceTests : IDisposable
{
    private readonly FlowExporters _exporters = new();
    private readonly FlowDetection _detection = new(new FlowDetectionOptions());
    private readonly IngestBench _bench;

    public FlowDetectionSourceTests() => _bench = new IngestBench(stores: bench =>
        [new MetricStore(bench.Cache), new EventStore(bench.Events, bench.Alarms), new FlowRecordStore(new FlowStore(new FlowStoreOptions { RawBytes = 1 << 20 }, _exporters, bench.Clock), [new FlowDetectionWatch(_detection, bench.Clock)])]);

    [Fact]
    public async Task A_scan_in_stored_flows_becomes_events_and_series_until_it_is_over()
    {
        var router = _exporters.NumberOf(NetworkAddress.FromV4(0xc0000201));
        var source = new FlowDetectionSource(_detection, _exporters, _bench.Alarms, _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock);
        _bench.Register("netflow");
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        var batch = new TelemetryBatch<FlowRecord>("netflow");
        for (var port = 1; port <= 500; port++)
        {
            batch.Add(new FlowRecord
            {
                Source = NetworkAddress.FromV4(0x0a000005),
                Destination = NetworkAddress.FromV4(0x0a000009),
                SourcePort = 40_000,
                DestinationPort = (ushort)port,
                Protocol = 6,
                TcpFlags = 2,
                Packets = 1,
                Octets = 44,
                End = _bench.Now,
                Exporter = router,
                IsDenied = port % 5 == 0,
            });
        }
        await _bench.Pipeline.Post(batch, CancellationToken.None);

        using (var stop = new CancellationTokenSource())
        {
            var running = source.Run(stop.Token);
            await Eventually.True(() => _bench.Events.NewestFirst.Any(e => e.EventType == "port-scan"));
            await _bench.Holds([1], "flow_findings_active", ("kind", "port-scan"));
            await _bench.Holds([1], "security_events_total", ("event", "port-scan"));
            await _bench.Holds([0, 100], "security_events_total", ("event", "denied-connection"), ("host", "192.0.2.1"));
            await _bench.Holds([4], "flow_finding_severity", ("kind", "port-scan"), ("source", "10.0.0.5"), ("target", "10.0.0.9"));
            Assert.InRange(Assert.Single(await _bench.Values("flow_finding_amount", ("kind", "port-scan"))), 250, 650);
            await Eventually.True(() => _bench.Alarms.Current.Open.Count == 2);
            Assert.Equal(["denied-connections", "port-scan"], _bench.Alarms.Current.Open.Select(static a => a.Identity.SpecificProblem).Order());
            var alarm = _bench.Alarms.Current.Open.First(static a => a.Identity.SpecificProblem == "port-scan");
            Assert.Equal(("10.0.0.5", AlarmType.SecurityServiceViolation, "unauthorized-access-attempt", PerceivedSeverity.Major), (alarm.ManagedObject, alarm.Identity.Type, alarm.Identity.ProbableCause, alarm.Severity));
            await Eventually.True(() =>
            {
                // A look that is still under way when time passes is not made twice.
                _bench.Clock.Advance(TimeSpan.FromSeconds(10));
                return _bench.Events.NewestFirst.Any(e => e is { EventType: "port-scan", Severity: PerceivedSeverity.Cleared });
            });
            await Eventually.True(() => _bench.Alarms.Find(alarm.Id) is null or { ClearedAt: not null });
            await stop.CancelAsync();
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        var raised = _bench.Events.NewestFirst.Last(e => e.EventType == "port-scan");
        Assert.Equal(("10.0.0.5", PerceivedSeverity.Major), (raised.ManagedObject, raised.Severity));
        Assert.Matches(@"^10\.0\.0\.5 tried about [\d,]+ TCP ports of 10\.0\.0\.9 in less than a second; [\d,]+ without an answer\.", raised.Text);
        Assert.Empty(_detection.Active);
    }

    [Fact]
    public async Task An_alarm_from_before_the_start_is_cleared_where_its_finding_is_not_found_again_within_the_hour()
    {
        _bench.Alarms.Take(new AlarmNotification
        {
            ManagedObject = "10.0.0.7",
            Type = AlarmType.SecurityServiceViolation,
            ProbableCause = "unauthorized-access-attempt",
            SpecificProblem = "host-sweep",
            Severity = PerceivedSeverity.Major,
            Text = "10.0.0.7 swept.",
            EventTime = _bench.Clock.GetUtcNow(),
            Door = FlowDetectionSource.Door,
        });
        var id = Assert.Single(_bench.Alarms.Current.Open).Id;
        var source = new FlowDetectionSource(_detection, _exporters, _bench.Alarms, _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock);
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var running = source.Run(stop.Token);

        await Pass(FlowDetectionSource.FoundAgain - TimeSpan.FromSeconds(5));
        Assert.Null(_bench.Alarms.Find(id)!.ClearedAt);
        await Pass(TimeSpan.FromSeconds(10));
        await Eventually.True(() => _bench.Alarms.Find(id) is null or { ClearedAt: not null });

        await stop.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);

        async Task Pass(TimeSpan time)
        {
            await Eventually.True(() => _bench.Clock.Waiting.Count > 0);
            _bench.Clock.Advance(time);
            await Eventually.True(() => _bench.Clock.Waiting.Count > 0);
        }
    }

    public void Dispose() => _bench.Dispose();
}
