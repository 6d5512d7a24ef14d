using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>The last so many numbers, oldest overwritten first.</summary>
[InlineArray(Room)]
internal struct LastNumbers
{
    public const int Room = 48;

    private float _first;
}

/// <summary>A host inside and a service outside that it connects to at intervals.</summary>
internal struct BeaconSuspect : ISuspect
{
    public ulong Key { get; set; }

    public NetworkAddress Client;
    public NetworkAddress Server;

    /// <summary>Seconds between connections.</summary>
    public LastNumbers Gaps;

    /// <summary>Octets that the client sent in each.</summary>
    public LastNumbers Sizes;

    /// <summary>When the first connection began and the last one did, in milliseconds since 1970-01-01 UTC.</summary>
    public long First;
    public long Last;

    /// <summary>When the last connection was told, by the clock.</summary>
    public long ToldAt;

    public int Connections;
    public ushort Port;
    public ushort LastSourcePort;
    public byte Protocol;
    public bool IsFound;

    public readonly double Weight(long now) => IsFound ? 1e9 : Connections * Math.Max(0, 1 - ((now - ToldAt) / (double)BeaconDetector.ForgetMs));
}
