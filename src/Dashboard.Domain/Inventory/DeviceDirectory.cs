namespace Dashboard.Domain.Inventory;

/// <summary>A device that is known in any way.</summary>
/// <param name="Name">The instance of one that is polled, otherwise what it is called where it was heard of.</param>
/// <param name="Polled">What it said of itself; null where it is not polled.</param>
/// <param name="KnownBy">How it is known, in words: <c>SNMP</c>, <c>neighbours</c>, <c>flows</c>.</param>
public sealed record KnownDevice(string Name, Device? Polled, IReadOnlyList<string> KnownBy);

/// <summary>Every device that is known in any way, each once, by the rule of <see cref="DeviceIdentity"/>.</summary>
public static class DeviceDirectory
{
    /// <summary>How devices that are polled are known.</summary>
    public const string ByPolling = Device.ByPolling;

    /// <summary>Joins what is polled with what was heard of.</summary>
    /// <param name="devices">What is polled.</param>
    /// <param name="heard">Names or addresses that were heard of, and how.</param>
    /// <returns>Devices by name.</returns>
    public static IReadOnlyList<KnownDevice> Of(IReadOnlyCollection<Device> devices, IEnumerable<(string Name, string How)> heard)
    {
        var identity = new DeviceIdentity(devices);
        var known = new Dictionary<string, (Device? Device, List<string> By)>(StringComparer.OrdinalIgnoreCase); // bound: devices and what was heard of
        foreach (var device in devices)
            known[device.Instance] = (device, [device.KnownBy]);
        foreach (var (name, how) in heard.Where(static h => h.Name.Length > 0))
        {
            var instance = identity.InstanceOf(name) ?? name;
            if (!known.TryGetValue(instance, out var entry))
                known[instance] = entry = (null, []);
            if (!entry.By.Contains(how))
                entry.By.Add(how);
        }
        return [.. known.Select(static k => new KnownDevice(k.Key, k.Value.Device, k.Value.By)).OrderBy(static d => d.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
