using Dashboard.Domain.Flows;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Topology;
using Dashboard.Ingest.Pipeline;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Sources.Inventory;

/// <summary>
/// Puts what the inventory knows of the whole network into the cache: <c>network_link_info</c>, 1 for each link between
/// devices with its ends in the labels, and <c>network_devices</c>, how many devices are known. Devices are known by what
/// they are asked, by their neighbours, by the flows that they report and by what they write to syslog.
/// </summary>
public sealed class InventorySource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "inventory";

    /// <summary>How often it shows what is known.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>How long a device that is known by its syslog alone may be silent.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(6);

    // The hosts of syslog are whoever says so, in datagrams that anybody can send.
    private const int MaxHosts = 10_000;

    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);
    private static readonly LabelMatcher[] Written = [new(Labels.MetricName, MatchType.Equal, "syslog_messages_total")];

    private readonly DeviceInventory _inventory;
    private readonly FlowExporters _exporters;
    private readonly TimeSeriesCache _cache;
    private readonly Func<IEnumerable<(string Name, string How)>> _asked;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<NetworkLink> _links;
    private readonly Scrape<string> _totals;
    private volatile Known? _known;

    /// <param name="inventory">What devices said of themselves.</param>
    /// <param name="exporters">Who reports flows.</param>
    /// <param name="cache">Holds the counts of syslog, by which its hosts are known.</param>
    /// <param name="asked">The devices that are asked, and by what.</param>
    /// <param name="pipeline">Takes what is known.</param>
    /// <param name="sources">Makes it known.</param>
    /// <param name="time">The clock.</param>
    public InventorySource(
        DeviceInventory inventory, FlowExporters exporters, TimeSeriesCache cache, Func<IEnumerable<(string Name, string How)>> asked,
        IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_inventory, _exporters, _cache, _asked, _pipeline, _time) = (inventory, exporters, cache, asked, pipeline, time);
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
    public IReadOnlyList<KnownDevice> Devices() => Look().Devices;

    /// <summary>Every link between devices.</summary>
    public IReadOnlyList<NetworkLink> Links() => Look().Links;

    // Found once for whoever asks, until a device says something else, or a little later.
    private Known Look()
    {
        var (snapshot, now) = (_inventory.Current, _time.GetUtcNow());
        if (_known is { } known && known.Version == snapshot.Version && now - known.At < Refresh)
            return known;
        Device[] devices = [.. snapshot.Devices.Values];
        var links = _known is { } before && before.Version == snapshot.Version ? before.Links : NetworkLinks.Of(devices);
        var all = DeviceDirectory.Of(devices,
        [
            .. _asked(),
            .. links.Where(static l => l.Kind == "lldp").SelectMany(static l => new[] { (l.Instance, "neighbours"), (l.Neighbour, "neighbours") }),
            .. _exporters.All.Skip(1).Select(static e => (e.Name, "flows")),
            .. _cache.LabelValues("host", Written, (now - Silence).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()).Where(static h => h != "other").Take(MaxHosts).Select(static h => (h, "syslog")),
        ]);
        return _known = new Known(snapshot.Version, now, all, links);
    }

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
        await _pipeline.PostUnlessEmpty(_links.End(0), cancellationToken);
    }

    private sealed record Known(long Version, DateTimeOffset At, IReadOnlyList<KnownDevice> Devices, IReadOnlyList<NetworkLink> Links);
}
