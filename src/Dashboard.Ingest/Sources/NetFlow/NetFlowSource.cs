using System.Net;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>
/// Receives NetFlow v5, v9 and IPFIX on two ports, which exporters may mix. Templates are kept in a file, so that a
/// restart need not wait for exporters to send them again.
/// </summary>
public sealed class NetFlowSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "netflow";

    /// <summary>How often templates that changed are written to their file.</summary>
    public static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    private readonly ListenOptions _listen;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<NetFlowSource> _log;
    private readonly NetFlowDecoder _decoder;
    private readonly string? _templates;
    private readonly Lock _gate = new();
    private long _savedVersion;
    private volatile IReadOnlyList<IPEndPoint> _endPoints = [];

    /// <param name="options">Its bounds.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="exporters">Numbers the devices that report.</param>
    /// <param name="pipeline">Takes the flows.</param>
    /// <param name="sources">Makes it known.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="templates">The file that keeps templates; null keeps none.</param>
    public NetFlowSource(
        NetFlowOptions options, ListenOptions listen, FlowExporters exporters, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time, ILogger<NetFlowSource> log, string? templates = null)
    {
        (_listen, _pipeline, _time, _log, _templates) = (listen, pipeline, time, log, templates);
        _decoder = new NetFlowDecoder(options, exporters);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "NetFlow and IPFIX",
            Protocol = "NetFlow v5, v9 and IPFIX over UDP",
            Kinds = [TelemetryKind.Flow],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Where it listens now.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _endPoints;

    public async Task Run(CancellationToken cancellationToken)
    {
        (string Setting, int Port)[] ports = [(nameof(ListenOptions.NetFlow), _listen.NetFlow), (nameof(ListenOptions.Ipfix), _listen.Ipfix)];
        ports = [.. ports.Where(p => p.Port >= 0)];
        if (ports.Length == 0)
        {
            Meter.SetInactive($"switched off by {ListenOptions.Section}:{nameof(ListenOptions.NetFlow)} and {nameof(ListenOptions.Ipfix)}");
            return;
        }
        RestoreTemplates();
        List<DatagramReceiver> receivers = []; // bound: ports
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (var (setting, port) in ports)
                receivers.Add(DatagramLoop.Open(Description.Name, $"{ListenOptions.Section}:{setting}", _listen.EndPoint(port), _listen.ReceiveBufferBytes, _log));
            _endPoints = [.. receivers.Select(r => r.EndPoint)];
            Task[] all =
            [
                KeepTemplates(any.Token),
                .. receivers.Select(r => DatagramLoop.Run(r, (receiver, count) => Take(receiver, count, any.Token), lost => _pipeline.Refuse(Id, lost, "datagrams dropped by the kernel: receive buffer full"), any.Token)),
            ];
            var first = await Task.WhenAny(all);
            await any.CancelAsync();
            await Task.WhenAll(all).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await first;
        }
        finally
        {
            _endPoints = [];
            receivers.ForEach(static r => r.Dispose());
            SaveTemplates();
        }
    }

    private ValueTask Take(DatagramReceiver receiver, int count, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        long octets = 0;
        for (var i = 0; i < count; i++)
            octets += receiver[i].Length;
        var batch = new TelemetryBatch<FlowRecord>(Id, octets, capacity: count * 24);
        var (forgotten, implausible) = (0, 0);
        string? complaint = null;
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                var report = _decoder.Decode(receiver[i], receiver.SenderOf(i), now, batch);
                forgotten += report.ForgottenSets;
                implausible += report.Implausible;
                complaint ??= report.Complaint;
            }
        }
        if (forgotten > 0)
            _pipeline.Refuse(Id, forgotten, "sets of records whose template did not come in time");
        if (implausible > 0)
            _pipeline.Refuse(Id, implausible, "more octets than a flow can have");
        if (complaint is not null)
            Meter.Failed(complaint);
        if (batch.Count == 0 && complaint is null)
            Meter.Contacted();
        // Where a reading was full more waits in the kernel, and is decoded while this is stored.
        return batch.Count > 0 && count == DatagramReceiver.MostAtOnce ? _pipeline.Queue(batch, cancellationToken) : _pipeline.PostUnlessEmpty(batch, cancellationToken);
    }

    private async Task KeepTemplates(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(SaveInterval, _time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
            SaveTemplates();
    }

    private void RestoreTemplates()
    {
        if (_templates is null || !File.Exists(_templates))
            return;
        try
        {
            var saved = File.ReadAllBytes(_templates);
            lock (_gate)
            {
                _decoder.Restore(saved, _time.GetUtcNow().ToUnixTimeMilliseconds());
                _savedVersion = _decoder.TemplatesVersion;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Meter.Failed($"The templates in {_templates} cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes templates that changed, to a new file first, so that there is a whole one at any moment.</summary>
    private void SaveTemplates()
    {
        if (_templates is null)
            return;
        byte[] templates;
        lock (_gate)
        {
            if (_decoder.TemplatesVersion == _savedVersion)
                return;
            templates = _decoder.Save();
            _savedVersion = _decoder.TemplatesVersion;
        }
        try
        {
            File.WriteAllBytes(_templates + ".new", templates);
            File.Move(_templates + ".new", _templates, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Meter.Failed($"The templates cannot be written to {_templates}: {e.Message}");
        }
    }
}
