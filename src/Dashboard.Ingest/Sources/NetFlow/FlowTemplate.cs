namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>
/// A template for data records, compiled once: for records of fixed width into steps from offset to offset, so that
/// decoding one looks nothing up. Records of variable width, with a piece of a packet in them, or with addresses of both
/// families are walked field by field.
/// </summary>
internal sealed class FlowTemplate
{
    private const ushort LayerTwoSection = 104;
    private const ushort IpHeaderSection = 313;
    private const ushort DataLinkSection = 315;

    private readonly int[] _stepOfField;
    private readonly HashSet<ushort> _filled = []; // bound: places of a draft

    public FlowTemplate(FieldSpecifier[] fields)
    {
        Fields = fields;
        _stepOfField = new int[fields.Length];
        var best = BestRanks(fields, out var bothFamilies);
        List<PlanStep> steps = []; // bound: fields
        HashSet<(ushort, RecordTargetKind)> taken = []; // bound: fields
        var from = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            _stepOfField[i] = -1;
            IsVariable |= field.IsVariable;
            if (field is { Enterprise: 0, Element: LayerTwoSection or IpHeaderSection or DataLinkSection })
                Section = i;
            if (field.Length > 0 && RecordTargets.TryFind(field, out var target) && best[target.Offset] == target.Rank && taken.Add((target.Offset, target.Kind))
                && Plan.StepFor(target, from, field.IsVariable ? target.Room : field.Length, bothFamilies.Contains(target.Offset)) is { } step)
            {
                _stepOfField[i] = steps.Count;
                steps.Add(step);
                _filled.Add(target.Offset);
                if (target.Offset == RecordTargets.Offsets.Start)
                    StartClock = target.Clock;
                if (target.Offset == RecordTargets.Offsets.End)
                    EndClock = target.Clock;
            }
            from += field.IsVariable ? 1 : field.Length;
        }
        Length = from;
        IsWalked = IsVariable || Section >= 0 || bothFamilies.Count > 0;
        // Like after like, so that the processor guesses the next step right.
        Steps = IsWalked ? [.. steps] : [.. steps.OrderBy(static s => s.Move)];
        IsFlow = Section >= 0 || RecordTargets.Offsets.Traffic.Any(_filled.Contains);
        HasCounts = _filled.Contains(RecordTargets.Offsets.Octets) || _filled.Contains(RecordTargets.Offsets.Packets);
        HasDuration = _filled.Contains(RecordTargets.Offsets.Duration);
        HasSampler = _filled.Contains(RecordTargets.Offsets.Sampler);
        HasInterval = _filled.Contains(RecordTargets.Offsets.Interval);
        HasSpace = _filled.Contains(RecordTargets.Offsets.Space);
        HasReverse = _filled.Contains(RecordTargets.Offsets.ReverseOctets) || _filled.Contains(RecordTargets.Offsets.ReversePackets);
        HasDirection = _filled.Contains(RecordTargets.Offsets.Direction);
        HasVerdict = _filled.Contains(RecordTargets.Offsets.ForwardingStatus) || _filled.Contains(RecordTargets.Offsets.FirewallEvent);
        HasLabel = _filled.Contains(RecordTargets.Offsets.MplsLabel);
        HasSystemInit = _filled.Contains(RecordTargets.Offsets.SystemInit);
    }

    public FieldSpecifier[] Fields { get; }

    /// <summary>Octets of a record; of one of variable width the fewest that it can have.</summary>
    public int Length { get; }

    public bool IsVariable { get; }

    /// <summary>The field that holds the beginning of a packet, or −1.</summary>
    public int Section { get; } = -1;

    /// <summary>Whether the piece of a packet begins with its Ethernet header.</summary>
    public bool IsSectionEthernet => Section >= 0 && Fields[Section].Element != IpHeaderSection;

    /// <summary>Whether records are walked field by field.</summary>
    public bool IsWalked { get; }

    /// <summary>Offsets are those of a record of fixed width; where it is walked they count from the field's own beginning.</summary>
    public PlanStep[] Steps { get; }

    /// <summary>Whether its records tell of traffic: they count something, or say between whom.</summary>
    public bool IsFlow { get; }

    public bool HasCounts { get; }

    public FlowClock StartClock { get; }

    public FlowClock EndClock { get; }

    public bool HasDuration { get; }

    public bool HasSampler { get; }

    public bool HasInterval { get; }

    public bool HasSpace { get; }

    public bool HasReverse { get; }

    public bool HasDirection { get; }

    /// <summary>Whether it tells what the device did with the packets.</summary>
    public bool HasVerdict { get; }

    public bool HasLabel { get; }

    public bool HasSystemInit { get; }

    /// <summary>The step that a field of a walked record takes, which depends on how long it is this time; null where it takes none.</summary>
    public PlanStep? StepOf(int field, int length)
    {
        var index = _stepOfField[field];
        if (index < 0 || length == 0)
            return null;
        var step = Steps[index];
        RecordTargets.TryFind(Fields[field], out var target);
        return Plan.StepFor(target, 0, length, step.Move is PlanMove.AddressV4IfSet or PlanMove.AddressV6IfSet);
    }

    private static Dictionary<ushort, byte> BestRanks(FieldSpecifier[] fields, out HashSet<ushort> bothFamilies)
    {
        var best = new Dictionary<ushort, byte>(); // bound: fields
        var kinds = new HashSet<(ushort Offset, byte Rank, RecordTargetKind Kind)>(); // bound: fields
        foreach (var field in fields)
        {
            if (field.Length == 0 || !RecordTargets.TryFind(field, out var target))
                continue;
            kinds.Add((target.Offset, target.Rank, target.Kind));
            best[target.Offset] = best.TryGetValue(target.Offset, out var rank) && rank < target.Rank ? rank : target.Rank;
        }
        bothFamilies = [.. from entry in best
                           where kinds.Contains((entry.Key, entry.Value, RecordTargetKind.V4)) && kinds.Contains((entry.Key, entry.Value, RecordTargetKind.V6))
                           select entry.Key];
        return best;
    }
}
