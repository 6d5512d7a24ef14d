using Dashboard.Domain.Inventory;

namespace Dashboard.Domain.Topology;

/// <summary>A link between two devices, told once, whoever of them knows of it.</summary>
/// <param name="Kind">How it is known: <c>lldp</c> or <c>bgp</c>.</param>
/// <param name="Instance">The device at one end, always one that is polled; of two the one with more links.</param>
/// <param name="Interface">Its interface, as its counters name it; empty where that is not known.</param>
/// <param name="Neighbour">The device at the other end: its instance, or what it calls itself where it is not polled.</param>
/// <param name="NeighbourInterface">Its interface; empty where that is not known.</param>
public sealed record NetworkLink(string Kind, string Instance, string Interface, string Neighbour, string NeighbourInterface);

/// <summary>Finds the links of a network from what its devices say of their neighbours.</summary>
public static class NetworkLinks
{
    /// <summary>Every link, by its ends.</summary>
    public static IReadOnlyList<NetworkLink> Of(IReadOnlyCollection<Device> devices)
    {
        var identity = new DeviceIdentity(devices);
        var known = devices.ToDictionary(static d => d.Instance, StringComparer.Ordinal);
        var links = new List<(string Kind, End One, End Other)>(); // bound: neighbours of the devices
        var wired = new Dictionary<End, int>(); // bound: interfaces of the devices
        foreach (var device in devices)
        {
            foreach (var neighbour in device.Neighbours)
                Wire(device, neighbour);
        }
        var sessions = new HashSet<(string, string)>(); // bound: BGP sessions of the devices
        foreach (var device in devices)
        {
            foreach (var peer in device.BgpPeers)
            {
                var other = identity.InstanceOf(peer.RemoteAddress) ?? $"AS{peer.RemoteAs} {peer.RemoteAddress}";
                if (other != device.Instance && sessions.Add(string.CompareOrdinal(device.Instance, other) < 0 ? (device.Instance, other) : (other, device.Instance)))
                    links.Add(("bgp", new End(device.Instance, ""), new End(other, "")));
            }
        }
        var degrees = links.SelectMany(static l => new[] { (l.One.Device, Other: l.Other.Device), (l.Other.Device, Other: l.One.Device) }).Distinct()
            .CountBy(static l => l.Device, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. links.Select(l => Turned(l.Kind, l.One, l.Other)).Distinct()
            .OrderBy(static l => l.Instance, StringComparer.Ordinal).ThenBy(static l => l.Neighbour, StringComparer.Ordinal).ThenBy(static l => l.Interface, StringComparer.Ordinal)];

        void Wire(Device device, LldpNeighbour neighbour)
        {
            var one = new End(device.Instance, device.InterfaceNamed(neighbour.LocalPort)?.Name ?? neighbour.LocalPort);
            var instance = identity.InstanceOf(neighbour.ChassisId, neighbour.SystemName);
            var port = instance is null ? null : (known[instance].InterfaceNamed(neighbour.PortId) ?? known[instance].InterfaceNamed(neighbour.PortDescription))?.Name;
            var name = instance ?? (neighbour.SystemName.Length > 0 ? neighbour.SystemName : neighbour.ChassisId);
            var other = new End(name, port ?? (neighbour.PortDescription.Length > 0 ? neighbour.PortDescription : neighbour.PortId));
            if (name.Length == 0 || name == device.Instance)
                return;
            // The other end may have told of it already, and either may know only its own interface for certain.
            if (wired.TryGetValue(one, out var told) && links[told] is var link && (link.One.Device == name || link.Other.Device == name))
            {
                if (port is not null)
                    links[told] = link.One == one ? (link.Kind, one, other) : (link.Kind, other, one);
                wired.TryAdd(other, told);
                return;
            }
            if (port is not null && wired.TryGetValue(other, out told) && links[told] is var turned && (turned.One.Device == device.Instance || turned.Other.Device == device.Instance))
            {
                links[told] = turned.One == other ? (turned.Kind, other, one) : (turned.Kind, one, other);
                wired.TryAdd(one, told);
                return;
            }
            wired[one] = links.Count;
            if (port is not null)
                wired.TryAdd(other, links.Count);
            links.Add(("lldp", one, other));
        }

        NetworkLink Turned(string kind, End one, End other)
        {
            var stays = !known.ContainsKey(other.Device) || (known.ContainsKey(one.Device) && Rank(one.Device, other.Device) <= 0);
            var (from, to) = stays ? (one, other) : (other, one);
            return new NetworkLink(kind, from.Device, from.Interface, to.Device, to.Interface);
        }

        int Rank(string one, string other) => degrees[other].CompareTo(degrees[one]) is var byDegree and not 0 ? byDegree : string.CompareOrdinal(one, other);
    }

    private readonly record struct End(string Device, string Interface);
}
