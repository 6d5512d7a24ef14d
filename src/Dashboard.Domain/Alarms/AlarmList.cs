using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>
/// What is wrong now, whoever says so: one list for all doors (ITU-T X.733). The same alarm from several doors is one,
/// and it is cleared when every door that raised it has cleared it: that one of them no longer sees it is no proof, and
/// an alarm that stays too long can be cleared by hand, while one that goes too early is not seen. Readers get immutable
/// snapshots of a version.
/// </summary>
public sealed partial class AlarmList
{
    private static readonly TimeSpan WriteAgain = TimeSpan.FromSeconds(5);

    // What comes later than this after its alarm has left is a new alarm.
    private static readonly TimeSpan KeepTurns = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly AlarmOptions _options;
    private readonly ManagedObjectNames _names;
    private readonly TimeProvider _time;
    private readonly IAlarmJournal? _journal;
    private readonly AlarmBook _book = new();
    private readonly Dictionary<AlarmIdentity, AlarmTurns> _turns = []; // bound: twice AlarmOptions.MaxActive
    private readonly Dictionary<string, HashSet<AlarmIdentity>> _standing = new(StringComparer.Ordinal); // bound: rules, each with alarms of the list
    private readonly Dictionary<long, Alarm> _unwritten = []; // bound: twice AlarmOptions.MaxActive
    private readonly Dictionary<(string Door, AlarmOutcome Outcome), long> _outcomes = []; // bound: doors of the program
    private volatile AlarmSnapshot _current = AlarmSnapshot.Empty;
    private DateTimeOffset _writeAt;
    private long _lastId;
    private long _generation;
    private long _version;
    private long _unkept;

    public AlarmList(AlarmOptions options, ManagedObjectNames names, TimeProvider time, IAlarmJournal? journal = null)
    {
        (_options, _names, _time, _journal) = (options, names, time, journal);
        _generation = names.Generation;
    }

    /// <summary>The list as it is now.</summary>
    public AlarmSnapshot Current => _current;

    /// <summary>Changes that could not be written in time and were given up; the list in memory has them.</summary>
    public long Unkept => Interlocked.Read(ref _unkept);

    /// <summary>How many notifications each door brought since the start, by what became of them.</summary>
    public IReadOnlyList<(string Door, AlarmOutcome Outcome, long Count)> Outcomes
    {
        get
        {
            lock (_gate)
                return [.. _outcomes.Select(static o => (o.Key.Door, o.Key.Outcome, o.Value))];
        }
    }

    /// <summary>An alarm of the list; null where it has left it.</summary>
    public Alarm? Find(long id)
    {
        lock (_gate)
            return _book.TryFind(id, out var alarm) ? alarm : null;
    }

    /// <summary>Takes what doors say, all at once.</summary>
    public void Take(params ReadOnlySpan<AlarmNotification> said)
    {
        lock (_gate)
        {
            foreach (var one in said)
                Count(one.Door, Take(one, _names.Identify(one)));
            Commit();
        }
    }

    /// <summary>
    /// Takes everything that holds by a door which looks again and again, such as a rule: what it says anew is no repeat,
    /// and what it no longer says is cleared.
    /// </summary>
    public void Hold(string door, IReadOnlyList<AlarmNotification> holding)
    {
        lock (_gate)
        {
            // After a restart the list knows what the door held.
            var before = _standing.GetValueOrDefault(door) ?? [.. _book.All.Where(a => a.Door(door) is { ClearedAt: null }).Select(static a => a.Identity)];
            var now = new HashSet<AlarmIdentity>(holding.Count); // bound: holding
            var time = _time.GetUtcNow();
            foreach (var one in holding)
            {
                var identity = _names.Identify(one);
                if (!now.Add(identity))
                    continue;
                if (_book.Find(identity) is { } alarm && alarm.Door(door) is { ClearedAt: null } known && known.Severity == one.Severity)
                    Refresh(alarm, known, one.Text);
                else
                    Count(door, Raise(_turns.TryGetValue(identity, out var turns) && one.EventTime < turns.ClearedAt ? one with { EventTime = time } : one, identity));
            }
            foreach (var identity in before)
            {
                if (!now.Contains(identity) && _book.Find(identity) is { } alarm && alarm.Door(door) is { ClearedAt: null } known)
                    Count(door, Release(alarm, known, Over(alarm, door)));
            }
            _standing[door] = now;
            Commit();
        }
    }

    /// <summary>Since when a door holds alarms, by their identity.</summary>
    public IReadOnlyDictionary<AlarmIdentity, DateTimeOffset> HeldBy(string door)
    {
        lock (_gate)
            return _book.All.Where(a => a.Door(door) is { ClearedAt: null }).ToDictionary(static a => a.Identity, static a => a.RaisedAt);
    }

    /// <summary>Ends what time ends: toggling that has come to rest, and cleared alarms that nobody acknowledges. To be called every few seconds.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_generation != _names.Generation)
                IdentifyAnew();
            foreach (var alarm in _book.All.Where(a => a.IsToggling || !a.IsOpen).ToList())
            {
                if (!alarm.IsOpen && now - alarm.ClearedAt >= _options.KeepCleared)
                    Leave(alarm.Add(new(now, AlarmStepKind.Expired, "", alarm.Severity, "")), now);
                else if (alarm.IsToggling && now - LastTurn(alarm) >= _options.ToggleWindow)
                    Rest(alarm, now);
            }
            foreach (var (identity, turns) in _turns)
            {
                if (now - turns.ClearedAt > KeepTurns && now - turns.RaisedAt > KeepTurns && _book.Find(identity) is null)
                    _turns.Remove(identity);
            }
            Commit();
        }
    }

    /// <summary>Puts back what was there when the program ended. To be called once, before anything is taken.</summary>
    /// <param name="active">The active list.</param>
    /// <param name="left">What left it lately.</param>
    /// <param name="lastId">The highest number that an alarm was given.</param>
    public void Restore(IEnumerable<Alarm> active, IEnumerable<Alarm> left, long lastId)
    {
        lock (_gate)
        {
            _lastId = lastId;
            foreach (var alarm in active.OrderBy(static a => a.Id))
                Rekey(alarm);
            foreach (var alarm in left.Concat(_book.All).Where(static a => a.ClearedAt is not null))
                TurnsOf(Identify(alarm)).ClearedAt = alarm.ClearedAt!.Value;
            Commit();
        }
    }

    private AlarmOutcome Take(AlarmNotification said, AlarmIdentity identity)
    {
        if (said.Severity != PerceivedSeverity.Cleared)
            return Raise(said, identity);
        if (_book.Find(identity) is not { } alarm || alarm.Door(said.Door) is not { } door)
            return AlarmOutcome.OrphanClear;
        return said.EventTime < door.ToldAt ? AlarmOutcome.Late
            : door.ClearedAt is not null ? AlarmOutcome.OrphanClear
            : Release(alarm, door, said);
    }

    private AlarmOutcome Raise(AlarmNotification said, AlarmIdentity identity)
    {
        if (_book.Find(identity) is not { } alarm)
            return RaiseNew(said, identity);
        if (alarm.Door(said.Door) is { } door && said.EventTime < door.ToldAt)
            return AlarmOutcome.Late;
        if (!alarm.IsOpen)
        {
            if (said.EventTime < alarm.ClearedAt)
                return AlarmOutcome.Late;
            Keep(Toggled(AlarmChanges.Reopened(alarm, said), said.EventTime));
            return AlarmOutcome.Raised;
        }
        // It was gone in between, and shown as if it were not.
        if (alarm.IsToggling && !alarm.IsHeld)
        {
            var turns = TurnsOf(identity);
            if (said.EventTime < turns.ClearedAt)
                return AlarmOutcome.Late;
            turns.Raise(said.EventTime, _options.ToggleWindow);
        }
        var told = AlarmChanges.Told(alarm, said);
        Keep(told);
        return told.Severity != alarm.Severity || told.Doors.Length != alarm.Doors.Length ? AlarmOutcome.Changed : AlarmOutcome.Repeated;
    }

    private AlarmOutcome RaiseNew(AlarmNotification said, AlarmIdentity identity)
    {
        if (_turns.TryGetValue(identity, out var turns) && said.EventTime < turns.ClearedAt)
            return AlarmOutcome.Late;
        if (_book.Count >= _options.MaxActive)
        {
            if (_book.LeastFor(said.Severity) is not { } least)
                return AlarmOutcome.Refused;
            Leave(least.Add(new(_time.GetUtcNow(), AlarmStepKind.Expired, "", least.Severity, "The list was full.")), _time.GetUtcNow());
        }
        var alarm = AlarmChanges.New(++_lastId, identity, said);
        Keep(turns is null ? alarm : Toggled(alarm, said.EventTime));
        return AlarmOutcome.Raised;
    }

    private AlarmOutcome Release(Alarm alarm, AlarmDoor door, AlarmNotification said)
    {
        var released = AlarmChanges.Released(alarm, door, said);
        if (released.IsHeld)
        {
            Keep(released);
            return AlarmOutcome.Changed;
        }
        TurnsOf(alarm.Identity).ClearedAt = said.EventTime;
        if (released.IsToggling)
            Keep(released);
        else
            Close(AlarmChanges.Cleared(released, said.EventTime, AlarmStepKind.Cleared, said.Door, said.Text));
        return AlarmOutcome.Cleared;
    }

    // What is cleared and acknowledged leaves the list.
    private void Close(Alarm cleared)
    {
        if (cleared.IsUnacknowledged)
            Keep(cleared);
        else
            Leave(cleared, _time.GetUtcNow());
    }

    private void Leave(Alarm alarm, DateTimeOffset at)
    {
        _book.Remove(alarm);
        _unwritten[alarm.Id] = alarm with { LeftAt = at };
    }

    private void Keep(Alarm alarm)
    {
        _book.Put(alarm);
        _unwritten[alarm.Id] = alarm;
    }

    // A rule says its value anew every few seconds; that is shown and not worth a write.
    private void Refresh(Alarm alarm, AlarmDoor door, string text)
    {
        text = AlarmChanges.Cut(text);
        if (text == door.Text)
            return;
        var said = alarm.With(door with { Text = text });
        _book.Put(said with { Text = said.WorstDoor()!.Text });
    }

    private Alarm Toggled(Alarm alarm, DateTimeOffset at) =>
        TurnsOf(alarm.Identity).Raise(at, _options.ToggleWindow) && !alarm.IsToggling
            ? (alarm with { IsToggling = true }).Add(new(at, AlarmStepKind.ToggleBegan, "", alarm.Severity, ""))
            : alarm;

    private void Rest(Alarm alarm, DateTimeOffset now)
    {
        var rested = (alarm with { IsToggling = false }).Add(new(now, AlarmStepKind.ToggleEnded, "", alarm.Severity, ""));
        if (rested.IsHeld)
            Keep(rested);
        else
            Close(AlarmChanges.Cleared(rested, rested.Doors.Max(static d => d.ClearedAt) ?? now, AlarmStepKind.Cleared, "", ""));
    }

    private DateTimeOffset LastTurn(Alarm alarm) =>
        _turns.TryGetValue(alarm.Identity, out var turns) && turns.RaisedAt > DateTimeOffset.MinValue ? turns.RaisedAt : alarm.ToldAt;

    private AlarmTurns TurnsOf(AlarmIdentity identity)
    {
        if (_turns.TryGetValue(identity, out var turns))
            return turns;
        if (_turns.Count >= 2 * _options.MaxActive)
        {
            foreach (var known in _turns.Keys)
            {
                if (_book.Find(known) is null)
                    _turns.Remove(known);
            }
        }
        return _turns[identity] = new AlarmTurns(_options.ToggleCount);
    }

    private AlarmNotification Over(Alarm alarm, string door) => new()
    {
        ManagedObject = alarm.ManagedObject,
        Type = alarm.Identity.Type,
        ProbableCause = alarm.Identity.ProbableCause,
        SpecificProblem = alarm.Identity.SpecificProblem,
        Severity = PerceivedSeverity.Cleared,
        Text = "",
        EventTime = _time.GetUtcNow(),
        Door = door,
    };

    private void IdentifyAnew()
    {
        _generation = _names.Generation;
        foreach (var alarm in _book.All.Where(a => Identify(a) != a.Identity).OrderBy(static a => a.Id).ToList())
        {
            _book.Remove(alarm);
            Rekey(alarm);
        }
        _standing.Clear();
    }

    private AlarmIdentity Identify(Alarm alarm)
    {
        var (device, resource) = _names.Resolve(alarm.ManagedObject);
        return alarm.Identity with { Device = device, Resource = resource };
    }

    // Two alarms may turn out to be one when it becomes known that what they concern is one.
    private void Rekey(Alarm alarm)
    {
        alarm = alarm with { Identity = Identify(alarm) };
        if (_book.Find(alarm.Identity) is not { } same)
        {
            _book.Put(alarm);
            return;
        }
        var (stays, goes) = (same.IsOpen, alarm.IsOpen) is (false, true) ? (alarm, same) : (same, alarm);
        if (stays.IsOpen && goes.IsOpen)
        {
            foreach (var door in goes.Doors.Where(d => stays.Door(d.Name) is null))
                stays = stays.With(door);
        }
        var now = _time.GetUtcNow();
        Leave(goes.Add(new(now, AlarmStepKind.Expired, "", goes.Severity, $"It is alarm {stays.Id}.")), now);
        Keep(stays with { Count = stays.Count + goes.Count });
    }

    private void Count(string door, AlarmOutcome outcome) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, (door, outcome), out _)++;

    private void Commit()
    {
        if (_journal is null)
            _unwritten.Clear();
        else if (_unwritten.Count > 0 && _time.GetUtcNow() >= _writeAt)
        {
            if (_journal.TryWrite(_unwritten.Values))
                _unwritten.Clear();
            else
                _writeAt = _time.GetUtcNow() + WriteAgain;
        }
        if (_unwritten.Count > 2 * _options.MaxActive)
        {
            foreach (var (id, _) in _unwritten.Where(static a => a.Value.LeftAt is not null).ToList())
            {
                _unwritten.Remove(id);
                _unkept++;
            }
        }
        if (_book.Snapshot(_version + 1) is { } snapshot)
            (_version, _current) = (snapshot.Version, snapshot);
    }
}
