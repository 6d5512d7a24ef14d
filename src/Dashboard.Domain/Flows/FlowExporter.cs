using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>A device that reports flows: what it calls its interfaces and applications, and how much of its reports was lost. Safe from any thread.</summary>
public sealed class FlowExporter(NetworkAddress address)
{
    private const int MaxNames = 16_384;

    private readonly ConcurrentDictionary<uint, string> _interfaces = []; // bound: MaxNames
    private readonly ConcurrentDictionary<uint, string> _applications = []; // bound: MaxNames
    private long _lost;
    private long _lostDatagrams;

    public NetworkAddress Address { get; } = address;

    /// <summary>Its address in words; "other" for the devices that there was no room for.</summary>
    public string Name { get; } = address.IsNone ? "other" : address.ToString();

    /// <summary>Flow records that it sent and that never came, by its sequence numbers.</summary>
    public long LostRecords => Interlocked.Read(ref _lost);

    /// <summary>Datagrams that it sent and that never came, where it counts those: NetFlow v9 and sFlow.</summary>
    public long LostDatagrams => Interlocked.Read(ref _lostDatagrams);

    /// <summary>The name of an interface, or its number where the device has not told one.</summary>
    public string InterfaceName(uint index) => _interfaces.TryGetValue(index, out var name) ? name : index.ToString();

    /// <summary>What the device calls an application; null where it has not told.</summary>
    public string? ApplicationName(uint application) => _applications.GetValueOrDefault(application);

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

    private static void Note(ConcurrentDictionary<uint, string> names, uint key, string name)
    {
        if (name.Length > 0 && (names.Count < MaxNames || names.ContainsKey(key)))
            names[key] = name;
    }
}
