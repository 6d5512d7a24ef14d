using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Snmp.Discovery;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Polling;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Snmp;

/// <summary>
/// Devices polled by SNMP versions 1 to 3. What is asked are modules as snmp_exporter has them, and its names are those of
/// the metrics; the devices themselves go into the inventory.
/// </summary>
public sealed class SnmpSource : ITargetSource, ITargetSearch, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "snmp";

    /// <summary>Devices that are polled at most.</summary>
    public const int MaxDevices = 20_000;

    private static readonly TimeSpan NamesAgain = TimeSpan.FromMinutes(1);

    private readonly SnmpOptions _options;
    private readonly IReadOnlyList<SnmpDeviceOptions> _configured;
    private readonly ConcurrentDictionary<string, PolledDevice> _devices = new(StringComparer.Ordinal); // bound: MaxDevices
    private readonly Channel<PolledDevice> _added = Channel.CreateUnbounded<PolledDevice>(); // bound: MaxDevices, each once
    private readonly SnmpModules _modules;
    private readonly IngestPipeline _pipeline;
    private readonly DeviceInventory _inventory;
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;
    private readonly ILogger<SnmpSource> _log;
    private readonly HashSet<PollPlan> _described = []; // bound: sets of modules in settings
    private readonly Dictionary<AddressFamily, PollLoop> _loops = []; // bound: address families, two
    private readonly PeerFactory _peers;

    /// <exception cref="SnmpModuleException">A device's modules are not there.</exception>
    /// <exception cref="ArgumentException">A device's settings do not fit together; the message says which and how.</exception>
    public SnmpSource(
        SnmpOptions options, IReadOnlyList<SnmpDeviceOptions> devices, SnmpModules modules, IngestPipeline pipeline, SourceRegistry sources,
        DeviceInventory inventory, TimeSeriesCache cache, IngestMetrics metrics, TimeProvider time, ILogger<SnmpSource> log)
    {
        (_options, _configured, _modules, _pipeline, _inventory, _cache, _time, _log) = (options, devices, modules, pipeline, inventory, cache, time, log);
        _peers = new PeerFactory(time);
        if (SnmpDeviceOptions.Complaint(devices) is { } complaint)
            throw new ArgumentException(complaint, nameof(devices));
        foreach (var device in devices)
            _devices[device.Name] = new PolledDevice(device, modules.PlanOf(device.Modules), _devices.Count);
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

    /// <inheritdoc/>
    public string TargetNoun => "device";

    /// <inheritdoc/>
    public Type TargetOptions => typeof(SnmpDeviceOptions);

    /// <inheritdoc/>
    public IReadOnlyList<ITargetOptions> Configured => _configured;

    /// <inheritdoc/>
    public string RangeExample => "10.1.2.0/24";

    /// <summary>Polls that were skipped since the start because the one before was still under way.</summary>
    public long MissedPolls => Loops().Sum(l => l.MissedPolls);

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {SnmpOptions.Section}:Enabled");
            return;
        }
        if (_devices.IsEmpty)
            Meter.SetInactive($"no devices in {SnmpDeviceOptions.Section}");
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

    /// <inheritdoc/>
    public IReadOnlyList<TargetStatus> Targets() =>
        [.. from device in _devices.Values
            let outcome = device.Session?.Outcome ?? new PollOutcome(null, SnmpEndPoint.TryParse(device.Options.Address, out var host, out _) && !IPAddress.TryParse(host, out _) ? $"The name {host} has not been resolved yet." : null)
            select new TargetStatus(device.Options.Name, device.Options.Address, device.Options.Interval, outcome.LastAnswer, outcome.Complaint)];

    /// <inheritdoc/>
    public string? TryAdd(ITargetOptions options)
    {
        var device = (SnmpDeviceOptions)options;
        if (device.Complaint() is { } complaint)
            return complaint;
        if (_devices.Count >= MaxDevices)
            return $"{MaxDevices} devices are polled already, and no more can be.";
        try
        {
            var added = new PolledDevice(device, _modules.PlanOf(device.Modules), _devices.Count);
            if (!_devices.TryAdd(device.Name, added))
                return $"A device called '{device.Name}' is polled already.";
            Meter.SetInactive(null);
            _added.Writer.TryWrite(added);
            return null;
        }
        catch (SnmpModuleException e)
        {
            return e.Message;
        }
    }

    /// <summary>Polls a device no more and takes it out of the inventory; false where there is none of that name.</summary>
    public bool Remove(string name)
    {
        if (!_devices.TryRemove(name, out var device))
            return false;
        lock (device)
        {
            device.IsRemoved = true;
            if (device.Session is { } session)
                device.Loop?.Remove(session);
        }
        _inventory.Remove(name);
        if (_devices.IsEmpty)
            Meter.SetInactive("no devices");
        return true;
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer> Test(ITargetOptions options, CancellationToken cancellationToken)
    {
        var device = (SnmpDeviceOptions)options;
        if (device.Complaint() is { } complaint)
            return new TargetAnswer(false, complaint);
        try
        {
            _modules.PlanOf(device.Modules);
        }
        catch (SnmpModuleException e)
        {
            return new TargetAnswer(false, e.Message);
        }
        try
        {
            return await Resolve(device, cancellationToken) is { } endPoint
                ? await new DeviceTest(device, endPoint.Address, _peers, _time).Run(cancellationToken)
                : new TargetAnswer(false, $"The name in '{device.Address}' has no address.");
        }
        catch (SocketException e)
        {
            return new TargetAnswer(false, $"The name in '{device.Address}' cannot be resolved: {e.Message}.");
        }
    }

    /// <inheritdoc/>
    string? ITargetSearch.Complaint(string range) => AddressRange.TryParse(range, out _, out var complaint) ? null : complaint;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FoundTarget> Search(string range, ITargetOptions like, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!AddressRange.TryParse(range, out var addresses, out _))
            yield break;
        var device = (SnmpDeviceOptions)like;
        var port = SnmpEndPoint.TryParse(device.Address, out _, out var told) ? told : SnmpEndPoint.AgentPort;
        await foreach (var found in new SubnetSweep(_time).Run(addresses!, [device], cancellationToken: cancellationToken))
        {
            var address = port == SnmpEndPoint.AgentPort ? found.Address.ToString() : $"{found.Address}:{port}";
            yield return new FoundTarget(device with { Address = address, Instance = found.Name }, found.Description);
        }
    }

    /// <summary>Looks names up and takes devices up, spread over their interval; tries names that are not known again and again.</summary>
    private async Task TakeUp(CancellationToken cancellationToken)
    {
        var waiting = _devices.Values.ToList(); // bound: MaxDevices
        while (true)
        {
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                if (await Find(waiting[i].Options, cancellationToken) is { } endPoint && Start(waiting[i], endPoint))
                    waiting.RemoveAt(i);
            }
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var again = waiting.Count == 0 ? Task.Delay(Timeout.InfiniteTimeSpan, _time, pause.Token) : Task.Delay(NamesAgain, _time, pause.Token);
            await Task.WhenAny(again, _added.Reader.WaitToReadAsync(pause.Token).AsTask());
            await pause.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            while (_added.Reader.TryRead(out var added))
            {
                if (!waiting.Contains(added))
                    waiting.Add(added);
            }
        }
    }

    private bool Start(PolledDevice device, IPEndPoint endPoint)
    {
        PollLoop? loop;
        lock (_loops)
        {
            if (!_loops.TryGetValue(endPoint.AddressFamily, out loop))
                return false;
        }
        lock (device)
        {
            if (device.IsRemoved || device.Loop == loop)
                return true;
            Describe(device.Plan);
            var options = device.Options;
            device.Session = new DeviceSession(options, _options, device.Plan, _peers.Make(options), new SampleSink(_pipeline, Id, options.Name), _inventory, Random.Shared) { Address = endPoint.Serialize() };
            device.Loop = loop;
            loop.Add(device.Session, options.Interval * TargetHealth.Spread(device.Place));
            return true;
        }
    }

    private async ValueTask<IPEndPoint?> Find(SnmpDeviceOptions device, CancellationToken cancellationToken)
    {
        try
        {
            return await Resolve(device, cancellationToken);
        }
        catch (SocketException e)
        {
            Meter.Failed($"{device.Name}: the name in '{device.Address}' cannot be resolved: {e.Message}.");
            return null;
        }
    }

    private static async ValueTask<IPEndPoint?> Resolve(SnmpDeviceOptions device, CancellationToken cancellationToken)
    {
        if (!SnmpEndPoint.TryParse(device.Address, out var host, out var port))
            return null;
        if (IPAddress.TryParse(host, out var address))
            return new IPEndPoint(address, port);
        var found = await Dns.GetHostAddressesAsync(host, cancellationToken);
        return found.Length > 0 ? new IPEndPoint(found[0], port) : null;
    }

    private void Describe(PollPlan plan)
    {
        lock (_described)
        {
            if (!_described.Add(plan))
                return;
        }
        foreach (var metric in plan.Scalars.Concat(plan.Tables.SelectMany(t => t.Metrics)))
        {
            var type = ValueReading.IsText(metric.Type) ? MetricType.Info : metric.Type == SnmpMetricType.Counter ? MetricType.Counter : MetricType.Gauge;
            _cache.Metrics.Describe(metric.Name, new MetricMetadata(type, metric.Help, ""));
        }
    }

    private PollLoop[] Loops()
    {
        lock (_loops)
            return [.. _loops.Values];
    }

    /// <summary>A device and what polls it, once its name was resolved.</summary>
    private sealed class PolledDevice(SnmpDeviceOptions options, PollPlan plan, int place)
    {
        public SnmpDeviceOptions Options => options;

        public PollPlan Plan => plan;

        /// <summary>Its place among all devices, by which polls are spread over the interval.</summary>
        public int Place => place;

        public DeviceSession? Session { get; set; }

        public PollLoop? Loop { get; set; }

        public bool IsRemoved { get; set; }
    }
}
