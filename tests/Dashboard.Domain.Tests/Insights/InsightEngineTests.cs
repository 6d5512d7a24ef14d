using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Insights;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Insights;

public sealed class InsightEngineTests
{
    private const long Noon = 1_767_268_800_000;
    private const long Minute = 60_000;

    private readonly FakeClock _clock = new();
    private readonly AlarmList _alarms;
    private long _id;

    public InsightEngineTests() => _alarms = new AlarmList(new AlarmOptions(), new ManagedObjectNames(new DeviceInventory(), _clock), _clock);

    [Fact]
    public void A_cell_without_users_and_without_an_alarm_sleeps()
    {
        var insight = Conclude(Cell("mill-a-n3", "cell-users", "Connected users", 0, 40), Cell("mill-a-n3", "cell-prb-use", "PRB use", 1, 35, late: 1)).Single();
        Assert.Equal(("sleeping-cell", "mill-a-n3 sleeps: on the air, and nobody is served", InsightCategory.Performance), (insight.Shape, insight.Title, insight.Category));
        Assert.Equal("mill-a-n3", insight.Causes[0].Object);
        Assert.EndsWith("No alarm tells of it.", insight.Detail, StringComparison.Ordinal);
        Assert.Equal((Noon, (long?)null), (insight.Since, insight.Until));
        Assert.InRange(insight.Confidence, 0.99, 1);
    }

    [Fact]
    public void Sites_that_fall_silent_in_the_same_row_of_one_cluster_are_one_finding_whose_cause_is_the_link_that_went_down()
    {
        Raise("agg-north xe-0/1/1", AlarmType.Communications, "Link to mill, moor and green is down", Noon - (5 * Minute));
        Raise("gnb-mill", AlarmType.QualityOfService, "Handover success 80 %", Noon + (2 * Minute));
        Raise("elsewhere", AlarmType.Equipment, "Fan failed", Noon);
        Anomaly[] anomalies = [.. new[] { "mill", "moor", "green" }.SelectMany(site => new[] { 'a', 'b', 'c' }.Select(sector => Cell($"{site}-{sector}-n3", "cell-prb-use", "PRB use", 0, 40)))];

        var insight = Conclude(anomalies).Single();
        Assert.Equal(("sites-cut-off", "3 sites (mill, moor, green) cut off", InsightPriority.Critical), (insight.Shape, insight.Title, insight.Priority));
        Assert.Equal(9, insight.Anomalies.Count);
        Assert.Equal([insight.Causes[0].Weight, .. insight.Causes.Skip(1).Select(static c => c.Weight)], insight.Causes.Select(static c => c.Weight).OrderDescending());
        Assert.Contains("gnb-mill", insight.Causes.Select(static c => c.Object));
        Assert.DoesNotContain("elsewhere", insight.Causes.Select(static c => c.Object));
    }

    [Fact]
    public void Loss_in_the_uplink_of_one_sector_is_interference_and_in_all_sectors_a_lost_clock()
    {
        var sector = Conclude(Cell("meadow-b-n3", "cell-uplink-loss", "Uplink packet loss", 2.6, 0.04), Cell("meadow-b-n28", "cell-uplink-loss", "Uplink packet loss", 2.6, 0.04)).Single();
        Assert.Equal(("uplink-interference", "Something sends in the uplink of meadow-b"), (sector.Shape, sector.Title));
        var site = Conclude([.. "abc".Select(s => Cell($"acre-{s}-n3", "cell-uplink-loss", "Uplink packet loss", 0.8, 0.04))]).Single();
        Assert.Equal(("timing-lost", "acre lost its timing"), (site.Shape, site.Title));
    }

    [Theory]
    [InlineData("cell-prb-use", 99, 40, "cell-throughput", 1, 20, "cell-saturation")]
    [InlineData("cell-handover", 80, 99, "cell-uplink-loss", 1, 0.1, "uplink-interference")]
    public void What_is_unusual_together_says_what_it_is(string rule, double value, double expected, string other, double otherValue, double otherExpected, string shape) =>
        Assert.Equal(shape, Conclude(Cell("acre-a-n3", rule, "One", value, expected), Cell("acre-a-n3", other, "Other", otherValue, otherExpected)).Single().Shape);

    [Fact]
    public void An_alarm_of_what_was_lost_speaks_louder_than_one_of_what_follows_and_names_the_mains()
    {
        Raise("gnb-acre mains", AlarmType.Equipment, "Mains failed, on battery", Noon - (10 * Minute));
        Raise("gnb-acre", AlarmType.QualityOfService, "Cells off the air", Noon + Minute);
        var insight = Conclude([.. "abc".Select(s => Cell($"acre-{s}-n3", "cell-prb-use", "PRB use", 0, 40))]).Single();
        Assert.Equal(("mains-failure", "acre lost its mains", "gnb-acre mains"), (insight.Shape, insight.Title, insight.Causes[0].Object));
        Assert.Equal(1, insight.Causes.Sum(static c => c.Weight), 6);
        Assert.Equal(2, insight.Alarms.Count);
    }

    [Fact]
    public void What_begins_later_or_elsewhere_or_is_marked_as_normal_is_another_finding_or_none()
    {
        var insights = Conclude(
            Host("srv-1", 0), Host("srv-2", 0), Host("srv-1", 30), Host("srv-3", 1) with { Mark = AnomalyMark.Normal });
        Assert.Equal(["srv-1 is short of itself", "srv-1 is short of itself", "srv-2 is short of itself"], insights.Select(static i => i.Title).Order());
        Assert.Equal(Noon + (30 * Minute), insights[0].Since);
        Assert.Empty(Conclude());
    }

    [Fact]
    public void An_insight_is_over_when_all_of_it_is_and_keeps_its_id()
    {
        var (one, other) = (Host("srv-1", 0), Host("srv-1", 5));
        var open = Conclude(one, other with { Until = Noon + (9 * Minute) }).Single();
        var over = Conclude(one with { Until = Noon + (7 * Minute) }, other with { Until = Noon + (9 * Minute) }).Single();
        Assert.Null(open.Until);
        Assert.Equal((open.Id, Noon + (9 * Minute), InsightPriority.Low), (over.Id, over.Until, over.Priority));
    }

    [Fact]
    public void What_looks_like_nothing_known_is_told_all_the_same()
    {
        var insight = Conclude(Host("srv-1", 0) with { Rule = "my-own-rule" }).Single();
        Assert.Equal(("unusual", "srv-1 behaves unusually"), (insight.Shape, insight.Title));
        Assert.NotEmpty(insight.Advice);
    }

    [Fact]
    public void Every_shape_rests_on_rules_that_come_with_the_program()
    {
        var rules = StandardWatchRules.All.Select(static r => r.Name).ToHashSet();
        foreach (var rule in new[] { "cell-prb-use", "cell-users", "cell-handover", "cell-uplink-loss", "cell-throughput", "cell-set-up", "interface-traffic-in", "interface-traffic-out", "interface-errors", "interface-drops", "host-tcp-retransmission", "host-cpu", "host-memory", "service-errors", "service-latency", "source-records" })
            Assert.Contains(rule, rules);
    }

    private IReadOnlyList<Insight> Conclude(params Anomaly[] anomalies) => InsightEngine.Conclude(anomalies, _alarms.Current.All);

    private void Raise(string managedObject, AlarmType type, string text, long at)
    {
        _alarms.Take(new AlarmNotification
        {
            ManagedObject = managedObject,
            Type = type,
            ProbableCause = text,
            Severity = PerceivedSeverity.Major,
            Text = text,
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Door = "test",
        });
    }

    private Anomaly Cell(string cell, string rule, string title, double value, double expected, int late = 0)
    {
        var site = cell[..cell.IndexOf('-')];
        return Of(rule, title, cell, Labels.From(new Label("cell", cell), new Label("site", site), new Label("cluster", "north"), new Label("instance", $"gnb-{site}")), value, expected, late);
    }

    private Anomaly Host(string instance, int late) => Of("host-cpu", "CPU use", instance, Labels.From(new Label("instance", instance)), 97, 20, late);

    private Anomaly Of(string rule, string title, string entity, Labels labels, double value, double expected, int late) => new()
    {
        Id = ++_id,
        Rule = rule,
        Title = title,
        Entity = entity,
        Labels = labels,
        TailScore = 3.2,
        Value = value,
        Expected = expected,
        Lower = expected * 0.8,
        Upper = expected * 1.2,
        Since = Noon + (late * Minute),
        WorstAt = Noon + (late * Minute),
    };
}
