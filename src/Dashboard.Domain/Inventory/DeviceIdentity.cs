using System.Net;

namespace Dashboard.Domain.Inventory;

/// <summary>
/// The one rule by which something that is heard of is found to be a device that is known: by a hardware address of one
/// of its interfaces, by an address that it is reached at or speaks BGP from, or by its name, with or without its domain.
/// What two devices have in common tells neither from the other and is not used.
/// </summary>
public sealed class DeviceIdentity
{
    private readonly Dictionary<string, string?> _instances = new(StringComparer.OrdinalIgnoreCase); // bound: marks of the devices

    public DeviceIdentity(IEnumerable<Device> devices)
    {
        foreach (var device in devices)
        {
            foreach (var mark in Marks(device).Where(static m => m.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_instances.TryAdd(mark, device.Instance) && _instances[mark] != device.Instance)
                    _instances[mark] = null;
            }
        }
    }

    /// <summary>The instance of the device that has one of these marks, the first that is known; null where none is.</summary>
    public string? InstanceOf(params ReadOnlySpan<string> marks)
    {
        foreach (var mark in marks)
        {
            if (mark.Length > 0 && (_instances.GetValueOrDefault(mark) ?? _instances.GetValueOrDefault(Host(mark))) is { } instance)
                return instance;
        }
        return null;
    }

    private static IEnumerable<string> Marks(Device device) =>
    [
        device.Instance,
        AddressOf(device.Address),
        device.Name,
        Host(device.Name),
        .. device.Interfaces.Select(static i => i.MacAddress).Where(static m => m != "00:00:00:00:00:00"),
        .. device.BgpPeers.Select(static p => p.LocalAddress).Where(static a => a != "0.0.0.0"),
    ];

    private static string AddressOf(string address) => IPEndPoint.TryParse(address, out var endPoint) ? endPoint.Address.ToString() : address.Split(':')[0];

    // An address is no name with a domain.
    private static string Host(string name) => IPAddress.TryParse(name, out _) ? name : name.Split('.')[0];
}
