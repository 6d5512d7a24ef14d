using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>What flows can point at.</summary>
public enum FlowFindingKind
{
    /// <summary>One source tries many ports of a host.</summary>
    PortScan,

    /// <summary>One source tries the same port of many hosts.</summary>
    HostSweep,

    /// <summary>A host inside connects to one outside at regular intervals.</summary>
    Beaconing,

    /// <summary>A host inside sends far more out of the network than it used to.</summary>
    Exfiltration,

    /// <summary>A firewall denies many connections of one source.</summary>
    DeniedConnections,

    /// <summary>A source does what a rule denies.</summary>
    PolicyViolation,
}

/// <summary>Something in the flows that points at an attack, as it is known by now. One that goes on is one finding that grows.</summary>
public sealed record FlowFinding
{
    /// <summary>Its number, no other's since the start.</summary>
    public required long Id { get; init; }

    public required FlowFindingKind Kind { get; init; }

    /// <summary>Who does it.</summary>
    public required NetworkAddress Source { get; init; }

    /// <summary>To whom or what, in a word or two: <c>10.0.0.9</c>, <c>TCP port 445</c>. The first, where there are several.</summary>
    public required string Target { get; init; }

    /// <summary>When it began, in milliseconds since 1970-01-01 UTC.</summary>
    public required long FirstSeen { get; init; }

    /// <summary>When it was seen last.</summary>
    public required long LastSeen { get; init; }

    public required PerceivedSeverity Severity { get; init; }

    /// <summary>How sure it is, 0 to 1: the part of what it rests on that agrees.</summary>
    public required double Confidence { get; init; }

    /// <summary>How much of it there is: ports, hosts, connections or octets, as the kind has it.</summary>
    public required double Amount { get; init; }

    /// <summary>What was seen, as a sentence with its numbers.</summary>
    public required string Text { get; init; }

    /// <summary>The kind in lower case with hyphens, as events and labels have it.</summary>
    public string Event => NameOf(Kind);

    /// <summary>A kind in lower case with hyphens.</summary>
    public static string NameOf(FlowFindingKind kind) => kind switch
    {
        FlowFindingKind.PortScan => "port-scan",
        FlowFindingKind.HostSweep => "host-sweep",
        FlowFindingKind.Beaconing => "beaconing",
        FlowFindingKind.Exfiltration => "exfiltration",
        FlowFindingKind.DeniedConnections => "denied-connections",
        _ => "policy-violation",
    };
}

/// <summary>A step in the life of a finding.</summary>
public enum FlowFindingStep
{
    Raised,

    /// <summary>There is four times as much of it as when it was told last.</summary>
    Grown,

    /// <summary>It was not seen for a while.</summary>
    Ended,
}
