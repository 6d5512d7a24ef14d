using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Flows;

/// <summary>
/// Puts what flows add up to into the cache, so that dashboards, rules and the API ask for it as for everything else:
/// <c>flow_bytes_total</c> and <c>flow_packets_total</c> by exporter, application and, for the largest, conversation;
/// <c>flow_interface_bytes_total</c> and <c>flow_interface_packets_total</c> by interface; <c>flow_records_total</c> and
/// <c>flow_records_lost_total</c> by exporter.
/// </summary>
public sealed class FlowSeriesSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "flows";

    /// <summary>How often it reads the counters.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FlowStore _flows;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly FlowCounters _counters = new();
    private readonly Scrape<FlowSeriesKey> _scrape;

    public FlowSeriesSource(FlowStore flows, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_flows, _pipeline, _time) = (flows, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Flow totals",
            Protocol = "flows added up",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["polls"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<FlowSeriesKey>(pipeline, Id, static key => key.Labels());
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        do
            await Collect(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Reads every counter once.</summary>
    internal ValueTask Collect(CancellationToken cancellationToken)
    {
        _flows.Read(_counters);
        _scrape.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var (exporter, application, source, destination, octets, packets) in _counters.Traffic)
        {
            _scrape.Add(new FlowSeriesKey("flow_bytes_total", exporter, application, source, destination), octets);
            _scrape.Add(new FlowSeriesKey("flow_packets_total", exporter, application, source, destination), packets);
        }
        foreach (var (exporter, index, isOut, octets, packets) in _counters.Interfaces)
        {
            var (name, direction) = (exporter.InterfaceName(index), isOut ? "out" : "in");
            _scrape.Add(new FlowSeriesKey("flow_interface_bytes_total", exporter.Name, Interface: name, Direction: direction), octets);
            _scrape.Add(new FlowSeriesKey("flow_interface_packets_total", exporter.Name, Interface: name, Direction: direction), packets);
        }
        foreach (var (exporter, records, lost) in _counters.Exporters)
        {
            _scrape.Add(new FlowSeriesKey("flow_records_total", exporter.Name), records);
            _scrape.Add(new FlowSeriesKey("flow_records_lost_total", exporter.Name), lost);
        }
        Meter.Contacted();
        return _pipeline.PostUnlessEmpty(_scrape.End(0), cancellationToken);
    }
}
