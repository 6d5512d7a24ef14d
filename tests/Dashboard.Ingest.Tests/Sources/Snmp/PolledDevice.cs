using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Polling;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>A device that is polled without a network between: questions go straight to a simulated agent, samples into a cache.</summary>
internal sealed class PolledDevice : IDisposable
{
    private static readonly SnmpModules Modules = new();

    private readonly byte[] _request = new byte[65_535];
    private readonly byte[] _answer = new byte[65_535];
    private readonly byte[] _scratch = new byte[65_600];
    private int _id;

    public PolledDevice(SimulatedAgent agent, string modules = SnmpDeviceOptions.DefaultModules, SnmpVersion version = SnmpVersion.V2c, SnmpOptions? options = null)
    {
        Agent = agent;
        Bench = new IngestBench();
        Bench.Register(SnmpSource.Id);
        Session = new DeviceSession(
            new SnmpDeviceOptions { Address = "192.0.2.1", Instance = "rtr", Version = version, Modules = modules }, options ?? new SnmpOptions(), Modules.PlanOf(modules),
            new CommunityPeer(version, "public"), new SampleSink(Bench.Pipeline, SnmpSource.Id, "rtr"), Inventory, new Random(1));
    }

    public SimulatedAgent Agent { get; }

    public IngestBench Bench { get; }

    public DeviceInventory Inventory { get; } = new();

    public DeviceSession Session { get; }

    public Device Device => Inventory.Current.Devices["rtr"];

    /// <summary>Lets answers be changed, or lost where null is returned, on their way.</summary>
    public Func<byte[], byte[]?>? OnAnswer { get; set; }

    /// <summary>Polls once and stores what came, then lets half a minute pass.</summary>
    public async Task Poll(double seconds = 30)
    {
        if (Bench.Pipeline.ExecuteTask is null)
            await Bench.Pipeline.StartAsync(default);
        if (Run() is { } batch)
            await Bench.Pipeline.Post(batch, default);
        Bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>The latest value of a series; null where there is none, or it has ended.</summary>
    public async Task<double?> Latest(string metric, params (string Name, string Value)[] labels)
    {
        var found = await Bench.Series(metric, labels);
        if (found.Count == 0)
            return null;
        var columns = new SampleColumns();
        Assert.Single(found).Read(0, long.MaxValue, columns);
        return columns.Values.Length == 0 || StaleMarker.Is(columns.Values[^1]) ? null : columns.Values[^1];
    }

    public void Dispose() => Bench.Dispose();

    /// <summary>Octets that the session allocated in the last poll, its batch of samples among them.</summary>
    public long Allocated { get; private set; }

    private TelemetryBatch<MetricSample>? Run()
    {
        Allocated = 0;
        var progress = Count(() => Session.Begin(Bench.Now));
        while (progress == SessionProgress.Ask)
        {
            var writer = new BerWriter(_request);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(Session.TryWrite(ref writer, ++_id, _scratch));
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            var answer = Agent.Answer(writer.Written, _answer).ToArray();
            var sent = OnAnswer is null ? answer : OnAnswer(answer);
            progress = sent is not null && SnmpMessage.TryRead(sent, out _, out _) ? Count(() => Take(sent)) : Session.TimedOut();
            if (progress == SessionProgress.Ignored)
                progress = Session.TimedOut();
            Assert.InRange(Session.Sent, 0, 20_000);
        }
        if (Session.HasFailed)
            Session.Health.Failed();
        else
            Session.Health.Succeeded();
        return Count(() => Session.Finish(0.1));
    }

    private SessionProgress Take(byte[] datagram)
    {
        SnmpMessage.TryRead(datagram, out var message, out _);
        return Session.Take(datagram, message, _scratch);
    }

    private T Count<T>(Func<T> act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = act();
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }
}
