using Dashboard.Domain.Flows;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Topology;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Inventory;

/// <summary>
/// Puts what the inventory knows of the whole network into the cache: <c>network_link_info</c>, 1 for each link between
/// devices with its ends in the labels, and <c>network_devices</c>, how many devices are known.
/// </summary>
public sealed class InventorySource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "inventory";

    /// <summary>How often it shows what is known.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly DeviceInventory _inventory;
    private readonly FlowExporters _exporters;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<NetworkLink> _links;
    private readonly Scrape<string> _totals;
    private volatile Tuple<long, IReadOnlyList<NetworkLink>>? _found;

    public InventorySource(DeviceInventory inventory, FlowExporters exporters, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_inventory, _exporters, _pipeline, _time) = (inventory, exporters, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Inventory",
            Protocol = "what devices say of themselves",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["links", "counts"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _links = new Scrape<NetworkLink>(pipeline, Id, static l => Labels.Of(
            "network_link_info", ("kind", l.Kind), ("instance", l.Instance), ("device", l.Interface), ("neighbour", l.Neighbour), ("neighbour_device", l.NeighbourInterface)));
        _totals = new Scrape<string>(pipeline, Id, static name => Labels.Of(name));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        do
            await Show(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Every device that is known in any way.</summary>
    public IReadOnlyList<KnownDevice> Devices() => Known([.. _inventory.Current.Devices.Values], Links());

    /// <summary>Every link between devices.</summary>
    public IReadOnlyList<NetworkLink> Links()
    {
        var snapshot = _inventory.Current;
        if (_found is { } found && found.Item1 == snapshot.Version)
            return found.Item2;
        var links = NetworkLinks.Of([.. snapshot.Devices.Values]);
        _found = Tuple.Create(snapshot.Version, links);
        return links;
    }

    private IReadOnlyList<KnownDevice> Known(IReadOnlyCollection<Device> devices, IReadOnlyList<NetworkLink> links) => DeviceDirectory.Of(devices,
    [
        .. links.Where(static l => l.Kind == "lldp").SelectMany(static l => new[] { (l.Instance, "neighbours"), (l.Neighbour, "neighbours") }),
        .. _exporters.All.Skip(1).Select(static e => (e.Name, "flows")),
    ]);

    /// <summary>Shows what is known, once.</summary>
    internal async ValueTask Show(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _totals.Begin(now);
        _totals.Add("network_devices", Devices().Count);
        await _pipeline.Post(_totals.End(0), cancellationToken);
        _links.Begin(now);
        foreach (var link in Links())
            _links.Add(link, 1);
        Meter.Contacted();
        var batch = _links.End(0);
        if (batch.Count > 0)
            await _pipeline.Post(batch, cancellationToken);
        else
            batch.Dispose();
    }
}
