using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Alarms;

public sealed class AlarmListTests
{
    private readonly FakeClock _clock = new();
    private readonly DeviceInventory _inventory = new();
    private readonly RememberedAlarms _journal = new();
    private readonly AlarmList _list;

    public AlarmListTests() => _list = List(new AlarmOptions());

    private Alarm Only => Assert.Single(_list.Current.All);

    [Fact]
    public void One_fault_told_by_trap_syslog_and_rule_is_one_alarm_that_is_over_when_all_three_say_so()
    {
        _list.Take(Said("rtr-1 GigabitEthernet0/1", door: "snmp-trap"), Said("rtr-1 Gi0/1", door: "syslog", severity: PerceivedSeverity.Minor));
        _list.Hold("rule interface-no-carrier", [Said("rtr-1 gi0/1", door: "rule interface-no-carrier")]);

        Assert.Equal(["snmp-trap", "syslog", "rule interface-no-carrier"], Only.Doors.Select(d => d.Name));
        Assert.Equal((PerceivedSeverity.Major, 1), (Only.Severity, Only.Count));

        Pass(1);
        _list.Take(Over("rtr-1 Gi0/1", door: "syslog"));
        _list.Hold("rule interface-no-carrier", []);
        Assert.True(Only.IsOpen);

        _list.Take(Over("rtr-1 Gi0/1", door: "snmp-trap"));
        Assert.Equal((false, PerceivedSeverity.Cleared, PerceivedSeverity.Major), (Only.IsOpen, Only.Severity, Only.PreviousSeverity));
        Assert.Empty(_list.Current.Open);
    }

    [Fact]
    public void Another_cause_or_another_object_is_another_alarm()
    {
        _list.Take(Said("rtr-1 Gi0/1"), Said("rtr-1 Gi0/1", cause: ProbableCause.CommunicationProtocolError), Said("rtr-1 Gi0/2"), Said("rtr-2 Gi0/1"));
        Assert.Equal(4, _list.Current.Open.Count);
    }

    [Fact]
    public void What_is_said_again_is_counted_and_not_listed_again()
    {
        for (var i = 0; i < 5; i++)
        {
            _list.Take(Said("rtr-1"));
            Pass(1);
        }
        Assert.Equal((5, 1), (Only.Count, Only.Life.Length));
        Assert.Equal(4, Outcome(AlarmOutcome.Repeated));
    }

    [Fact]
    public void A_severity_changes_in_place_and_what_gets_worse_is_to_be_looked_at_again()
    {
        _list.Take(Said("rtr-1", severity: PerceivedSeverity.Minor));
        var id = Only.Id;
        _list.Acknowledge([id], "ada");
        _list.Take(Said("rtr-1", severity: PerceivedSeverity.Warning));
        Assert.Equal((PerceivedSeverity.Warning, PerceivedSeverity.Minor, "ada"), (Only.Severity, Only.PreviousSeverity, Only.Acknowledged?.User));

        _list.Take(Said("rtr-1", severity: PerceivedSeverity.Critical));
        Assert.Equal((id, PerceivedSeverity.Critical, true), (Only.Id, Only.Severity, Only.IsUnacknowledged));
        Assert.Equal(1, _list.Current.Count(PerceivedSeverity.Critical));
    }

    [Fact]
    public void A_clear_without_an_alarm_or_by_a_door_that_did_not_raise_it_is_counted_and_changes_nothing()
    {
        _list.Take(Over("rtr-1"));
        Assert.Empty(_list.Current.All);
        _list.Take(Said("rtr-1", door: "syslog"));
        _list.Take(Over("rtr-1", door: "snmp-trap"));
        Assert.True(Only.IsOpen);
        Assert.Equal(2, Outcome(AlarmOutcome.OrphanClear));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_comes_late_does_not_reopen_what_was_cleared_later(bool acknowledged)
    {
        var raised = Said("rtr-1");
        _list.Take(raised);
        if (acknowledged)
            _list.Acknowledge([Only.Id], "ada");
        Pass(10);
        _list.Take(Over("rtr-1"));

        _list.Take(raised with { EventTime = raised.EventTime.AddSeconds(5) }, raised with { Door = "syslog", EventTime = raised.EventTime.AddSeconds(5) });

        Assert.Empty(_list.Current.Open);
        Assert.Equal(2, Outcome(AlarmOutcome.Late));
        _list.Take(raised with { EventTime = raised.EventTime.AddSeconds(11) });
        Assert.Single(_list.Current.Open);
    }

    [Fact]
    public void A_clear_that_comes_late_does_not_end_what_was_raised_later()
    {
        _list.Take(Said("rtr-1"));
        var late = Over("rtr-1") with { EventTime = _clock.GetUtcNow().AddSeconds(5) };
        Pass(10);
        _list.Take(Said("rtr-1"));
        _list.Take(late);
        Assert.True(Only.IsOpen);
    }

    [Fact]
    public void What_is_cleared_and_acknowledged_leaves_in_either_order()
    {
        _list.Take(Said("a"), Said("b"));
        foreach (var alarm in _list.Current.All)
        {
            if (alarm.ManagedObject == "a")
                _list.Acknowledge([alarm.Id], "ada", "on it");
        }
        Pass(1);
        _list.Take(Over("a"), Over("b"));
        Assert.Equal("b", Only.ManagedObject);
        _list.Acknowledge([Only.Id], "ada");
        Assert.Empty(_list.Current.All);

        Assert.All(_journal.Alarms.Values, a => Assert.NotNull(a.LeftAt));
        var first = _journal.Alarms.Values.Single(a => a.ManagedObject == "a");
        Assert.Equal([AlarmStepKind.Raised, AlarmStepKind.Acknowledged, AlarmStepKind.Commented, AlarmStepKind.Cleared], first.Life.Select(s => s.Kind));
        Assert.Equal(("ada", "on it"), (first.Comments.Single().By, first.Comments.Single().Text));
    }

    [Fact]
    public void What_is_cleared_and_nobody_acknowledges_leaves_after_its_time()
    {
        _list.Take(Said("a"));
        _list.Take(Over("a"));
        Pass((8 * 3600) - 1);
        _list.Settle();
        Assert.Single(_list.Current.All);
        Pass(1);
        _list.Settle();
        Assert.Empty(_list.Current.All);
    }

    [Fact]
    public void What_comes_and_goes_is_shown_as_toggling_until_it_keeps_still()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            Turn();
            Assert.Equal((false, false), (Only.IsToggling, Only.IsOpen));
        }
        Turn();
        Assert.Equal((true, true, 4), (Only.IsToggling, Only.IsOpen, Only.Count));
        var steps = Only.Life.Length;
        for (var turn = 0; turn < 20; turn++)
            Turn();
        Assert.Equal((true, true, 24, steps), (Only.IsToggling, Only.IsOpen, Only.Count, Only.Life.Length));

        Pass(294);
        _list.Settle();
        Assert.True(Only.IsToggling);
        Pass(1);
        _list.Settle();
        Assert.Equal((false, false, PerceivedSeverity.Major), (Only.IsToggling, Only.IsOpen, Only.PreviousSeverity));

        void Turn()
        {
            Pass(5);
            _list.Take(Said("rtr-1"));
            Pass(5);
            _list.Take(Over("rtr-1"));
        }
    }

    [Fact]
    public void What_comes_and_goes_slowly_does_not_toggle()
    {
        for (var turn = 0; turn < 10; turn++)
        {
            _list.Take(Said("rtr-1"));
            Pass(100);
            _list.Take(Over("rtr-1"));
            Pass(100);
        }
        Assert.False(Only.IsToggling);
    }

    [Fact]
    public void The_worst_come_first_then_what_nobody_acknowledged_then_the_newest_and_what_is_cleared_last()
    {
        foreach (var (name, severity) in new[] { ("old-major", PerceivedSeverity.Major), ("acknowledged", PerceivedSeverity.Major), ("warning", PerceivedSeverity.Warning), ("new-major", PerceivedSeverity.Major), ("over", PerceivedSeverity.Critical), ("critical", PerceivedSeverity.Critical) })
        {
            _list.Take(Said(name, severity: severity));
            Pass(1);
        }
        _list.Acknowledge([_list.Current.All.Single(a => a.ManagedObject == "acknowledged").Id], "ada");
        _list.Take(Over("over"));

        Assert.Equal(["critical", "new-major", "old-major", "acknowledged", "warning", "over"], _list.Current.All.Select(a => a.ManagedObject));
        Assert.Equal(["critical", "new-major", "old-major", "acknowledged", "warning"], _list.Current.Open.Select(a => a.ManagedObject));
        Assert.Equal((3, 1, 4), (_list.Current.Count(PerceivedSeverity.Major), _list.Current.Count(PerceivedSeverity.Cleared), _list.Current.Unacknowledged));
    }

    [Fact]
    public void A_full_list_lets_go_of_what_matters_least_and_refuses_what_matters_less()
    {
        var list = List(new AlarmOptions { MaxActive = 4 });
        list.Take(Said("major", severity: PerceivedSeverity.Major), Said("minor-1", severity: PerceivedSeverity.Minor), Said("minor-2", severity: PerceivedSeverity.Minor), Said("over"));
        list.Take(Over("over"));

        list.Take(Said("warning", severity: PerceivedSeverity.Warning));
        Assert.DoesNotContain(list.Current.All, a => a.ManagedObject == "over");
        list.Take(Said("critical", severity: PerceivedSeverity.Critical));
        Assert.Equal(1, list.Outcomes.Single(o => o.Outcome == AlarmOutcome.Refused).Count);

        list.Acknowledge([.. list.Current.All.Where(a => a.ManagedObject is "minor-1" or "major").Select(a => a.Id)], "ada");
        list.Take(Said("another-warning", severity: PerceivedSeverity.Warning));
        Assert.Equal(2, list.Outcomes.Single(o => o.Outcome == AlarmOutcome.Refused).Count);
        list.Take(Said("critical", severity: PerceivedSeverity.Critical));
        Assert.Equal(["critical", "major", "minor-2", "warning"], list.Current.All.Select(a => a.ManagedObject));
        Assert.Equal(2, _journal.Alarms.Values.Count(a => a.LeftAt is not null));
    }

    [Fact]
    public void A_change_makes_a_new_snapshot_and_leaves_the_old_one_as_it_was()
    {
        _list.Take(Said("a"));
        var before = _list.Current;
        _list.Settle();
        Assert.Same(before, _list.Current);
        _list.Take(Said("b"));
        Assert.Equal((1, 2, true), (before.All.Count, _list.Current.All.Count, _list.Current.Version > before.Version));
    }

    [Fact]
    public void What_an_operator_cannot_do_is_said_in_a_sentence()
    {
        _list.Take(Said("a"));
        _list.Hold("rule r", [Said("b", door: "rule r")]);
        var (a, b) = (_list.Current.All.Single(x => x.ManagedObject == "a").Id, _list.Current.All.Single(x => x.ManagedObject == "b").Id);

        Assert.Equal(["There is no alarm 99 in the active list."], _list.Acknowledge([99], "ada").Refusals);
        Assert.Equal([$"Alarm {b} is still found by rule r; it clears by itself when that ends."], _list.Clear([b], "ada").Refusals);
        Assert.Equal(["A comment has to say something."], _list.Comment([a], "ada", "  ").Refusals);
        Assert.Equal(["A comment has 1,000 characters at most; this one has 1,001."], _list.Comment([a], "ada", new string('x', 1001)).Refusals);
        Assert.Equal([$"Alarm {a} is not acknowledged."], _list.Unacknowledge([a], "ada").Refusals);
        _list.Acknowledge([a], "ada");
        Assert.Equal([$"Alarm {a} is acknowledged already, by ada."], _list.Acknowledge([a], "bob").Refusals);
    }

    [Fact]
    public void What_is_cleared_by_hand_says_by_whom_and_may_be_raised_again()
    {
        _list.Take(Said("a"));
        Pass(1);
        Assert.Single(_list.Clear([Only.Id], "ada", "the clear was lost").Done);
        Assert.Equal((AlarmStepKind.ClearedByHand, "ada"), (Only.Life[1].Kind, Only.Life[1].By));
        Assert.False(Only.IsOpen);
        Pass(1);
        _list.Take(Said("a"));
        Assert.Equal((true, 2), (Only.IsOpen, Only.Count));
    }

    [Fact]
    public void Comments_and_life_are_bounded_and_the_beginning_and_the_comments_stay()
    {
        _list.Take(Said("a"));
        for (var i = 0; i < 100; i++)
            _list.Comment([Only.Id], "ada", $"comment {i}");
        Assert.Equal(Alarm.MaxComments, Only.Comments.Count());
        for (var i = 0; i < 200; i++)
        {
            Pass(600);
            _list.Take(Over("a"));
            _list.Take(Said("a"));
        }
        Assert.Equal((Alarm.MaxSteps, AlarmStepKind.Raised, Alarm.MaxComments), (Only.Life.Length, Only.Life[0].Kind, Only.Comments.Count()));
    }

    [Fact]
    public void Two_alarms_become_one_when_the_inventory_learns_that_two_names_are_one_device()
    {
        _list.Take(Said("192.0.2.7 Gi0/1", door: "snmp-trap"), Said("edge-7 GigabitEthernet0/1", door: "syslog"));
        Assert.Equal(2, _list.Current.Open.Count);

        _inventory.Publish(new Device { Instance = "edge-7", Address = "192.0.2.7:161", SeenAt = 1 });
        Pass(60);
        _list.Settle();

        Assert.Equal(["snmp-trap", "syslog"], Assert.Single(_list.Current.Open).Doors.Select(d => d.Name).Order(StringComparer.Ordinal));
        _list.Take(Over("edge-7 Gi0/1", door: "snmp-trap"), Over("edge-7 Gi0/1", door: "syslog"));
        Assert.Empty(_list.Current.Open);
    }

    [Fact]
    public void What_could_not_be_written_is_written_with_the_next()
    {
        _journal.IsAway = true;
        _list.Take(Said("a"));
        Assert.Empty(_journal.Alarms);
        _journal.IsAway = false;
        Pass(6);
        _list.Take(Said("b"));
        Assert.Equal(2, _journal.Alarms.Count);
    }

    [Fact]
    public void What_was_there_before_a_restart_is_there_after_it_and_no_number_is_given_twice()
    {
        _list.Take(Said("a"), Said("b"));
        Pass(5);
        _list.Take(Over("b"));
        _list.Acknowledge([_list.Current.All.Single(x => x.ManagedObject == "b").Id], "ada");

        var after = List(new AlarmOptions());
        after.Restore(_journal.Alarms.Values.Where(a => a.LeftAt is null), _journal.Alarms.Values.Where(a => a.LeftAt is not null), 2);

        Assert.Equal("a", Assert.Single(after.Current.Open).ManagedObject);
        after.Take(Said("b") with { EventTime = _clock.GetUtcNow().AddSeconds(-3) });
        Assert.Single(after.Current.Open);
        after.Take(Said("b"));
        Assert.Equal(3, after.Current.Open.Max(a => a.Id));
    }

    private AlarmList List(AlarmOptions options) => new(options, new ManagedObjectNames(_inventory, _clock), _clock, _journal);

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private long Outcome(AlarmOutcome outcome) => _list.Outcomes.Where(o => o.Outcome == outcome).Sum(o => o.Count);

    private AlarmNotification Said(string managedObject, string door = "syslog", PerceivedSeverity severity = PerceivedSeverity.Major, string cause = ProbableCause.LossOfSignal) => new()
    {
        ManagedObject = managedObject,
        Type = AlarmType.Communications,
        ProbableCause = cause,
        Severity = severity,
        Text = $"{managedObject} is down.",
        EventTime = _clock.GetUtcNow(),
        Door = door,
    };

    private AlarmNotification Over(string managedObject, string door = "syslog") => Said(managedObject, door, PerceivedSeverity.Cleared);

    private sealed class RememberedAlarms : IAlarmJournal
    {
        public Dictionary<long, Alarm> Alarms { get; } = []; // bound: alarms of the test

        public bool IsAway { get; set; }

        public bool TryWrite(IReadOnlyCollection<Alarm> changed)
        {
            if (IsAway)
                return false;
            foreach (var alarm in changed)
                Alarms[alarm.Id] = alarm;
            return true;
        }
    }
}
