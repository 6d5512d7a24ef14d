using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>The octets of the last twelve spans of five minutes, an hour.</summary>
[InlineArray(Room)]
internal struct HourOfOctets
{
    public const int Room = 12;

    private float _first;
}

/// <summary>How often an hour's octets were about so many: steps of three quarters of a power of two from 64 KiB on.</summary>
[InlineArray(Room)]
internal struct OctetHistogram
{
    public const int Room = 32;

    private ushort _first;
}

/// <summary>What a host inside sends out of the network.</summary>
internal struct OutboundHost : ISuspect
{
    public ulong Key { get; set; }

    // What each flow touches comes first, in one or two lines of the processor's cache.

    /// <summary>To whom most of it went, where anybody had more than half (Boyer and Moore's majority vote, weighed by octets).</summary>
    public NetworkAddress Receiver;
    public double ReceiverLead;

    /// <summary>Octets of the span under way as the two views saw them that saw most of it.</summary>
    public double FirstOctets;
    public double SecondOctets;
    public long LastSeen;
    public uint FirstView;
    public uint SecondView;
    public ushort LastPort;
    public bool IsFound;

    /// <summary>Spans that it has been watched for.</summary>
    public int Watched;

    public int HistoryCount;

    /// <summary>Octets of each span of the last hour, and of the hours that ended an hour ago and later.</summary>
    public HourOfOctets Spans;
    public HourOfOctets Hours;

    public OctetHistogram History;
    public NetworkAddress Address;

    public readonly double Weight(long now) => IsFound ? 1e18 : (1 + Watched) / (1 + ((now - LastSeen) / 3_600_000.0));
}
