using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>What a trap means: its type, how bad it is, and a sentence. One that is not known keeps its object identifiers.</summary>
public static class TrapSentence
{
    private const string IfIndex = "1.3.6.1.2.1.2.2.1.1";
    private const string IfDescr = "1.3.6.1.2.1.2.2.1.2";
    private const string IfAdminStatus = "1.3.6.1.2.1.2.2.1.7";
    private const string IfOperStatus = "1.3.6.1.2.1.2.2.1.8";
    private const string IfName = "1.3.6.1.2.1.31.1.1.1.1";
    private const string IfAlias = "1.3.6.1.2.1.31.1.1.1.18";
    private const string BgpPeerState = "1.3.6.1.2.1.15.3.1.2";
    private const string BgpPeerLastError = "1.3.6.1.2.1.15.3.1.14";
    private const string Bgp = "1.3.6.1.2.1.15";
    private const string Ospf = "1.3.6.1.2.1.14";
    private const string EntityState = "1.3.6.1.2.1.131";
    private const string Ups = "1.3.6.1.2.1.33";
    private const int MaxText = 1000;

    private static readonly string[] BgpStates = ["", "idle", "connect", "active", "opensent", "openconfirm", "established"];

    private static readonly string[] OspfStates = ["unknown", "down", "attempt", "init", "2-way", "exchange start", "exchange", "loading", "full"];

    /// <summary>The event that a trap is, and what it says of an alarm.</summary>
    /// <param name="trap">The trap.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="timestamp">When it came, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="interfaceName">An interface's name by its ifIndex, where the trap does not say it; null where nobody knows it.</param>
    public static EventRecord Of(SnmpTrap trap, string device, long timestamp, Func<string, string?> interfaceName)
    {
        switch (trap.TrapOid)
        {
            case $"{TrapDecoder.StandardTraps}.1":
                return new(timestamp, device, "cold-start", PerceivedSeverity.Warning, $"{device} has started, and its configuration may have changed.");
            case $"{TrapDecoder.StandardTraps}.2":
                return new(timestamp, device, "warm-start", PerceivedSeverity.Warning, $"{device} has started its management anew, with its configuration unchanged.");
            case $"{TrapDecoder.StandardTraps}.3" or $"{TrapDecoder.StandardTraps}.4":
                return Link(trap, device, timestamp, interfaceName);
            case $"{TrapDecoder.StandardTraps}.5":
                return new(timestamp, device, "authentication-failure", PerceivedSeverity.Warning, $"{device} received an SNMP message that was not authenticated.");
            case $"{TrapDecoder.StandardTraps}.6":
                return new(timestamp, device, "egp-neighbour-loss", PerceivedSeverity.Major, $"{device} lost an EGP neighbour.");
            // BGP4-MIB: RFC 1657 put its traps below 15.7, RFC 4273 below 15.0.
            case $"{Bgp}.7.1" or $"{Bgp}.0.1":
                return Marked(TrapAlarms.Session, new(timestamp, Peer(trap, device), "bgp-established", PerceivedSeverity.Cleared, $"{device} has established its BGP session with {PeerAddress(trap)}."));
            case $"{Bgp}.7.2" or $"{Bgp}.0.2":
                return Marked(TrapAlarms.Session, new(timestamp, Peer(trap, device), "bgp-backward-transition", PerceivedSeverity.Major, $"{device} lost its BGP session with {PeerAddress(trap)}{BgpState(trap)}{BgpError(trap)}."));
            case $"{Ospf}.16.2.2":
                return OspfNeighbour(trap, device, timestamp);
            case $"{EntityState}.0.1" or $"{EntityState}.0.2":
                return Module(trap, device, timestamp);
            case $"{Ups}.2.1":
                return UpsOf(trap, device, timestamp, $"{TrapAlarms.UpsObjects}.6.3.2", isOver: false);
            case $"{Ups}.2.3" or $"{Ups}.2.4":
                return UpsOf(trap, device, timestamp, trap.Find($"{TrapAlarms.UpsObjects}.6.2.1.2"), isOver: trap.TrapOid == $"{Ups}.2.4");
            default:
                return new(timestamp, device, "snmp-trap", PerceivedSeverity.Indeterminate, Unknown(trap, device));
        }
    }

    private static EventRecord Link(SnmpTrap trap, string device, long timestamp, Func<string, string?> interfaceName)
    {
        var isUp = trap.TrapOid.EndsWith(".4", StringComparison.Ordinal);
        var index = trap.Find(IfIndex) ?? trap.InstanceOf(IfOperStatus) ?? trap.InstanceOf(IfAdminStatus) ?? trap.InstanceOf(IfDescr);
        var name = trap.Find(IfName) ?? trap.Find(IfDescr) ?? (index is null ? null : interfaceName(index) ?? $"interface {index}");
        var alias = trap.Find(IfAlias) is { Length: > 0 } text ? $" ({text})" : "";
        var managed = name is null ? device : $"{device} {name}";
        var subject = name is null ? "an interface" : name;
        // A port that somebody shut down is no fault.
        var isWanted = trap.Find(IfAdminStatus) == "2";
        EventRecord happened = isUp
            ? new(timestamp, managed, "link-up", PerceivedSeverity.Cleared, $"{device}: {subject}{alias} is up.")
            : new(timestamp, managed, "link-down", isWanted ? PerceivedSeverity.Warning : PerceivedSeverity.Major, $"{device}: {subject}{alias} is down{(isWanted ? ", as its configuration says" : "")}.");
        // Without the interface's name a linkUp of another one would clear it.
        return name is null ? happened : TrapAlarms.Link.Mark(happened, SnmpTrapSource.Id, clears: isWanted);
    }

    private static EventRecord OspfNeighbour(SnmpTrap trap, string device, long timestamp)
    {
        var neighbour = trap.Find($"{Ospf}.10.1.3") ?? trap.Find($"{Ospf}.10.1.1") ?? "a neighbour";
        _ = int.TryParse(trap.Find($"{Ospf}.10.1.6"), out var state);
        var managed = $"{device} OSPF {neighbour}";
        // Two routers of a broadcast network of which neither is designated stay at 2-way.
        return state switch
        {
            1 => Marked(TrapAlarms.Session, new(timestamp, managed, "ospf-neighbour-down", PerceivedSeverity.Major, $"{device} lost its OSPF neighbour {neighbour}.")),
            4 or 8 => Marked(TrapAlarms.Session, new(timestamp, managed, "ospf-neighbour-up", PerceivedSeverity.Cleared, $"{device} has its OSPF neighbour {neighbour} again.")),
            _ => new(timestamp, managed, "ospf-neighbour-change", PerceivedSeverity.Indeterminate, $"{device} has its OSPF neighbour {neighbour} in state {OspfStates[Math.Clamp(state, 0, 8)]}."),
        };
    }

    private static EventRecord Module(SnmpTrap trap, string device, long timestamp)
    {
        var index = trap.InstanceOf($"{EntityState}.1.1.1.2") ?? trap.InstanceOf($"{EntityState}.1.1.1.5");
        var isOver = trap.TrapOid == $"{EntityState}.0.1";
        var happened = new EventRecord(
            timestamp, index is null ? device : $"{device} module {index}", isOver ? "module-enabled" : "module-disabled", isOver ? PerceivedSeverity.Cleared : PerceivedSeverity.Major,
            $"{device}: module {index ?? "of unknown number"} is {(isOver ? "in service" : "out of service")}.");
        return index is null ? happened : Marked(TrapAlarms.Module, happened);
    }

    private static EventRecord UpsOf(SnmpTrap trap, string device, long timestamp, string? alarm, bool isOver) =>
        TrapAlarms.OfUps(alarm) is not { } known ? new(timestamp, device, "snmp-trap", PerceivedSeverity.Indeterminate, Unknown(trap, device))
        : Marked(known.Meaning, new(
            timestamp, device, isOver ? "ups-alarm-over" : "ups-alarm", isOver ? PerceivedSeverity.Cleared : PerceivedSeverity.Major,
            isOver ? $"It is over that {device} {known.Says}." : $"{device} {known.Says}."));

    private static EventRecord Marked(AlarmMeaning meaning, EventRecord happened) => meaning.Mark(happened, SnmpTrapSource.Id);

    private static string? PeerAddress(SnmpTrap trap) => trap.InstanceOf(BgpPeerState) ?? trap.InstanceOf(BgpPeerLastError) ?? trap.Find("1.3.6.1.2.1.15.3.1.7") ?? "a peer";

    private static string Peer(SnmpTrap trap, string device) => $"{device} BGP {PeerAddress(trap)}";

    private static string BgpState(SnmpTrap trap) => trap.Find(BgpPeerState) is { } state && int.TryParse(state, out var number) && number is >= 1 and <= 6 ? $", which is {BgpStates[number]} now" : "";

    private static string BgpError(SnmpTrap trap) => trap.Find(BgpPeerLastError) is { Length: > 0 } error && error != "0x0000" ? $"; last error {error}" : "";

    private static string Unknown(SnmpTrap trap, string device)
    {
        var text = $"{device} sent trap {trap.TrapOid}";
        if (trap.Bindings.Count > 0)
            text += ": " + string.Join(", ", trap.Bindings.Select(b => $"{b.Oid} = {b.Value}"));
        return (text.Length > MaxText ? text[..MaxText] + "…" : text) + ".";
    }
}
