using System.Collections.Concurrent;
using System.Net;
using Dashboard.Domain.Inventory;

namespace Dashboard.Domain.Alarms;

/// <summary>
/// Finds of two ways to name a managed object whether they mean one. An object is a device and, after a space, a part of
/// it. A device is known by the rule of <see cref="DeviceIdentity"/>; one that is not in the inventory goes by its name as
/// it is, without a port, for taking two devices for one would clear the alarm of the other. An interface that the
/// inventory knows goes by its ifName, any other by <see cref="InterfaceName.Canonical"/>.
/// </summary>
public sealed class ManagedObjectNames(DeviceInventory inventory, TimeProvider time)
{
    // The inventory changes with every device that is asked; who is who hardly ever does.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);
    private const int MostNames = 50_000;

    private readonly Lock _gate = new();
    private volatile Known _known = new(-1, 0, 0, DateTimeOffset.MinValue, new DeviceIdentity([]));

    /// <summary>Rises when devices are known otherwise than before.</summary>
    public long Generation => Look().Generation;

    /// <summary>What a notification's alarm is known by.</summary>
    public AlarmIdentity Identify(AlarmNotification said)
    {
        var (device, resource) = Resolve(said.ManagedObject);
        return new AlarmIdentity(device, resource, said.Type, ProbableCause.Normalise(said.ProbableCause), ProbableCause.Normalise(said.SpecificProblem));
    }

    /// <summary>The device of an object and the part of it, by the names that both are compared by.</summary>
    public (string Device, string Resource) Resolve(string managedObject)
    {
        var known = Look();
        if (known.Names.TryGetValue(managedObject, out var names))
            return names;
        names = Read(managedObject, known);
        if (known.Names.Count < MostNames)
            known.Names[managedObject] = names;
        return names;
    }

    private Known Look()
    {
        var (known, current) = (_known, inventory.Current);
        if (known.Version == current.Version)
            return known;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_known.Version == current.Version || (_known.Version > 0 && now - _known.At < LookAgain))
                return _known;
            var marks = Marks(current.Devices.Values);
            return _known = marks == _known.Marks && _known.Version >= 0
                ? _known with { Version = current.Version, At = now }
                : new Known(current.Version, _known.Generation + 1, marks, now, new DeviceIdentity(current.Devices.Values));
        }
    }

    // Everything that a name is found by. Most of what a device says when it is asked again is none of that.
    private static int Marks(IEnumerable<Device> devices)
    {
        var marks = new HashCode();
        foreach (var device in devices)
        {
            marks.Add((device.Instance, device.Address, device.Name));
            foreach (var one in device.Interfaces)
                marks.Add((one.Name, one.Description, one.Alias, one.MacAddress));
            foreach (var peer in device.BgpPeers)
                marks.Add(peer.LocalAddress);
        }
        return marks.ToHashCode();
    }

    private (string Device, string Resource) Read(string managedObject, Known known)
    {
        var text = managedObject.Trim();
        // A distinguished name is one object, spaces and all (TS 32.300).
        var space = text.Contains('=', StringComparison.Ordinal) ? -1 : text.IndexOf(' ', StringComparison.Ordinal);
        var (device, resource) = space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
        device = WithoutPort(device);
        var instance = known.Identity.InstanceOf(device);
        if (instance is not null && resource.Length > 0 && inventory.Current.Devices.TryGetValue(instance, out var polled))
            resource = polled.InterfaceNamed(resource)?.Name ?? resource;
        return (WithoutPort(instance ?? device).ToLowerInvariant(), Part(resource));
    }

    // A path means another one in other letters; a neighbour's address has several spellings.
    private static string Part(string resource)
    {
        if (resource.StartsWith('/'))
            return resource;
        var last = resource.LastIndexOf(' ') + 1;
        return last > 0 && IPAddress.TryParse(resource.AsSpan(last), out var address)
            ? resource[..last].ToLowerInvariant() + address
            : InterfaceName.Canonical(resource);
    }

    private static string WithoutPort(string device) =>
        device.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && device.LastIndexOf(':') == colon && ushort.TryParse(device.AsSpan(colon + 1), out _) ? device[..colon] : device;

    private sealed record Known(long Version, long Generation, int Marks, DateTimeOffset At, DeviceIdentity Identity)
    {
        public ConcurrentDictionary<string, (string Device, string Resource)> Names { get; } = new(StringComparer.Ordinal); // bound: MostNames
    }
}
