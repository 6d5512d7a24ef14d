using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>A source that breaks a rule.</summary>
internal struct Violator : ISuspect
{
    public ulong Key { get; set; }

    public NetworkAddress Source;
    public NetworkAddress FirstTarget;
    public DistinctBits Targets;
    public long First;
    public long Last;
    public long At;
    public double Octets;
    public int Flows;
    public int Noted;
    public int Rule;
    public ushort FirstPort;
    public byte FirstProtocol;

    public readonly double Weight(long now) => Flows * Math.Max(0, 1 - ((now - At) / (double)PolicyDetector.QuietMs));
}

/// <summary>Holds every flow against the rules: one finding for each source and rule.</summary>
/// <remarks>A flow told by two exporters counts twice, and is the same finding. A sampled flow that is seen breaks a rule for certain, and many are not seen.</remarks>
internal sealed class PolicyDetector(PolicyRules rules, FlowNetwork[] exempt, FlowFindings findings)
{
    public const long QuietMs = 1_800_000;

    private const int Places = 1024;

    private readonly SuspectTable<Violator> _violators = new(Places);

    public long Bytes => _violators.Bytes + (((1 << 17) + (1 << 10)) * 8L);

    /// <summary>Flows that broke a rule, since the start.</summary>
    public long Violations { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(ref readonly FlowRecord flow, long now)
    {
        if (rules.Find(in flow) is var rule and >= 0)
            Note(in flow, rule, now);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Note(ref readonly FlowRecord flow, int rule, long now)
    {
        if (NetworkZones.Hold(exempt, flow.Source))
            return;
        Violations++;
        var key = FlowHash.Wide(flow.Source.High, flow.Source.Low) ^ ((ulong)(rule + 1) << 8);
        ref var violator = ref _violators.Find(key);
        if (Unsafe.IsNullRef(ref violator))
            violator = ref _violators.Place(key, now, out _);
        if (violator.Flows == 0 || findings.Find(key) is null)
        {
            violator = new Violator { Key = key, Source = flow.Source, FirstTarget = flow.Destination, FirstPort = flow.DestinationPort, FirstProtocol = flow.Protocol, First = flow.End - flow.DurationMs, Rule = rule };
        }
        violator.Flows++;
        violator.Octets += flow.Octets;
        violator.Targets.Add(FlowHash.Wide(flow.Destination.High, flow.Destination.Low));
        (violator.Last, violator.At) = (Math.Max(violator.Last, flow.End), now);
        if (violator.Flows < violator.Noted * 5L / 4 || violator.Flows == violator.Noted)
        {
            findings.Touch(key, violator.Last, now);
            return;
        }
        violator.Noted = violator.Flows;
        var targets = violator.Targets.Count();
        var others = targets >= 1.5 ? $" and about {FindingText.Count(targets - 1)} more" : "";
        findings.Note(key, new FlowFinding
        {
            Id = 0,
            Kind = FlowFindingKind.PolicyViolation,
            Source = violator.Source,
            Target = violator.FirstTarget.ToString(),
            FirstSeen = violator.First,
            LastSeen = violator.Last,
            Severity = PerceivedSeverity.Minor,
            Confidence = 1,
            Amount = violator.Flows,
            Text = $"{violator.Source} sent {FindingText.Octets(violator.Octets)} in {FindingText.Count(violator.Flows)} {(violator.Flows == 1 ? "flow" : "flows")} to {violator.FirstTarget}{others}, {FlowTurn.PortOf(violator.FirstProtocol, violator.FirstPort)}, against the rule '{rules[rule].Text}'.",
        }, now, QuietMs);
    }
}
