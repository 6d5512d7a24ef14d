using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Port scans and host sweeps: one source that meets silence at many ports of one host, or at one port of many hosts, and
/// seldom anything else. That scanners fail and others do not is the finding of Jung, Paxson, Berger and Balakrishnan 2004
/// ("Fast portscan detection using sequential hypothesis testing": one success in five tries as against four in five); counting failures by
/// distinct port and host is what Zeek's scan policy does.
/// </summary>
/// <remarks>
/// What failed leaves a mark in a sketch; a source with several is watched closely, its successes too. Silence is told by
/// the TCP flags of the client, else by answers that stay away, which is judged a while later and only of exporters that
/// show both directions. The same try told twice, by two exporters or both ends, sets the same bit. Of sampled flows the part that
/// failed is as good, the count is of what was seen; without flags they are not judged. A source that fails less often than
/// forty times a day, or at longer intervals than six hours, is not told.
/// </remarks>
internal sealed class ScanDetector
{
    public const long ForgetMs = ScanSketch.ForgetMinutes * 60_000L;

    private const int Places = 4096;
    private const long WindowMs = 86_400_000;
    private const long DoubtMs = 90_000;
    private const long QuietMs = 900_000;
    private const int JudgeEvery = 4;
    private const double NotableGrowth = 1.25;
    private const double SmallGrowth = 1.02;
    private const int TrackedBits = 1 << 16;

    /// <summary>The part of what was tried that did not answer, from which on it is a scan. Of peers of file sharing it is three in five.</summary>
    private const double FailedPart = 0.75;

    /// <summary>Packets of a try without flags to tell what it was.</summary>
    private const ulong FewPackets = 3;

    private readonly FlowDetectionOptions _options;
    private readonly NetworkZones _zones;
    private readonly FlowNetwork[] _exempt;
    private readonly ScanFindings _findings;
    private readonly AnsweringServices _services = new();
    private readonly ScanSketch _portSketch = new();
    private readonly ScanSketch _hostSketch = new();
    private readonly SuspectTable<ScanSuspect> _ports = new(Places);
    private readonly SuspectTable<ScanSuspect> _hosts = new(Places);
    private readonly ulong[] _tracked = new ulong[TrackedBits / 64];
    private readonly uint[] _directions = new uint[(FlowExporters.DefaultCapacity + 1) * 2];

    public ScanDetector(FlowDetectionOptions options, NetworkZones zones, FlowNetwork[] exempt, FlowFindings findings)
    {
        (_options, _zones, _exempt) = (options, zones, exempt);
        _findings = new ScanFindings(findings, zones);
    }

    public long Bytes => AnsweringServices.Bytes + (2 * ScanSketch.Bytes) + _ports.Bytes + _hosts.Bytes + (_tracked.Length * 8) + (_directions.Length * 4);

    /// <summary>Suspects that had to leave while they were watched, since the start.</summary>
    public long Evicted { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now)
    {
        if (turn.Outcome == FlowOutcome.None)
            return;
        if (turn.Outcome == FlowOutcome.Answered)
            _services.Add(turn.Service);
        if (flow.Protocol == FlowTurn.Udp)
            _directions[(Math.Min((int)flow.Exporter, FlowExporters.DefaultCapacity) * 2) + (turn.IsFromClient ? 1 : 0)]++;
        var isTracked = (_tracked[(turn.Client >> 6) & ((TrackedBits / 64) - 1)] & (1UL << (int)(turn.Client & 63))) != 0;
        if (isTracked || (turn.Outcome != FlowOutcome.Answered && !_services.Has(turn.Service)))
            Note(in flow, in turn, now, isTracked);
    }

    /// <summary>Judges what waited for answers, and forgets what is old. Called every few seconds.</summary>
    public void Tick(long now)
    {
        _services.Tick(now);
        Array.Clear(_tracked);
        Tick(_ports, now);
        Tick(_hosts, now);
        // Of the newest traffic, and never too much to count.
        for (var i = 0; i < _directions.Length; i++)
            _directions[i] -= _directions[i] >> 6;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Note(ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now, bool isTracked)
    {
        var isByAnswers = turn.Outcome == FlowOutcome.Tried;
        if (isByAnswers && (flow.Packets > FewPackets * Math.Max(1, flow.SamplingRate) || flow.SamplingRate > 1))
            return;
        var (port, host) = (FlowHash.Wide(turn.Port, flow.Protocol), turn.Server);
        var (byTarget, byPort) = (FlowHash.Wide(turn.Client, turn.Server ^ flow.Protocol), FlowHash.Wide(turn.Client, ((ulong)turn.Port << 8) | flow.Protocol));
        // Ports of ICMP there are none.
        var hasPorts = flow.Protocol is FlowTurn.Tcp or FlowTurn.Udp && !(isTracked && NoteSuspect(_ports, byTarget, port, in flow, in turn, now));
        var hasHosts = !(isTracked && NoteSuspect(_hosts, byPort, host, in flow, in turn, now));
        if (turn.Outcome == FlowOutcome.Answered || _services.Has(turn.Service))
            return;
        var minute = (ushort)(now / 60_000);
        if (hasPorts && _portSketch.Add(byTarget, port, minute))
            Watch(_ports, byTarget, in flow, in turn, now, isOneTarget: true);
        if (hasHosts && _hostSketch.Add(byPort, host, minute))
            Watch(_hosts, byPort, in flow, in turn, now, isOneTarget: false);
    }

    private bool NoteSuspect(SuspectTable<ScanSuspect> table, ulong key, ulong thing, ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now)
    {
        ref var suspect = ref table.Find(key);
        if (Unsafe.IsNullRef(ref suspect))
            return false;
        if (turn.Outcome == FlowOutcome.Answered)
        {
            // What answered was tried, whether that was seen or not.
            suspect.Tried.Add(thing);
            suspect.Answered.Add(thing);
            suspect.Last = now;
            return true;
        }
        if (_services.Has(turn.Service))
            return true;
        suspect.Last = now;
        (suspect.Began, suspect.Ended) = (Math.Min(suspect.Began, flow.End - flow.DurationMs), Math.Max(suspect.Ended, flow.End));
        suspect.SamplingRate = Math.Max(suspect.SamplingRate, flow.SamplingRate);
        (suspect.Exporter, suspect.IsByAnswers) = (flow.Exporter, suspect.IsByAnswers || turn.Outcome == FlowOutcome.Tried);
        if (suspect.Tried.Add(thing) && ++suspect.Unjudged >= JudgeEvery)
            Judge(ref suspect, now, NotableGrowth);
        else if (suspect.Noted > 0)
            _findings.Touch(suspect.Source, suspect.Ended, now);
        return true;
    }

    private void Watch(SuspectTable<ScanSuspect> table, ulong key, ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now, bool isOneTarget)
    {
        var (source, target) = turn.IsFromClient ? (flow.Source, flow.Destination) : (flow.Destination, flow.Source);
        if (_zones.Of(target) == NetworkZone.Nowhere || NetworkZones.Hold(_exempt, source))
            return;
        ref var suspect = ref table.Place(key, now, out var hasEvicted);
        Evicted += hasEvicted ? 1 : 0;
        (suspect.Source, suspect.Target, suspect.Port, suspect.Protocol) = (source, isOneTarget ? target : NetworkAddress.None, isOneTarget ? (ushort)0 : turn.Port, flow.Protocol);
        (suspect.First, suspect.Last, suspect.SamplingRate, suspect.Exporter) = (now, now, flow.SamplingRate, flow.Exporter);
        (suspect.Began, suspect.Ended, suspect.IsByAnswers) = (flow.End - flow.DurationMs, flow.End, turn.Outcome == FlowOutcome.Tried);
        Track(turn.Client);
    }

    /// <summary>Looks whether too much of what a suspect tried did not answer, and notably more than was noted before.</summary>
    private void Judge(ref ScanSuspect suspect, long now, double growth)
    {
        suspect.Unjudged = 0;
        var failed = suspect.Tried.Without(in suspect.Answered);
        var needed = (suspect.Target.IsNone ? _options.SweepHosts : _options.ScanPorts) * (_zones.Of(suspect.Source) == NetworkZone.Inside ? 1 : _options.OutsideFactor);
        var tried = suspect.Tried.Count();
        // Of few tries chance alone makes a large part fail now and then, so of few it must be larger.
        if (failed < needed || failed < suspect.Noted * growth || failed < (tried * FailedPart) + (0.75 * Math.Sqrt(tried)))
        {
            suspect.DoubtSince = failed < needed ? 0 : suspect.DoubtSince;
            return;
        }
        if (suspect.IsByAnswers)
        {
            if (!ShowsBothDirections(suspect.Exporter))
                return;
            if (suspect.DoubtSince == 0)
                suspect.DoubtSince = now;
            if (now - suspect.DoubtSince < DoubtMs)
                return;
        }
        suspect.Noted = failed;
        // A slow scan is not over because it is slow.
        var quiet = Math.Max(QuietMs, (long)(8 * (suspect.Last - suspect.First) / failed));
        _findings.Note(ref suspect, failed, now, Math.Min(quiet, ForgetMs));
    }

    private void Tick(SuspectTable<ScanSuspect> table, long now)
    {
        var all = table.All;
        for (var at = 0; at < all.Length; at++)
        {
            ref var suspect = ref all[at];
            if (suspect.Key == 0)
                continue;
            var isOver = suspect.Noted > 0 ? !_findings.IsActive(suspect.Source) : now - suspect.First > WindowMs;
            if (isOver || now - suspect.Last > ForgetMs)
            {
                table.Free(at);
                continue;
            }
            if (suspect.DoubtSince != 0 || suspect.Noted > 0)
                Judge(ref suspect, now, SmallGrowth);
            Track(FlowHash.Wide(suspect.Source.High, suspect.Source.Low));
        }
    }

    private void Track(ulong client) => _tracked[(client >> 6) & ((TrackedBits / 64) - 1)] |= 1UL << (int)(client & 63);

    private bool ShowsBothDirections(ushort exporter)
    {
        var at = Math.Min((int)exporter, FlowExporters.DefaultCapacity) * 2;
        var (from, to) = (_directions[at], _directions[at + 1]);
        return Math.Min(from, to) * 4UL >= Math.Max(from, to);
    }
}
