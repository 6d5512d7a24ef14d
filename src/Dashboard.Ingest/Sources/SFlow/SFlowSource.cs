using System.Net;
using System.Runtime.InteropServices;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>Receives sFlow v5: sampled packets as flows, counters of interfaces and packets that devices dropped as series.</summary>
public sealed class SFlowSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "sflow";

    private const int MaxDiscardSeries = 10_000;

    private readonly ListenOptions _listen;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<SFlowSource> _log;
    private readonly SFlowDecoder _decoder;
    private readonly SeriesTable<(NetworkAddress Agent, uint Index, int Name)> _interfaces;
    private readonly SeriesTable<(NetworkAddress Agent, uint Reason)> _discards;
    private readonly Dictionary<(NetworkAddress Agent, uint Reason), long> _discarded = []; // bound: MaxDiscardSeries
    private volatile IReadOnlyList<IPEndPoint> _endPoints = [];

    public SFlowSource(ListenOptions listen, FlowExporters exporters, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time, ILogger<SFlowSource> log)
    {
        (_listen, _pipeline, _time, _log) = (listen, pipeline, time, log);
        _decoder = new SFlowDecoder(exporters);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "sFlow",
            Protocol = "sFlow v5 over UDP",
            Kinds = [TelemetryKind.Flow, TelemetryKind.Metric],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        _interfaces = new(pipeline, Id, key => Labels.Of(InterfaceCounters.Names[key.Name],
            ("job", "sflow"), ("instance", key.Agent.ToString()), ("ifIndex", key.Index.ToString()), ("ifName", exporters[exporters.NumberOf(key.Agent)].InterfaceName(key.Index))));
        _discards = new(pipeline, Id, key => Labels.Of("sflow_discarded_packets_total",
            ("job", "sflow"), ("instance", key.Agent.ToString()), ("reason", DiscardReasons.Name(key.Reason))));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Where it listens now.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _endPoints;

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_listen.SFlow < 0)
        {
            Meter.SetInactive($"switched off by {ListenOptions.Section}:{nameof(ListenOptions.SFlow)}");
            return;
        }
        using var receiver = DatagramLoop.Open(Description.Name, $"{ListenOptions.Section}:{nameof(ListenOptions.SFlow)}", _listen.EndPoint(_listen.SFlow), _listen.ReceiveBufferBytes, _log);
        _endPoints = [receiver.EndPoint];
        try
        {
            await DatagramLoop.Run(receiver, (r, count) => Take(r, count, cancellationToken), lost => _pipeline.Refuse(Id, lost, "datagrams dropped by the kernel: receive buffer full"), cancellationToken);
        }
        finally
        {
            _endPoints = [];
        }
    }

    private async ValueTask Take(DatagramReceiver receiver, int count, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var (flows, metrics) = Decode(receiver, count, now);
        if (metrics is not null)
            await _pipeline.Post(metrics, cancellationToken);
        await _pipeline.PostUnlessEmpty(flows, cancellationToken);
    }

    private (TelemetryBatch<FlowRecord> Flows, TelemetryBatch<MetricSample>? Metrics) Decode(DatagramReceiver receiver, int count, long now)
    {
        long octets = 0;
        for (var i = 0; i < count; i++)
            octets += receiver[i].Length;
        var output = new SFlowOutput { Flows = new TelemetryBatch<FlowRecord>(Id, octets, capacity: count * 8) };
        string? complaint = null;
        var notIp = 0;
        for (var i = 0; i < count; i++)
        {
            var report = _decoder.Decode(receiver[i], now, output);
            complaint ??= report.Complaint;
            notIp += report.NotIp;
        }
        if (notIp > 0)
            _pipeline.Refuse(Id, notIp, "samples of packets that are not IP");
        if (complaint is not null)
            Meter.Failed(complaint);
        else
            Meter.Contacted();
        return (output.Flows, output.Counters.Count + output.Discards.Count > 0 ? Metrics(output, now) : null);
    }

    private TelemetryBatch<MetricSample> Metrics(SFlowOutput output, long now)
    {
        var batch = new TelemetryBatch<MetricSample>(Id, capacity: (output.Counters.Count * InterfaceCounters.Names.Length) + output.Discards.Count);
        foreach (var counters in output.Counters)
        {
            for (var i = 0; i < InterfaceCounters.Names.Length; i++)
            {
                if (!double.IsNaN(counters.Values[i]))
                    batch.Add(new MetricSample(_interfaces[(counters.Agent, counters.Index, i)], now, counters.Values[i]));
            }
        }
        foreach (var discard in output.Discards)
        {
            var key = (discard.Agent, discard.Reason);
            if (_discarded.Count >= MaxDiscardSeries && !_discarded.ContainsKey(key))
                continue;
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_discarded, key, out _);
            total++;
            batch.Add(new MetricSample(_discards[key], now, total));
        }
        return batch;
    }
}
