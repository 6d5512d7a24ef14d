using System.Net;

namespace Dashboard.Ingest.Demo;

/// <summary>The doors of this program that the simulated network speaks to, as the host knows them once they are open.</summary>
public sealed record DemoDoors
{
    /// <summary>Where the web server is reached over HTTP; null where it is not.</summary>
    public required Uri? Web { get; init; }

    /// <summary>What the network signs in with; empty where that is not asked for.</summary>
    public required string Token { get; init; }

    /// <summary>Whether VES events are taken.</summary>
    public required bool TakesEvents { get; init; }

    /// <summary>Whether Influx lines are taken.</summary>
    public required bool TakesLines { get; init; }

    /// <summary>Whether OTLP is taken.</summary>
    public required bool TakesTraces { get; init; }

    /// <summary>Where NetFlow is listened for; null while it is not.</summary>
    public required Func<IPEndPoint?> Flows { get; init; }

    /// <summary>Where syslog is listened for over UDP; null while it is not.</summary>
    public required Func<IPEndPoint?> Syslog { get; init; }

    /// <summary>Where SNMP traps are listened for; null while they are not.</summary>
    public required Func<IPEndPoint?> Traps { get; init; }
}
