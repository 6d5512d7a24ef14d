using System.Runtime.InteropServices;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Ran;

/// <summary>What is open at an object or below it.</summary>
/// <param name="Worst">The worst severity; cleared where nothing is open.</param>
/// <param name="Alarms">Open alarms.</param>
public readonly record struct NodeState(PerceivedSeverity Worst, int Alarms);

/// <summary>
/// How the objects of the radio network are by the open alarms: each alarm counts for the object that it is about, for
/// all objects above that one, and for its site.
/// </summary>
public sealed class NetworkState
{
    private readonly Dictionary<string, NodeState> _nodes = new(StringComparer.Ordinal); // bound: objects of the network
    private readonly Dictionary<string, NodeState> _sites = new(StringComparer.Ordinal); // bound: sites of the network
    private readonly List<(Alarm Alarm, NetworkObject At)> _placed = []; // bound: open alarms

    /// <param name="network">The network.</param>
    /// <param name="open">The open alarms, the worst first.</param>
    public NetworkState(NetworkTree.Snapshot network, IReadOnlyList<Alarm> open)
    {
        Network = network;
        foreach (var alarm in open)
        {
            if (network.Names.Find(alarm.ManagedObject) is not { } at)
                continue;
            _placed.Add((alarm, at));
            foreach (var above in Upwards(at))
                Add(_nodes, above.Name, alarm.Severity);
            if (at.Site.Length > 0)
                Add(_sites, at.Site, alarm.Severity);
        }
    }

    /// <summary>The network that it is of.</summary>
    public NetworkTree.Snapshot Network { get; }

    /// <summary>How many open alarms are about objects of the network.</summary>
    public int Alarms => _placed.Count;

    /// <summary>What is open at an object or below it.</summary>
    public NodeState Of(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>What is open at a site.</summary>
    public NodeState OfSite(string site) => _sites.GetValueOrDefault(site);

    /// <summary>The open alarms at an object or below it, the worst first.</summary>
    public IEnumerable<Alarm> AlarmsOf(string name) => _placed.Where(p => Upwards(p.At).Any(o => o.Name == name)).Select(static p => p.Alarm);

    /// <summary>The open alarms of a site, the worst first.</summary>
    public IEnumerable<Alarm> AlarmsOfSite(string site) => _placed.Where(p => p.At.Site == site).Select(static p => p.Alarm);

    private IEnumerable<NetworkObject> Upwards(NetworkObject from)
    {
        for (var at = from; at is not null; at = at.Parent.Length > 0 ? Network.Find(at.Parent) : null)
            yield return at;
    }

    private static void Add(Dictionary<string, NodeState> states, string name, PerceivedSeverity severity)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(states, name, out _);
        state = new NodeState(severity > state.Worst ? severity : state.Worst, state.Alarms + 1);
    }
}
