using System.Net;
using System.Net.Sockets;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Polling;
using Dashboard.Ingest.Sources.Snmp.Security;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>
/// Devices polled by SNMP versions 1 to 3. What is asked are modules as snmp_exporter has them, and its names are those of
/// the metrics; the devices themselves go into the inventory.
/// </summary>
public sealed class SnmpSource : ITelemetrySource, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "snmp";

    private static readonly TimeSpan NamesAgain = TimeSpan.FromMinutes(1);

    private readonly SnmpOptions _options;
    private readonly IReadOnlyList<SnmpDeviceOptions> _devices;
    private readonly SnmpModules _modules;
    private readonly IngestPipeline _pipeline;
    private readonly DeviceInventory _inventory;
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger<SnmpSource> _log;
    private readonly Dictionary<AddressFamily, PollLoop> _loops = []; // bound: address families, two
    private readonly Dictionary<(string, UsmAuthentication, string, UsmPrivacy, string), UsmUser> _users = []; // bound: devices of the settings

    /// <exception cref="SnmpModuleException">A device's modules are not there.</exception>
    /// <exception cref="ArgumentException">A device's settings do not fit together; the message says which and how.</exception>
    public SnmpSource(
        SnmpOptions options, IReadOnlyList<SnmpDeviceOptions> devices, SnmpModules modules, IngestPipeline pipeline, SourceRegistry sources,
        DeviceInventory inventory, TimeSeriesCache cache, IngestMetrics metrics, TimeProvider time, ILogger<SnmpSource> log)
    {
        (_options, _devices, _modules, _pipeline, _inventory, _cache, _time, _log) = (options, devices, modules, pipeline, inventory, cache, time, log);
        if (SnmpDeviceOptions.Complaint(devices) is { } complaint)
            throw new ArgumentException(complaint, nameof(devices));
        foreach (var device in devices)
            modules.PlanOf(device.Modules);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "SNMP",
            Protocol = "SNMP v1, v2c, v3",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["polls"],
            Interval = devices.Count == 0 ? null : devices.Min(d => d.Interval),
        };
        Meter = sources.Register(Description);
        metrics.ObserveTotal("network_snmp_missed_polls", "Polls of SNMP devices that were skipped because the one before was still under way.", () => MissedPolls);
        metrics.ObserveTotal("network_snmp_stray_answers", "Datagrams that answered no SNMP question, or came too late.", () => Loops().Sum(l => l.StrayAnswers));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Polls that were skipped since the start because the one before was still under way.</summary>
    public long MissedPolls => Loops().Sum(l => l.MissedPolls);

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled || _devices.Count == 0)
        {
            Meter.SetInactive(_options.Enabled ? $"no devices in {SnmpDeviceOptions.Section}" : $"switched off by {SnmpOptions.Section}:Enabled");
            return;
        }
        Describe();
        SnmpLog.Polling(_log, _devices.Count);
        lock (_loops)
        {
            Dispose();
            foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
            {
                if (family == AddressFamily.InterNetwork ? Socket.OSSupportsIPv4 : Socket.OSSupportsIPv6)
                    _loops[family] = new PollLoop(family, _pipeline, Meter, _time, _log);
            }
        }
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] all = [.. Loops().Select(l => l.Run(any.Token)), TakeUp(any.Token)];
        var first = await Task.WhenAny(all);
        await any.CancelAsync();
        await Task.WhenAll(all).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    public void Dispose()
    {
        lock (_loops)
        {
            foreach (var loop in _loops.Values)
                loop.Dispose();
            _loops.Clear();
        }
    }

    /// <summary>Looks names up and takes devices up, spread over their interval; tries names that are not known again and again.</summary>
    private async Task TakeUp(CancellationToken cancellationToken)
    {
        var waiting = _devices.Select((d, i) => (Device: d, Session: Session(d), Place: Spread(i))).ToList(); // bound: devices of the settings
        while (true)
        {
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                var (device, session, place) = waiting[i];
                if (await Find(device, cancellationToken) is not { } endPoint || !_loops.TryGetValue(endPoint.AddressFamily, out var loop))
                    continue;
                session.Address = endPoint.Serialize();
                loop.Add(session, device.Interval * place);
                waiting.RemoveAt(i);
            }
            await Task.Delay(waiting.Count == 0 ? Timeout.InfiniteTimeSpan : NamesAgain, _time, cancellationToken);
        }
    }

    // Multiples of the golden ratio lie as far from each other as can be, however many there are.
    private static double Spread(int index) => index * 0.6180339887498949 % 1;

    private async ValueTask<IPEndPoint?> Find(SnmpDeviceOptions device, CancellationToken cancellationToken)
    {
        if (!SnmpEndPoint.TryParse(device.Address, out var host, out var port))
            return null;
        if (IPAddress.TryParse(host, out var address))
            return new IPEndPoint(address, port);
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return found.Length > 0 ? new IPEndPoint(found[0], port) : null;
        }
        catch (SocketException e)
        {
            Meter.Failed($"{device.Name}: the name {host} cannot be resolved: {e.Message}.");
            return null;
        }
    }

    private DeviceSession Session(SnmpDeviceOptions device) => new(
        device, _options, _modules.PlanOf(device.Modules), Security(device), new SampleSink(_pipeline, Id, device.Name), _inventory, Random.Shared);

    private PeerSecurity Security(SnmpDeviceOptions device)
    {
        if (device.Version != SnmpVersion.V3)
            return new CommunityPeer(device.Version, device.Community);
        // A password costs a megabyte of hashing; devices mostly share theirs.
        var key = (device.User, device.Authentication, device.AuthPassword, device.Privacy, device.PrivPassword);
        if (!_users.TryGetValue(key, out var user))
            _users[key] = user = new UsmUser(device.User, device.Authentication, device.AuthPassword, device.Privacy, device.PrivPassword);
        return new UserPeer(user, device.Context, _time);
    }

    private void Describe()
    {
        foreach (var plan in _devices.Select(d => d.Modules).Distinct(StringComparer.Ordinal).Select(_modules.PlanOf))
        {
            foreach (var metric in plan.Scalars.Concat(plan.Tables.SelectMany(t => t.Metrics)))
            {
                var type = ValueReading.IsText(metric.Type) ? MetricType.Info : metric.Type == SnmpMetricType.Counter ? MetricType.Counter : MetricType.Gauge;
                _cache.Metrics.Describe(metric.Name, new MetricMetadata(type, metric.Help, ""));
            }
        }
    }

    private PollLoop[] Loops()
    {
        lock (_loops)
            return [.. _loops.Values];
    }
}
