using System.Collections.Concurrent;
using System.Collections.Frozen;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>A device that reports flows: what it calls its interfaces and applications, and how much of its reports was lost. Safe from any thread.</summary>
public sealed class FlowExporter(NetworkAddress address)
{
    private const int MaxNames = 16_384;

    private readonly ConcurrentDictionary<uint, string> _interfaces = []; // bound: MaxNames
    private readonly ConcurrentDictionary<uint, string> _applications = []; // bound: MaxNames
    private volatile Known _known = new("", FrozenDictionary<uint, string>.Empty);
    private long _lost;
    private long _lostDatagrams;

    public NetworkAddress Address { get; } = address;

    /// <summary>Its address in words; "other" for the devices that there was no room for.</summary>
    public string Name { get; } = address.IsNone ? "other" : address.ToString();

    /// <summary>What the inventory calls the device; empty where it is not known there.</summary>
    public string Instance => _known.Instance;

    /// <summary>Flow records that it sent and that never came, by its sequence numbers.</summary>
    public long LostRecords => Interlocked.Read(ref _lost);

    /// <summary>Datagrams that it sent and that never came, where it counts those: NetFlow v9 and sFlow.</summary>
    public long LostDatagrams => Interlocked.Read(ref _lostDatagrams);

    /// <summary>The name of an interface as the device has told it with its flows, else as the inventory has it, else its number.</summary>
    public string InterfaceName(uint index) => _interfaces.TryGetValue(index, out var name) || _known.Interfaces.TryGetValue(index, out name) ? name : index.ToString();

    /// <summary>What the device calls an application; null where it has not told.</summary>
    public string? ApplicationName(uint application) => _applications.GetValueOrDefault(application);

    /// <summary>The interfaces that are called so.</summary>
    public IEnumerable<uint> InterfacesNamed(string name) => Named(_interfaces, name).Union(Named(_known.Interfaces, name));

    /// <summary>The applications that the device calls so.</summary>
    public IEnumerable<uint> ApplicationsNamed(string name) => Named(_applications, name);

    /// <summary>Notes what the inventory knows of the device, in place of what it knew before.</summary>
    /// <param name="instance">What it is called there.</param>
    /// <param name="interfaces">The names of its interfaces by their numbers.</param>
    public void Know(string instance, FrozenDictionary<uint, string> interfaces) => _known = new Known(instance, interfaces);

    /// <summary>Notes the name of an interface.</summary>
    public void NameInterface(uint index, string name) => Note(_interfaces, index, name);

    /// <summary>Notes the name of an application.</summary>
    public void NameApplication(uint application, string name) => Note(_applications, application, name);

    /// <summary>Counts what its sequence numbers say was lost; less than zero where something came late after all.</summary>
    public void CountLost(long records, long datagrams)
    {
        Interlocked.Add(ref _lost, records);
        Interlocked.Add(ref _lostDatagrams, datagrams);
    }

    private static IEnumerable<uint> Named(IEnumerable<KeyValuePair<uint, string>> names, string name) =>
        names.Where(n => n.Value.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static n => n.Key);

    private static void Note(ConcurrentDictionary<uint, string> names, uint key, string name)
    {
        if (name.Length > 0 && (names.Count < MaxNames || names.ContainsKey(key)))
            names[key] = name;
    }

    private sealed record Known(string Instance, FrozenDictionary<uint, string> Interfaces);
}
