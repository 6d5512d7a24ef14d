using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Analytics.Watching;

public sealed class AnomalyWatchTests
{
    private const int Step = 30_000;
    private const int Known = 2000;

    private static readonly WatchRule Traffic = new()
    {
        Name = "traffic",
        Title = "Traffic in",
        Query = "rate(octets[2m])",
        Entity = "{{instance}} {{device}}",
        Unit = Unit.BitsPerSecond,
        MinimumEffect = 90,
    };

    private readonly AnomalyWatch _watch = new(new AnomalyBook(), mostSeries: 10);
    private readonly List<WatchedRow> _judged = [];
    private readonly Random _random = new(3);
    private int _row;

    [Fact]
    public void A_jump_is_told_once_with_what_was_usual_and_ends_when_all_is_as_before()
    {
        Ordinary(Known);
        var began = Observe(400).Single();

        Assert.Equal((AnomalyKind.Spike, "rtr-1 eth0", 400.0, (long?)null), (began.Kind, began.Entity, began.Value, began.Until));
        Assert.InRange(began.Expected, 95, 115);
        Assert.StartsWith("Traffic in of rtr-1 eth0 jumped to 400 bit/s; ", began.Sentence, StringComparison.Ordinal);
        Assert.Equal([began], _watch.Book.Open);
        Assert.InRange(_judged[^1].Score, 0.5, 1);

        var changes = Ordinary(20);
        Assert.NotNull(changes.Single(c => c.Id == began.Id && c.Until is not null).Until);
        Assert.Empty(_watch.Book.Open);
        Assert.Single(_watch.Book.All);
    }

    [Theory]
    [InlineData(WatchDirection.Up, 400, true)]
    [InlineData(WatchDirection.Up, -300, false)]
    [InlineData(WatchDirection.Down, -300, true)]
    [InlineData(WatchDirection.Down, 400, false)]
    public void Only_the_way_that_counts_is_told(WatchDirection direction, double value, bool isTold)
    {
        Ordinary(Known, Traffic with { Direction = direction });
        Assert.Equal(isTold, Observe(value, Traffic with { Direction = direction }).Count > 0);
    }

    [Fact]
    public void What_is_rare_and_small_is_not_worth_telling_until_it_grows()
    {
        var rule = Traffic with { MinimumEffect = 150 };
        Ordinary(Known, rule);
        Assert.Empty(Observe(220, rule));
        Assert.InRange(_judged[^1].Score, 0, 0.49);
        Assert.Single(Observe(300, rule));
    }

    [Fact]
    public void What_is_marked_as_normal_is_not_told_again_and_what_is_much_worse_is()
    {
        Ordinary(Known);
        var first = Observe(230).Single();
        Ordinary(100);
        var (marked, threshold) = _watch.Mark(first.Id, AnomalyMark.Normal, "kim")!.Value;
        Assert.Equal((AnomalyMark.Normal, "kim"), (marked.Mark, marked.MarkedBy));
        Assert.InRange(threshold, SeriesDetector.Threshold + 0.05, SeriesDetector.Threshold + 2);

        Assert.Empty(Observe(220));
        Ordinary(100);
        Assert.Single(Observe(50_000));
    }

    [Fact]
    public void What_is_marked_as_real_is_told_sooner()
    {
        Ordinary(Known);
        var first = Observe(400).Single();
        var (_, threshold) = _watch.Mark(first.Id, AnomalyMark.Real, "kim")!.Value;
        Assert.True(threshold < SeriesDetector.Threshold);
        Assert.Equal(threshold, _watch.ThresholdOf("traffic", LabelsOf("eth0")));
        Assert.Null(_watch.Mark(99, AnomalyMark.Real, "kim"));
    }

    [Fact]
    public void A_series_that_falls_silent_is_no_anomaly_and_ends_one()
    {
        Ordinary(Known);
        var began = Observe(400).Single();
        Assert.Empty(_watch.EndSilent(TimeOf(_row)));
        var ended = Assert.Single(_watch.EndSilent(TimeOf(_row + 20)));
        Assert.Equal((began.Id, began.Since), (ended.Id, ended.Until));
        // When it speaks again a day later all is as before.
        _row += 2880;
        Assert.Empty(Ordinary(5));
    }

    [Fact]
    public void Rows_that_come_again_or_late_are_left_out()
    {
        Ordinary(50);
        _judged.Clear();
        _watch.Observe(Traffic, [new RangeSeries(LabelsOf("eth0"), [TimeOf(10), TimeOf(49), TimeOf(50)], [1, 2, double.NaN])], _judged);
        Assert.Empty(_judged);
        Assert.Single(_watch.States());
    }

    [Fact]
    public void What_was_learnt_survives_and_an_anomaly_that_lasts_goes_on()
    {
        Ordinary(Known);
        var began = Observe(400).Single();
        var other = new AnomalyWatch(new AnomalyBook(), 10);
        other.Book.Restore([began]);
        other.Restore("traffic", LabelsOf("eth0"), 2.4);
        foreach (var state in _watch.States())
            other.Restore(Traffic, state);

        Assert.Empty(other.EndOrphans());
        Assert.Equal(2.4, other.ThresholdOf("traffic", LabelsOf("eth0")));
        for (var i = 0; i < 20; i++)
            other.Observe(Traffic, [new RangeSeries(LabelsOf("eth0"), [TimeOf(_row + i)], [Noisy()])], _judged);
        Assert.NotNull(other.Book.All[began.Id].Until);
        // One whose series is gone is over.
        other.Book.Restore([began with { Id = 7, Labels = LabelsOf("eth9") }]);
        Assert.Equal(began.WorstAt, Assert.Single(other.EndOrphans()).Until);
    }

    [Fact]
    public void Series_beyond_the_most_are_counted_and_not_watched()
    {
        _watch.Observe(Traffic, [.. Enumerable.Range(0, 12).Select(i => new RangeSeries(LabelsOf($"eth{i}"), [TimeOf(0)], [1]))], _judged);
        Assert.Equal((10, 2L), (_watch.Series, _watch.Refused));
        Assert.True(_watch.KnowsAll(Traffic, [new RangeSeries(LabelsOf("eth11"), [], [])]));
        _watch.ForgetSilent(TimeOf(1));
        Assert.Equal(0, _watch.Series);
        Assert.False(_watch.KnowsAll(Traffic, [new RangeSeries(LabelsOf("eth11"), [], [])]));
    }

    [Fact]
    public void A_cell_that_falls_silent_among_its_peers_is_told_on_the_first_day()
    {
        var rule = Traffic with { Name = "users", Title = "Connected users", Entity = "{{device}}", Unit = Unit.Count, MinimumEffect = 5, ComparesPeers = true, Interval = TimeSpan.FromMinutes(15) };
        var watch = new AnomalyWatch(new AnomalyBook(), 100);
        IReadOnlyList<Anomaly> changes = [];
        for (var row = 0; row < 50; row++)
        {
            var time = TimeOf(row * 30);
            changes = watch.Observe(rule, [.. Enumerable.Range(0, 40).Select(i => new RangeSeries(LabelsOf($"cell-{i}"), [time], [i == 5 && row == 49 ? 0 : (50 + i) * (0.95 + (0.1 * _random.NextDouble()))]))], _judged);
            if (row < 49)
                Assert.Empty(changes);
        }
        var anomaly = Assert.Single(changes);
        Assert.Equal(("cell-5", AnomalyKind.Outlier, DetectorFeature.Peers, 0.0), (anomaly.Entity, anomaly.Kind, anomaly.Detector, anomaly.Value));
        Assert.InRange(anomaly.Confidence, 0.1, 0.5);
        // The pool is part of what is kept.
        Assert.Contains(watch.States(), static s => s.Labels.Count == 0);
    }

    [Fact]
    public void The_rules_that_come_with_the_program_can_be_used_and_their_names_differ()
    {
        Assert.All(StandardWatchRules.All, static r => Assert.Empty(r.Problems()));
        Assert.Equal(StandardWatchRules.All.Count, StandardWatchRules.All.Select(static r => r.Name).Distinct().Count());
        Assert.Equal(
            ["'No Name' is no name for a rule: it has 1 to 64 lower case letters, digits and hyphens.", "the interval is to be 1s to 1h.", "the least effects are not below 0."],
            (Traffic with { Name = "No Name", Interval = TimeSpan.Zero, MinimumShare = double.NaN }).Problems());
        Assert.StartsWith("the query cannot be used: Character", Assert.Single((Traffic with { Query = "rate(" }).Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_book_keeps_the_latest_and_forgets_what_was_over_before_a_time()
    {
        var book = new AnomalyBook(capacity: 3);
        for (var i = 0; i < 5; i++)
            book.Put(new Anomaly { Id = 0, Rule = "r", Title = "t", Entity = $"e{i}", Labels = Labels.Empty, Since = i, Until = i == 4 ? null : i + 1 });
        Assert.Equal([3L, 4, 5], book.All.Keys);
        Assert.Equal(5, book.Raised);
        Assert.Equal(1, book.Clear(endedBefore: 4));
        Assert.Equal([4L, 5], book.All.Keys);
        Assert.Equal("e4", Assert.Single(book.Open).Entity);
    }

    private static Labels LabelsOf(string device) => Labels.From(new Label("instance", "rtr-1"), new Label("device", device));

    private static long TimeOf(int row) => 1_767_225_600_000 + ((long)row * Step);

    private List<Anomaly> Ordinary(int rows, WatchRule? rule = null) => [.. Enumerable.Range(0, rows).SelectMany(_ => Observe(Noisy(), rule))];

    // What comes by itself now and then is as far out as by chance.
    private double Noisy() => 95 - (10 * Math.Log(1 - _random.NextDouble()));

    private IReadOnlyList<Anomaly> Observe(double value, WatchRule? rule = null)
    {
        // A rule that is made anew is the same rule to the watch only where it is the same object.
        rule = rule is null ? Traffic : _rules.TryGetValue(rule, out var known) ? known : _rules[rule] = rule;
        return _watch.Observe(rule, [new RangeSeries(LabelsOf("eth0"), [TimeOf(_row++)], [value])], _judged);
    }

    private readonly Dictionary<WatchRule, WatchRule> _rules = [];
}
