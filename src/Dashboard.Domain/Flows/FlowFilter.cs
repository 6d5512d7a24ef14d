using System.Collections.Frozen;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>Which of the single flows are wanted. What is null does not matter.</summary>
public sealed record FlowFilter
{
    /// <summary>Ended at or after, in milliseconds since 1970-01-01 UTC.</summary>
    public long From { get; init; }

    /// <summary>Ended at or before.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>The exporter's number.</summary>
    public ushort? Exporter { get; init; }

    /// <summary>The interface that it came in or left by.</summary>
    public uint? Interface { get; init; }

    public FlowNetwork? Source { get; init; }

    public FlowNetwork? Destination { get; init; }

    /// <summary>Source or destination.</summary>
    public FlowNetwork? Either { get; init; }

    /// <summary>Source or destination port.</summary>
    public ushort? Port { get; init; }

    public byte? Protocol { get; init; }

    public ushort? Vlan { get; init; }

    public byte? Dscp { get; init; }

    /// <summary>Any of these, as <see cref="FlowApplications.Of"/> numbers them: one name may have several numbers, as dhcp has two ports.</summary>
    public FrozenSet<ulong>? Applications { get; init; }

    /// <summary>What the exporter said, else what <see cref="IFlowPlaces"/> knows of the address.</summary>
    public uint? SourceAs { get; init; }

    public uint? DestinationAs { get; init; }

    /// <summary>As <see cref="IFlowPlaces.CountryOf"/> numbers it.</summary>
    public ushort? SourceCountry { get; init; }

    public ushort? DestinationCountry { get; init; }
}

/// <summary>Addresses that begin with the same bits.</summary>
/// <param name="Address">An address within.</param>
/// <param name="Length">Bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct FlowNetwork(NetworkAddress Address, int Length)
{
    public bool Holds(NetworkAddress address) => address.IsWithin(Address, Length);

    /// <summary>Reads an address, or a network as <c>192.0.2.0/24</c>.</summary>
    public static bool TryParse(string text, out FlowNetwork network)
    {
        ArgumentNullException.ThrowIfNull(text);
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!NetworkAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address))
            return false;
        var most = address.IsV4 ? 32 : 128;
        var length = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), out length) || length < 0 || length > most))
            return false;
        network = new FlowNetwork(address, length);
        return true;
    }
}
