using System.Numerics;
using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Beaconing: a host inside that connects to a service outside at regular intervals, with about as much each time. The
/// score is made as RITA (Active Countermeasures) makes its own: of the gaps between connections and of their sizes, how small the
/// median absolute deviation is beside the median and how small Bowley's skewness is; here gaps count twice, and so does
/// deviation. What more than a few hosts do alike is a common service and no beacon.
/// </summary>
/// <remarks>
/// A connection is known by its source port, so that a long one told in parts is one, and one told by two exporters too;
/// what begins within five seconds is one visit. Services that keep one source port for ever are not seen. Sampling
/// loses most connections, so sampled flows are left out. Periods of ten seconds to two hours.
/// </remarks>
internal sealed class BeaconDetector(FlowDetectionOptions options, FlowNetwork[] exempt, FlowFindings findings)
{
    public const long ForgetMs = 4 * MaxGapMs;

    private const long MinGapMs = 5000;
    private const long MaxGapMs = 3 * 3_600_000;
    private const int Cells = 1 << 16;
    private const int Places = 4096;
    private const int CommonPlaces = 4096;
    private const int JudgeEvery = 4;

    /// <summary>Connections that come by chance have 0.31 on the average, those that come at up to half a period more or less 0.75.</summary>
    private const double LeastEvenness = 0.7;

    /// <summary>Gaps in a row that are between half and twice the one before, until a pair is watched closely.</summary>
    private const int RegularRun = 5;

    private readonly Cell[] _cells = new Cell[Cells];
    private readonly SuspectTable<CommonService> _common = new(CommonPlaces);
    private readonly SuspectTable<BeaconSuspect> _suspects = new(Places);
    private readonly ulong[] _ignored = Ignored(options.BeaconIgnoredPorts);

    public long Bytes => (Cells * (long)Unsafe.SizeOf<Cell>()) + _common.Bytes + _suspects.Bytes + (_ignored.Length * 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now)
    {
        if (!turn.IsFromClient || !turn.IsOutbound || turn.Outcome == FlowOutcome.None || flow.SamplingRate > 1)
            return;
        var key = turn.Pair;
        ref var cell = ref _cells[(int)(key & (Cells - 1))];
        var mark = (uint)(key >> 32) | 1;
        // Most are of a connection or a visit that is known already.
        if (cell.Mark == mark && (cell.SourcePort == flow.SourcePort || flow.End - flow.DurationMs - cell.Last < MinGapMs))
            return;
        Visit(ref cell, mark, key, in flow, in turn, now);
    }

    /// <summary>Reads a flow's place, so that it is near when it is looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Touch(ref readonly FlowTurn turn) => turn.IsFromClient && turn.IsOutbound ? _cells[(int)(turn.Pair & (Cells - 1))].Mark : 0;

    /// <summary>Forgets what has not been heard of.</summary>
    public void Tick(long now)
    {
        var all = _suspects.All;
        for (var at = 0; at < all.Length; at++)
        {
            if (all[at].Key != 0 && now - all[at].ToldAt > (all[at].IsFound && findings.Find(all[at].Key) is null ? 0 : ForgetMs))
                _suspects.Free(at);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Visit(ref Cell cell, uint mark, ulong key, ref readonly FlowRecord flow, ref readonly FlowTurn turn, long now)
    {
        if ((_ignored[turn.Port >> 6] & (1UL << (turn.Port & 63))) != 0 || flow.Protocol is not (FlowTurn.Tcp or FlowTurn.Udp))
            return;
        var start = flow.End - flow.DurationMs;
        if (cell.Mark != mark)
        {
            // Whoever was regular before holds on for a while.
            if (cell.Mark != 0 && cell.Run > 0 && now - cell.Last < MaxGapMs)
            {
                cell.Run--;
                return;
            }
            cell = new Cell { Mark = mark, Last = start, SourcePort = flow.SourcePort };
            return;
        }
        var gap = (float)((start - cell.Last) / 1000.0);
        var isAlike = gap * 1000 <= MaxGapMs && gap <= cell.Gap * 2 && gap >= cell.Gap / 2;
        (cell.Last, cell.SourcePort, cell.Gap) = (start, flow.SourcePort, gap);
        cell.Run = (byte)(isAlike ? Math.Min(cell.Run + 1, 30) : cell.Run / 2);
        if (cell.Run >= 2)
            Share(turn.Service, turn.Client, now);
        ref var suspect = ref _suspects.Find(key);
        if (Unsafe.IsNullRef(ref suspect))
        {
            if (cell.Run < RegularRun || NetworkZones.Hold(exempt, flow.Source) || NetworkZones.Hold(exempt, flow.Destination))
                return;
            suspect = ref _suspects.Place(key, now, out _);
            (suspect.Client, suspect.Server, suspect.Port, suspect.Protocol) = (flow.Source, flow.Destination, turn.Port, flow.Protocol);
            suspect.First = start;
        }
        else
        {
            suspect.Gaps[suspect.Connections % LastNumbers.Room] = (float)((start - suspect.Last) / 1000.0);
            suspect.Sizes[suspect.Connections % LastNumbers.Room] = flow.Octets;
            suspect.Connections++;
        }
        (suspect.Last, suspect.ToldAt) = (start, now);
        if (suspect.Connections >= options.BeaconConnections - RegularRun - 2 && suspect.Connections % JudgeEvery == 0)
            Judge(ref suspect, in turn, now);
        else if (suspect.IsFound)
            findings.Touch(key, flow.End, now);
    }

    private void Judge(ref BeaconSuspect suspect, ref readonly FlowTurn turn, long now)
    {
        var held = Math.Min(suspect.Connections, LastNumbers.Room);
        var (gaps, sizes) = (Quartiles.Of(suspect.Gaps[..held]), Quartiles.Of(suspect.Sizes[..held]));
        var score = ((4 * gaps.Evenness) + (2 * gaps.Symmetry) + (2 * sizes.Evenness) + sizes.Symmetry) / 9;
        // Visits of a busy pair look regular because none is counted within the shortest gap after another.
        if (score < options.BeaconScore || gaps.Evenness < LeastEvenness + (0.5 / Math.Sqrt(held)) || gaps.Median < 2 * MinGapMs / 1000.0)
            return;
        ref var common = ref _common.Find(turn.Service);
        if (!Unsafe.IsNullRef(ref common) && BitOperations.PopCount(common.Clients) > options.BeaconClients)
            return;
        suspect.IsFound = true;
        // The connections that it took to be watched were connections too.
        var connections = suspect.Connections + RegularRun + 2;
        var end = suspect.Server.IsV4 ? $"{suspect.Server}:{suspect.Port}" : $"[{suspect.Server}]:{suspect.Port}";
        findings.Note(suspect.Key, new FlowFinding
        {
            Id = 0,
            Kind = FlowFindingKind.Beaconing,
            Source = suspect.Client,
            Target = end,
            FirstSeen = suspect.First,
            LastSeen = suspect.Last,
            Severity = score >= 0.9 ? PerceivedSeverity.Major : PerceivedSeverity.Minor,
            Confidence = score,
            Amount = connections,
            Text = $"{suspect.Client} connected to {end} ({FlowTurn.NameOf(suspect.Protocol)}) {FindingText.Count(connections)} times in {FindingText.Span(suspect.Last - suspect.First)}, every {FindingText.Span(gaps.Median * 1000)}"
                + $" give or take {FindingText.Span(gaps.Deviation * 1000)}, with {FindingText.Octets(sizes.Median)} each time.",
        }, now, Math.Min(ForgetMs, Math.Max(900_000, (long)(gaps.Median * 4000))));
    }

    private void Share(ulong service, ulong client, long now)
    {
        ref var common = ref _common.Find(service);
        if (Unsafe.IsNullRef(ref common))
            common = ref _common.Place(service, now, out _);
        common.Clients |= 1UL << (int)((client >> 7) & 63);
        common.At = now;
    }

    private static ulong[] Ignored(int[] ports)
    {
        var bits = new ulong[1024];
        foreach (var port in ports)
            bits[port >> 6] |= 1UL << (port & 63);
        return bits;
    }

    /// <summary>A pair of which little is known: 24 octets.</summary>
    private struct Cell
    {
        public long Last;
        public uint Mark;
        public float Gap;
        public ushort SourcePort;
        public byte Run;
    }

    /// <summary>Which hosts are regular at a service, by one bit of their hashes each.</summary>
    private struct CommonService : ISuspect
    {
        public ulong Key { get; set; }

        public ulong Clients;
        public long At;

        public readonly double Weight(long now) => BitOperations.PopCount(Clients) * Math.Max(0, 1 - ((now - At) / 86_400_000.0));
    }
}
