using Dashboard.Domain.Alarms;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Alarms;

public sealed class AlarmListTests
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
    private readonly AlarmList _list;

    public AlarmListTests() => _list = new AlarmList(_clock);

    [Fact]
    public void A_condition_raises_its_alarm_once_it_has_held_long_enough()
    {
        _list.Apply(Carrier, [Sample("eth0")]);
        Assert.Empty(_list.Active);

        _clock.Advance(TimeSpan.FromSeconds(5));
        _list.Apply(Carrier, [Sample("eth0")]);

        var alarm = Assert.Single(_list.Active);
        Assert.Equal(("rtr-1 eth0", "No carrier, value 0", PerceivedSeverity.Major), (alarm.ManagedObject, alarm.Text, alarm.Severity));
        Assert.Equal(_clock.GetUtcNow(), alarm.RaisedAt);
    }

    [Fact]
    public void A_condition_that_ends_in_between_begins_anew()
    {
        _list.Apply(Carrier, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(4));
        _list.Apply(Carrier, []);
        _list.Apply(Carrier, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(4));
        _list.Apply(Carrier, [Sample("eth0")]);
        Assert.Empty(_list.Active);
    }

    [Fact]
    public void An_alarm_keeps_its_time_while_it_lasts_and_is_cleared_when_its_condition_ends()
    {
        Raise("eth0");
        var raised = _list.Active[0].RaisedAt;
        _clock.Advance(TimeSpan.FromMinutes(10));
        _list.Apply(Carrier, [Sample("eth0")]);
        Assert.Equal(raised, _list.Active[0].RaisedAt);

        _list.Apply(Carrier, []);
        Assert.Empty(_list.Active);
    }

    [Fact]
    public void The_list_is_the_same_object_while_nothing_changes()
    {
        Raise("eth0");
        var list = _list.Active;
        _list.Apply(Carrier, [Sample("eth0")]);
        Assert.Same(list, _list.Active);
    }

    [Fact]
    public void The_end_of_one_rules_condition_does_not_touch_anothers()
    {
        Raise("eth0");
        _list.Apply(Carrier with { Name = "other" }, []);
        Assert.Single(_list.Active);
    }

    [Fact]
    public void The_worst_come_first_and_of_equal_ones_the_newest()
    {
        var warning = Carrier with { Name = "w", Severity = PerceivedSeverity.Warning, For = TimeSpan.Zero };
        var major = Carrier with { Name = "m", For = TimeSpan.Zero };
        _list.Apply(major, [Sample("eth0")]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _list.Apply(warning, [Sample("eth1")]);
        _list.Apply(major, [Sample("eth0"), Sample("eth2")]);
        Assert.Equal(["rtr-1 eth2", "rtr-1 eth0", "rtr-1 eth1"], _list.Active.Select(a => a.ManagedObject));
    }

    [Fact]
    public void A_full_list_counts_what_it_cannot_take_and_keeps_what_it_has()
    {
        var list = new AlarmList(_clock, capacity: 2);
        var rule = Carrier with { For = TimeSpan.Zero };
        list.Apply(rule, [Sample("eth0"), Sample("eth1"), Sample("eth2")]);
        Assert.Equal((2, 1L), (list.Active.Count, list.Refused));
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
                _list.Apply(rule, ((VectorValue)result.Value).Samples);
            }
            _clock.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(
            ["critical rtr-1 / Disk space left 1.00 %", "major rtr-1 /var Disk space left 5.00 %", "major rtr-1 Memory left 5.00 %", "major rtr-1 eth0 No carrier", "major source host Delivers nothing"],
            _list.Active.Select(a => $"{a.Severity.ToString().ToLowerInvariant()} {a.ManagedObject} {a.Text}").Order(StringComparer.Ordinal));

        void Put(string metric, double value, params ReadOnlySpan<(string, string)> labels) =>
            cache.Append(cache.Resolve("test", Labels.Of(metric, [("instance", "rtr-1"), .. labels])), Now(), value);

        long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private static VectorSample Sample(string device) => new(Labels.Of("carrier", ("instance", "rtr-1"), ("device", device)), 0, 0);

    private void Raise(string device)
    {
        _list.Apply(Carrier, [Sample(device)]);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _list.Apply(Carrier, [Sample(device)]);
    }
}
