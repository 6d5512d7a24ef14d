using System.Net;
using System.Net.Sockets;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Flows;
using Dashboard.Ingest.Sources.NetFlow;
using Dashboard.Ingest.Sources.SFlow;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Flows;

/// <summary>Receivers of flows on free ports, with the store behind them.</summary>
internal sealed class FlowHouse : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _netFlowRun;
    private readonly Task _sFlowRun;

    public FlowHouse(TimeProvider? time = null, ListenOptions? listen = null, string? templates = null)
    {
        FlowStore? store = null;
        Bench = new IngestBench(stores: bench =>
        {
            store = new FlowStore(new FlowStoreOptions { RawBytes = 4 << 20 }, Exporters, time ?? bench.Clock);
            return [new MetricStore(bench.Cache), new FlowRecordStore(store, [])];
        });
        Flows = store!;
        // The pipeline turns away what is in the future by its own clock, which stands still.
        if (time is not null)
            Bench.Clock.Advance(time.GetUtcNow() - Bench.Clock.GetUtcNow());
        listen ??= new ListenOptions { NetFlow = 0, Ipfix = 0, SFlow = 0, ReceiveBufferBytes = 1 << 20 };
        var clock = time ?? Bench.Clock;
        NetFlow = new NetFlowSource(new NetFlowOptions(), listen, Exporters, Bench.Pipeline, Bench.Sources, clock, NullLogger<NetFlowSource>.Instance, templates);
        SFlow = new SFlowSource(listen, Exporters, Bench.Pipeline, Bench.Sources, clock, NullLogger<SFlowSource>.Instance);
        Series = new FlowSeriesSource(Flows, Bench.Pipeline, Bench.Sources, clock);
        _netFlowRun = Task.Run(() => NetFlow.Run(_stop.Token));
        _sFlowRun = Task.Run(() => SFlow.Run(_stop.Token));
    }

    public IngestBench Bench { get; }

    public FlowExporters Exporters { get; } = new();

    public FlowStore Flows { get; }

    public NetFlowSource NetFlow { get; }

    public SFlowSource SFlow { get; }

    public FlowSeriesSource Series { get; }

    /// <summary>Starts the pipeline and waits until all receivers listen.</summary>
    public async Task Start()
    {
        await Bench.Pipeline.StartAsync(CancellationToken.None);
        await Eventually.True(() => NetFlow.EndPoints.Count == 2 && SFlow.EndPoints.Count == 1);
    }

    public static void Send(IPEndPoint to, params ReadOnlySpan<byte[]> datagrams)
    {
        using var sender = new UdpClient();
        foreach (var datagram in datagrams)
            sender.Send(datagram, to);
    }

    /// <summary>Waits for so many single flows.</summary>
    public async Task<IReadOnlyList<FlowRecord>> Arrived(int flows)
    {
        await Eventually.True(() => Flows.HeldFlows >= flows);
        return Flows.Find(new FlowFilter(), flows + 1);
    }

    /// <summary>Ends the sources, as the host would.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_netFlowRun, _sFlowRun).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (Bench.Pipeline.ExecuteTask is not null)
            await Bench.Pipeline.StopAsync(CancellationToken.None);
        Bench.Dispose();
        _stop.Dispose();
    }
}
