using System.Net;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>Listens for traps and informs of SNMP versions 1 to 3, which become events.</summary>
public sealed class SnmpTrapSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "snmp-trap";

    private readonly ListenOptions _listen;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly TrapIntake _intake;
    private readonly TrapSenders _senders;
    private readonly byte[] _datagram = new byte[ushort.MaxValue];
    private readonly byte[] _answer = new byte[ushort.MaxValue];
    private readonly List<(int Index, byte[] Answer)> _informs = []; // bound: datagrams of one receipt
    private readonly TaskCompletionSource<IPEndPoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SnmpTrapSource(
        ListenOptions listen, SnmpTrapOptions options, IReadOnlyList<SnmpUserOptions> users, IReadOnlyList<SnmpDeviceOptions> devices, LocalEngine engine,
        DeviceInventory inventory, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time)
    {
        (_listen, _pipeline, _time) = (listen, pipeline, time);
        _intake = new TrapIntake(options, [.. users.Select(u => u.User())], engine, time);
        _senders = new TrapSenders(options, devices, inventory, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "SNMP traps",
            Protocol = "SNMP v1, v2c, v3 traps and informs",
            Kinds = [TelemetryKind.Event],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        metrics.ObserveEach("network_snmp_traps_received", "SNMP traps and informs since the start, by sender.", "sender", _senders.Counts);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Where it listens, once it does.</summary>
    public Task<IPEndPoint> Listening => _listening.Task;

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_listen.SnmpTrap < 0)
        {
            Meter.SetInactive($"switched off by {ListenOptions.Section}:{nameof(ListenOptions.SnmpTrap)}");
            return;
        }
        using var receiver = DatagramReceiver.Open(_listen.EndPoint(_listen.SnmpTrap), _listen.ReceiveBufferBytes);
        _listening.TrySetResult(receiver.EndPoint);
        while (true)
        {
            await receiver.Wait(cancellationToken);
            while (receiver.Receive() is var count and > 0)
            {
                var batch = new TelemetryBatch<EventRecord>(Id, capacity: count);
                _informs.Clear();
                for (var i = 0; i < count; i++)
                    Take(receiver, i, batch);
                if (_informs.Count > 0)
                    await Acknowledge(receiver, batch, cancellationToken);
                else if (batch.Count > 0)
                    _pipeline.TryPost(batch);
                else
                    batch.Dispose();
            }
            if (receiver.TakeDrops() is var drops and > 0)
                _pipeline.Refuse(Id, (int)Math.Min(drops, int.MaxValue), "datagram dropped by the kernel");
        }
    }

    // Whoever is told that an inform arrived does not send it again, so that it has to be kept by then.
    private async Task Acknowledge(DatagramReceiver receiver, TelemetryBatch<EventRecord> batch, CancellationToken cancellationToken)
    {
        if (!await _pipeline.PostStored(batch, cancellationToken))
            return;
        foreach (var (index, answer) in _informs)
            receiver.TryReply(index, answer);
    }

    private void Take(DatagramReceiver receiver, int index, TelemetryBatch<EventRecord> batch)
    {
        var datagram = _datagram.AsSpan(0, Math.Min(receiver[index].Length, _datagram.Length));
        receiver[index][..datagram.Length].CopyTo(datagram);
        var sender = receiver.SenderOf(index).ToString();
        var writer = new BerWriter(_answer);
        var trap = _intake.Take(datagram, sender, ref writer, out var complaint);
        var isAnswered = !writer.Overflowed && !writer.Written.IsEmpty;
        if (isAnswered && trap is null)
            receiver.TryReply(index, writer.Written);
        Meter.Contacted();
        if (complaint is not null)
        {
            Meter.Failed($"{sender} {complaint}.");
            _pipeline.Refuse(Id, 1, "trap not accepted");
        }
        if (trap is null)
            return;
        // A relay keeps the agent's own address within the trap.
        var agent = trap.AgentAddress is { Length: > 0 } address and not "0.0.0.0" ? address : sender;
        if (!_senders.Count(agent))
        {
            _pipeline.Refuse(Id, 1, "too many traps of one sender");
            return;
        }
        if (isAnswered)
            _informs.Add((index, writer.Written.ToArray()));
        var device = _senders.NameOf(agent);
        batch.Add(TrapSentence.Of(trap, device, _time.GetUtcNow().ToUnixTimeMilliseconds(), ifIndex => _senders.InterfaceOf(device, ifIndex)));
    }
}
