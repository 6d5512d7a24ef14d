using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Alarms;

public sealed class RuleConditionsTests
{
    private static readonly AlarmRule Carrier = new()
    {
        Name = "carrier",
        Severity = PerceivedSeverity.Major,
        Query = "carrier == 0",
        For = TimeSpan.FromSeconds(5),
        ManagedObject = "{{instance}} {{device}}",
        Text = "No carrier, value {{value}}",
        Unit = Unit.None,
    };

    private readonly FakeClock _clock = new();
    private readonly ManagedObjectNames _names;
    private readonly AlarmList _alarms;
    private readonly RuleConditions _rules;

    public RuleConditionsTests()
    {
        _names = new ManagedObjectNames(new DeviceInventory(), _clock);
        _alarms = new AlarmList(new AlarmOptions(), _names, _clock);
        _rules = new RuleConditions(_alarms, _names, _clock);
    }

    [Fact]
    public void A_condition_raises_its_alarm_once_it_has_held_long_enough()
    {
        _rules.Apply(Carrier, [Sample("eth0")]);
        Assert.Empty(_rules.Raised);

        _clock.Advance(TimeSpan.FromSeconds(5));
        _rules.Apply(Carrier, [Sample("eth0")]);

        var alarm = Assert.Single(_rules.Raised);
        Assert.Equal(("rtr-1 eth0", "No carrier, value 0", PerceivedSeverity.Major), (alarm.ManagedObject, alarm.Text, alarm.Severity));
        Assert.Equal(_clock.GetUtcNow(), alarm.RaisedAt);
    }

    [Fact]
    public void A_condition_that_ends_in_between_begins_anew()
    {
        _rules.Apply(Carrier, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(4));
        _rules.Apply(Carrier, []);
        _rules.Apply(Carrier, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(4));
        _rules.Apply(Carrier, [Sample("eth0")]);
        Assert.Empty(_rules.Raised);
    }

    [Fact]
    public void An_alarm_keeps_its_time_while_it_lasts_and_is_cleared_when_its_condition_ends()
    {
        Raise("eth0");
        var raised = _rules.Raised[0].RaisedAt;
        _clock.Advance(TimeSpan.FromMinutes(10));
        _rules.Apply(Carrier, [Sample("eth0")]);
        Assert.Equal(raised, _rules.Raised[0].RaisedAt);

        _rules.Apply(Carrier, []);
        Assert.Empty(_rules.Raised);
    }

    [Fact]
    public void What_is_raised_is_in_the_alarm_list_once_however_often_it_is_found_and_cleared_there_when_it_ends()
    {
        Raise("eth0");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _rules.Apply(Carrier, [Sample("eth0")]);

        var alarm = Assert.Single(_alarms.Current.Open);
        Assert.Equal(("rtr-1 eth0", 1, "rule carrier"), (alarm.ManagedObject, alarm.Count, alarm.Doors.Single().Name));

        _rules.Apply(Carrier, []);
        Assert.Empty(_alarms.Current.Open);
        Assert.Equal(_clock.GetUtcNow(), _alarms.Current.All.Single().ClearedAt);
    }

    [Fact]
    public void An_alarm_of_before_the_restart_stays_while_its_condition_holds_without_holding_long_again()
    {
        Raise("eth0");
        Raise("eth1");
        var before = _alarms.Current.All.ToList();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var alarms = new AlarmList(new AlarmOptions(), _names, _clock);
        alarms.Restore(before, [], 2);
        var rules = new RuleConditions(alarms, _names, _clock);

        rules.Fail(Carrier, "the cache is empty yet", TimeSpan.Zero);
        rules.Apply(Carrier, [Sample("eth1")]);

        var open = Assert.Single(alarms.Current.Open);
        Assert.Equal(("rtr-1 eth1", before.Single(a => a.ManagedObject == "rtr-1 eth1").RaisedAt), (open.ManagedObject, open.RaisedAt));
        Assert.Equal(open.RaisedAt, Assert.Single(rules.Raised).RaisedAt);
    }

    [Fact]
    public void The_value_in_a_text_is_kept_new_without_counting()
    {
        Raise("eth0");
        _rules.Apply(Carrier, [new VectorSample(Sample("eth0").Labels, 0, 7)]);
        var alarm = Assert.Single(_alarms.Current.Open);
        Assert.Equal(("No carrier, value 7", 1), (alarm.Text, alarm.Count));
        Assert.Single(alarm.Life);
    }

    [Fact]
    public void The_list_is_the_same_object_while_nothing_changes()
    {
        Raise("eth0");
        var list = _rules.Raised;
        _rules.Apply(Carrier, [Sample("eth0")]);
        Assert.Same(list, _rules.Raised);
    }

    [Fact]
    public void The_end_of_one_rules_condition_does_not_touch_anothers()
    {
        Raise("eth0");
        _rules.Apply(Carrier with { Name = "other" }, []);
        Assert.Single(_rules.Raised);
    }

    [Fact]
    public void The_worst_come_first_and_of_equal_ones_the_newest()
    {
        var warning = Carrier with { Name = "w", Severity = PerceivedSeverity.Warning, For = TimeSpan.Zero };
        var major = Carrier with { Name = "m", For = TimeSpan.Zero };
        _rules.Apply(major, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _rules.Apply(warning, [Sample("eth1")]);
        _rules.Apply(major, [Sample("eth0"), Sample("eth2")]);
        Assert.Equal(["rtr-1 eth2", "rtr-1 eth0", "rtr-1 eth1"], _rules.Raised.Select(a => a.ManagedObject));
    }

    [Fact]
    public void A_full_list_counts_what_it_cannot_take_and_keeps_what_it_has()
    {
        var list = new RuleConditions(_alarms, _names, _clock, capacity: 2);
        var rule = Carrier with { For = TimeSpan.Zero };
        list.Apply(rule, [Sample("eth0"), Sample("eth1"), Sample("eth2")]);
        Assert.Equal((2, 1L), (list.Raised.Count, list.Refused));
    }

    [Fact]
    public async Task The_standard_rules_parse_and_find_what_they_are_for()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), _clock);
        var engine = new QueryEngine(cache, new QueryEngineOptions(), _clock);
        Put("node_network_carrier", 0, ("device", "eth0"));
        Put("node_network_carrier", 0, ("device", "veth12"));
        Put("node_memory_MemAvailable_bytes", 5);
        Put("node_memory_MemTotal_bytes", 100);
        foreach (var (mountpoint, left) in new[] { ("/", 1), ("/var", 5), ("/srv", 50) })
        {
            Put("node_filesystem_avail_bytes", left, ("mountpoint", mountpoint));
            Put("node_filesystem_size_bytes", 100, ("mountpoint", mountpoint));
            Put("node_filesystem_readonly", 0, ("mountpoint", mountpoint));
        }
        Put("network_telemetry_source_up", 0, ("source", "host"));

        for (var second = 0; second <= 120; second += 60)
        {
            foreach (var rule in StandardAlarmRules.All)
            {
                var result = await engine.Instant(PromqlExpression.Parse(rule.Query), Now(), default);
                _rules.Apply(rule, ((VectorValue)result.Value).Samples);
            }
            _clock.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(
            ["critical rtr-1 / Disk space left 1.00 %", "major rtr-1 /var Disk space left 5.00 %", "major rtr-1 Memory left 5.00 %", "major rtr-1 eth0 No carrier", "major source host Delivers nothing"],
            _rules.Raised.Select(a => $"{a.Severity.ToString().ToLowerInvariant()} {a.ManagedObject} {a.Text}").Order(StringComparer.Ordinal));

        void Put(string metric, double value, params ReadOnlySpan<(string, string)> labels) =>
            cache.Append(cache.Resolve("test", Labels.Of(metric, [("instance", "rtr-1"), .. labels])), Now(), value);

        long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private static VectorSample Sample(string device) => new(Labels.Of("carrier", ("instance", "rtr-1"), ("device", device)), 0, 0);

    private void Raise(string device)
    {
        _rules.Apply(Carrier, [Sample(device)]);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _rules.Apply(Carrier, [Sample(device)]);
    }
}
