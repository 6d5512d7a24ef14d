using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>The alarms of the active list by what they are known by, always in order. Used under the list's lock.</summary>
/// <remarks>The order is a balanced tree: a change costs some 20 nodes whatever the number of alarms, and a snapshot nothing.</remarks>
internal sealed class AlarmBook
{
    private readonly Dictionary<AlarmIdentity, Alarm> _byIdentity = []; // bound: AlarmOptions.MaxActive, held by AlarmList
    private readonly Dictionary<long, Alarm> _byId = []; // bound: the same
    private readonly ImmutableSortedSet<Alarm>.Builder _order = ImmutableSortedSet.CreateBuilder<Alarm>(AlarmOrder.Worst);
    private readonly int[] _counts = new int[6];
    private int _unacknowledged;
    private bool _isChanged;

    public int Count => _byId.Count;

    public IEnumerable<Alarm> All => _byId.Values;

    public Alarm? Find(AlarmIdentity identity) => _byIdentity.GetValueOrDefault(identity);

    public bool TryFind(long id, [MaybeNullWhen(false)] out Alarm alarm) => _byId.TryGetValue(id, out alarm);

    /// <summary>Puts an alarm in, in place of what it was before.</summary>
    public void Put(Alarm alarm)
    {
        if (_byId.TryGetValue(alarm.Id, out var before))
            Take(before);
        _byId[alarm.Id] = _byIdentity[alarm.Identity] = alarm;
        _order.Add(alarm);
        Weigh(alarm, 1);
    }

    public void Remove(Alarm alarm)
    {
        if (_byId.Remove(alarm.Id, out var held))
            Take(held);
    }

    /// <summary>The alarm that would leave for a new one: one that is cleared, or else acknowledged and no worse, of these the least severe and oldest; null where none may.</summary>
    public Alarm? LeastFor(PerceivedSeverity severity)
    {
        var end = _order.Count;
        for (var least = PerceivedSeverity.Cleared; least <= severity; least++)
        {
            if (_counts[(int)least] > 0 && _order[end - 1] is var last && (!last.IsOpen || !last.IsUnacknowledged))
                return last;
            end -= _counts[(int)least];
        }
        return null;
    }

    /// <summary>The list as it is now; null where it is as it was.</summary>
    public AlarmSnapshot? Snapshot(long version)
    {
        if (!_isChanged)
            return null;
        _isChanged = false;
        return new AlarmSnapshot(version, _order.ToImmutable(), [.. _counts], _unacknowledged);
    }

    private void Take(Alarm held)
    {
        if (_byIdentity.TryGetValue(held.Identity, out var same) && same.Id == held.Id)
            _byIdentity.Remove(held.Identity);
        _order.Remove(held);
        Weigh(held, -1);
    }

    private void Weigh(Alarm alarm, int by)
    {
        _counts[(int)alarm.Severity] += by;
        if (alarm is { IsOpen: true, IsUnacknowledged: true })
            _unacknowledged += by;
        _isChanged = true;
    }
}
