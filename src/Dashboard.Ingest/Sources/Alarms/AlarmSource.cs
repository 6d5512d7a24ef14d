using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Alarms;

/// <summary>
/// Puts the state of devices into the cache, for maps and rules: <c>network_alarm_severity</c>, the number of the worst
/// open alarm of each device that has one (ITU-T X.733: 1 indeterminate to 5 critical), by <c>instance</c>.
/// </summary>
public sealed class AlarmSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "alarms";

    /// <summary>How often it shows what is open.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly AlarmList _alarms;
    private readonly ManagedObjectNames _names;
    private readonly DeviceInventory _inventory;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<string> _worst;
    private readonly Dictionary<string, string> _instances = new(StringComparer.Ordinal); // bound: devices of the inventory
    private long _version = -1;

    public AlarmSource(AlarmList alarms, ManagedObjectNames names, DeviceInventory inventory, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_alarms, _names, _inventory, _pipeline, _time) = (alarms, names, inventory, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Alarms",
            Protocol = "the active alarm list",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["states"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _worst = new Scrape<string>(pipeline, Id, static instance => Labels.Of("network_alarm_severity", ("instance", instance)));
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

    /// <summary>Shows what is open, once.</summary>
    internal async ValueTask Show(CancellationToken cancellationToken)
    {
        LearnInstances();
        _worst.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        // The worst comes first, and the first of a device counts.
        foreach (var alarm in _alarms.Current.Open)
            _worst.Add(_instances.GetValueOrDefault(alarm.Identity.Device, alarm.Identity.Device), (double)alarm.Severity);
        Meter.Contacted();
        await _pipeline.PostUnlessEmpty(_worst.End(0), cancellationToken);
    }

    // Devices are compared by names in lower case without a port; series have them as they are.
    private void LearnInstances()
    {
        var current = _inventory.Current;
        if (_version == current.Version)
            return;
        _version = current.Version;
        _instances.Clear();
        foreach (var instance in current.Devices.Keys)
            _instances[_names.Resolve(instance).Device] = instance;
    }
}
