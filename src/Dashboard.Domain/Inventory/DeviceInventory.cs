using System.Collections.Immutable;

namespace Dashboard.Domain.Inventory;

/// <summary>The devices that are known. Readers get an immutable list of a version; whoever asks devices publishes what they said.</summary>
public sealed class DeviceInventory(int capacity = DeviceInventory.DefaultCapacity)
{
    /// <summary>Devices that are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 20_000;

    private readonly Lock _gate = new();
    private volatile Snapshot _snapshot = new(0, ImmutableSortedDictionary.Create<string, Device>(StringComparer.Ordinal)); // bound: capacity
    private long _refused;

    /// <summary>Devices that were left out since the start because the inventory was full.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The inventory as it is now.</summary>
    public Snapshot Current => _snapshot;

    /// <summary>Puts a device in, in place of what was known of it. A device that was seen earlier than what is known is left out.</summary>
    public void Publish(Device device)
    {
        lock (_gate)
        {
            var held = _snapshot;
            if (held.Devices.TryGetValue(device.Instance, out var known) ? known.SeenAt > device.SeenAt : Full(held))
                return;
            _snapshot = new Snapshot(held.Version + 1, held.Devices.SetItem(device.Instance, device));
        }
    }

    /// <summary>Takes a device out.</summary>
    public void Remove(string instance)
    {
        lock (_gate)
        {
            if (_snapshot.Devices.ContainsKey(instance))
                _snapshot = new Snapshot(_snapshot.Version + 1, _snapshot.Devices.Remove(instance));
        }
    }

    private bool Full(Snapshot held)
    {
        if (held.Devices.Count < capacity)
            return false;
        Interlocked.Increment(ref _refused);
        return true;
    }

    /// <summary>The inventory at one moment.</summary>
    /// <param name="Version">Rises with every change.</param>
    /// <param name="Devices">The devices by instance.</param>
    public sealed record Snapshot(long Version, ImmutableSortedDictionary<string, Device> Devices);
}
