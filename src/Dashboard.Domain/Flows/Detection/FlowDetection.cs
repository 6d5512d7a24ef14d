using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Looks in flows, in the order they come, for what points at an attack: port scans and host sweeps, beaconing,
/// exfiltration by volume, denied connections, and what rules deny. Memory is set aside at the start and does not grow;
/// nothing is allocated for a flow. Times of findings are the flows' own, what is forgotten goes by the clock. Safe from any thread.
/// </summary>
public sealed class FlowDetection
{
    private const long TickMs = 10_000;

    /// <summary>Flows that are taken together: their places in large tables are read before any of them is looked at.</summary>
    private const int Run = 64;

    private readonly Lock _gate = new();
    private readonly FlowFindings _findings = new();
    private readonly ScanDetector? _scans;
    private readonly BeaconDetector? _beacons;
    private readonly ExfiltrationDetector? _exfiltration;
    private readonly DeniedDetector? _denials;
    private readonly PolicyDetector? _policy;
    private readonly long[] _denied = new long[FlowExporters.DefaultCapacity + 1];
    private readonly NetworkZones _zones;
    private readonly FlowTurn[] _turns = new FlowTurn[Run];
    private long _tickedAt = long.MinValue;

    /// <exception cref="ArgumentException">The options do not fit together; the message says how.</exception>
    public FlowDetection(FlowDetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Complaint() is { } complaint)
            throw new ArgumentException(complaint, nameof(options));
        var zones = _zones = new NetworkZones(NetworkZones.Read(options.Inside));
        var exempt = NetworkZones.Read(options.Exempt);
        _scans = options.Scans ? new ScanDetector(options, zones, exempt, _findings) : null;
        _beacons = options.Beacons ? new BeaconDetector(options, exempt, _findings) : null;
        _exfiltration = options.Exfiltration ? new ExfiltrationDetector(options, exempt, _findings) : null;
        _denials = options.Denials ? new DeniedDetector(options, zones, exempt, _findings) : null;
        _policy = options.Rules.Length > 0 && PolicyRules.TryParse(options.Rules, out var rules, out _) ? new PolicyDetector(rules, exempt, _findings) : null;
    }

    /// <summary>Octets that are set aside, whatever the traffic.</summary>
    public long Bytes => (_scans?.Bytes ?? 0) + (_beacons?.Bytes ?? 0) + (_exfiltration?.Bytes ?? 0) + (_denials?.Bytes ?? 0) + (_policy?.Bytes ?? 0) + (_denied.Length * 8);

    /// <summary>Findings, and steps of them, since the start that nobody was told of, because there were too many.</summary>
    public long Untold
    {
        get
        {
            lock (_gate)
                return _findings.Untold;
        }
    }

    /// <summary>Suspects and hosts that had to leave while they were watched because there were too many, since the start.</summary>
    public long Evicted
    {
        get
        {
            lock (_gate)
                return (_scans?.Evicted ?? 0) + (_exfiltration?.Evicted ?? 0);
        }
    }

    /// <summary>Flows since the start that broke a rule.</summary>
    public long Violations
    {
        get
        {
            lock (_gate)
                return _policy?.Violations ?? 0;
        }
    }

    /// <summary>The findings that are not over, worst first and newest first among those.</summary>
    public IReadOnlyList<FlowFinding> Active
    {
        get
        {
            lock (_gate)
                return [.. _findings.Active.OrderByDescending(static f => f.Severity).ThenByDescending(static f => f.Id)];
        }
    }

    /// <summary>Findings of a kind since the start.</summary>
    public long RaisedOf(FlowFindingKind kind)
    {
        lock (_gate)
            return _findings.RaisedOf(kind);
    }

    /// <summary>Flows since the start that an exporter, by its number, reported as denied.</summary>
    public long DeniedOf(int exporter)
    {
        lock (_gate)
            return _denied[Math.Clamp(exporter, 0, FlowExporters.DefaultCapacity)];
    }

    /// <summary>Takes flows in.</summary>
    /// <param name="flows">In the order they came.</param>
    /// <param name="now">Milliseconds since 1970-01-01 UTC, by the clock.</param>
    public void Look(ReadOnlySpan<FlowRecord> flows, long now)
    {
        lock (_gate)
        {
            TickWhereDue(now);
            for (; !flows.IsEmpty; flows = flows[Math.Min(Run, flows.Length)..])
                LookAtRun(flows[..Math.Min(Run, flows.Length)], now);
        }
    }

    /// <summary>Ends what is over, also where no flows come.</summary>
    /// <param name="now">Milliseconds since 1970-01-01 UTC, by the clock.</param>
    public void Tick(long now)
    {
        lock (_gate)
            TickWhereDue(now);
    }

    /// <summary>Takes what became of findings since that was asked last, oldest first.</summary>
    public void Take(List<(FlowFindingStep Step, FlowFinding Finding)> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (_gate)
            _findings.Take(into);
    }

    private void LookAtRun(ReadOnlySpan<FlowRecord> flows, long now)
    {
        var touched = 0UL;
        for (var i = 0; i < flows.Length; i++)
        {
            ref readonly var flow = ref flows[i];
            ref var turn = ref _turns[i];
            turn = FlowTurn.Of(in flow);
            turn.IsOutbound = _zones.Of(flow.Source) == NetworkZone.Inside && _zones.Of(flow.Destination) == NetworkZone.Outside;
            touched += _beacons?.Touch(in turn) ?? 0;
            if (turn.IsOutbound && _exfiltration is not null)
                touched += _exfiltration.Touch(SourceOf(in turn));
        }
        for (var i = 0; i < flows.Length; i++)
            Look(in flows[i], _turns[i], now);
        Keep(touched);
    }

    // What is read must have a use, or it need not be read.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(ulong touched) => _ = touched;

    private static ulong SourceOf(ref readonly FlowTurn turn) => turn.IsFromClient ? turn.Client : turn.Server;

    private void Look(ref readonly FlowRecord flow, FlowTurn turn, long now)
    {
        if (flow.IsDenied)
        {
            _denied[Math.Min((int)flow.Exporter, FlowExporters.DefaultCapacity)]++;
            _denials?.Look(in flow, now);
            // What was denied had no answer, whatever else is told of it.
            turn.Outcome = turn.IsFromClient ? FlowOutcome.Unanswered : FlowOutcome.None;
        }
        _scans?.Look(in flow, in turn, now);
        if (flow is { Protocol: FlowTurn.Udp } && flow.SourcePort == flow.DestinationPort)
            LookBack(in flow, in turn, now);
        _beacons?.Look(in flow, in turn, now);
        if (turn.IsOutbound)
            _exfiltration?.Look(in flow, SourceOf(in turn), now);
        _policy?.Look(in flow, now);
    }

    // Between two that use the same port each is the other's client, and what one sends answers the other.
    private void LookBack(ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now)
    {
        var back = turn with { Client = turn.Server, Server = turn.Client, Service = FlowHash.Wide(turn.Client, ((ulong)turn.Port << 8) | flow.Protocol), IsFromClient = false, Outcome = FlowOutcome.Answered };
        if (!flow.IsDenied)
            _scans?.Look(in flow, in back, now);
    }

    private void TickWhereDue(long now)
    {
        if (_tickedAt != long.MinValue && now - _tickedAt < TickMs)
            return;
        _tickedAt = now;
        _scans?.Tick(now);
        _beacons?.Tick(now);
        _exfiltration?.Tick(now);
        _findings.Tick(now);
    }
}
