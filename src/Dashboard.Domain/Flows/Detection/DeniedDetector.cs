using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>A source whose connections are denied.</summary>
internal struct DeniedSource : ISuspect
{
    public ulong Key { get; set; }

    public NetworkAddress Address;
    public NetworkAddress LastTarget;
    public DistinctBits Targets;

    /// <summary>When its count began, by the clock, and its first and last flow, by the flows.</summary>
    public long Since;
    public long First;
    public long Last;

    public int Denied;
    public int Noted;
    public ushort LastPort;
    public byte LastProtocol;

    public readonly double Weight(long now) => Noted > 0 ? 1e9 : now - Since > DeniedDetector.WindowMs ? 0 : Denied;
}

/// <summary>Denied connections as firewalls export them, by source: how many within five minutes.</summary>
/// <remarks>A connection told by two exporters counts twice: where a firewall denies it, no other device sees it.</remarks>
internal sealed class DeniedDetector(FlowDetectionOptions options, NetworkZones zones, FlowNetwork[] exempt, FlowFindings findings)
{
    public const long WindowMs = 300_000;

    private const int Places = 1024;
    private const long QuietMs = 900_000;

    private readonly SuspectTable<DeniedSource> _sources = new(Places);

    public long Bytes => _sources.Bytes;

    public void Look(ref readonly FlowRecord flow, long now)
    {
        var key = FlowHash.Wide(flow.Source.High, flow.Source.Low) ^ 3;
        ref var source = ref _sources.Find(key);
        if (Unsafe.IsNullRef(ref source))
        {
            source = ref _sources.Place(key, now, out _);
            source.Address = flow.Source;
        }
        if (source.Since == 0 || (source.Noted == 0 && now - source.Since > WindowMs) || (source.Noted > 0 && findings.Find(key) is null))
        {
            (source.Since, source.First, source.Denied, source.Noted) = (now, flow.End - flow.DurationMs, 0, 0);
            source.Targets = default;
        }
        source.Denied++;
        source.Targets.Add(FlowHash.Wide(flow.Destination.High, flow.Destination.Low));
        (source.Last, source.LastTarget, source.LastPort, source.LastProtocol) = (Math.Max(source.Last, flow.End), flow.Destination, flow.DestinationPort, flow.Protocol);
        if (source.Denied >= Math.Max(options.DeniedConnections, source.Noted * 5L / 4))
            Note(ref source, key, now);
        else if (source.Noted > 0)
            findings.Touch(key, source.Last, now);
    }

    private void Note(ref DeniedSource source, ulong key, long now)
    {
        var address = source.Address;
        if (NetworkZones.Hold(exempt, address))
            return;
        source.Noted = source.Denied;
        var targets = source.Targets.Count();
        findings.Note(key, new FlowFinding
        {
            Id = 0,
            Kind = FlowFindingKind.DeniedConnections,
            Source = address,
            Target = targets < 1.5 ? source.LastTarget.ToString() : $"{FindingText.Count(targets)} hosts",
            FirstSeen = source.First,
            LastSeen = source.Last,
            Severity = zones.Of(address) == NetworkZone.Inside ? PerceivedSeverity.Minor : PerceivedSeverity.Warning,
            Confidence = 1,
            Amount = source.Denied,
            Text = $"{FindingText.Count(source.Denied)} connections of {address} to {(targets < 1.5 ? source.LastTarget.ToString() : $"about {FindingText.Count(targets)} hosts")} were denied in {FindingText.Span(source.Last - source.First)}, the last to {source.LastTarget}, {FlowTurn.PortOf(source.LastProtocol, source.LastPort)}.",
        }, now, QuietMs);
    }
}
