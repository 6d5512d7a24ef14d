using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>Where an address lies as seen from one's own network.</summary>
internal enum NetworkZone : byte
{
    Outside,
    Inside,

    /// <summary>Nobody's in particular: multicast, broadcast, loopback, unspecified.</summary>
    Nowhere,
}

/// <summary>Tells the zone of addresses. An IPv4 address is looked up by its upper 16 bits, the networks are gone through only where those do not decide.</summary>
internal sealed class NetworkZones
{
    private const byte Undecided = 0xff;

    private static readonly FlowNetwork[] Nobodys = Read(["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8"]);

    private readonly FlowNetwork[] _inside;
    private readonly byte[] _v4 = new byte[1 << 16];

    /// <param name="inside">One's own networks.</param>
    public NetworkZones(FlowNetwork[] inside)
    {
        _inside = inside;
        for (var upper = 0U; upper < _v4.Length; upper++)
        {
            var (first, last) = (NetworkAddress.FromV4(upper << 16), NetworkAddress.FromV4((upper << 16) | 0xffff));
            var isMixed = _inside.Concat(Nobodys).Any(n => n.Address.IsV4 && n.Length > 16 && n.Address.IsWithin(first, 16));
            _v4[upper] = isMixed || Of(first, _inside) != Of(last, _inside) ? Undecided : (byte)Of(first, _inside);
        }
    }

    /// <summary>Networks of which each is known to be readable.</summary>
    public static FlowNetwork[] Read(string[] networks) => [.. networks.Select(static n => FlowNetwork.TryParse(n, out var network) ? network : default)];

    /// <summary>Whether an address is in any of some networks.</summary>
    public static bool Hold(FlowNetwork[] networks, NetworkAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Holds(address))
                return true;
        }
        return false;
    }

    public NetworkZone Of(NetworkAddress address)
    {
        if (address.IsV4 && _v4[address.V4 >> 16] is var zone and not Undecided)
            return (NetworkZone)zone;
        return Of(address, _inside);
    }

    private static NetworkZone Of(NetworkAddress address, FlowNetwork[] inside)
    {
        foreach (var network in inside)
        {
            if (network.Address.IsV4 == address.IsV4 && network.Holds(address))
                return NetworkZone.Inside;
        }
        foreach (var network in Nobodys)
        {
            if (network.Address.IsV4 == address.IsV4 && network.Holds(address))
                return NetworkZone.Nowhere;
        }
        return NetworkZone.Outside;
    }
}
