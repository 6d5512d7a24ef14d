using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Ingest.Storage.Anomalies;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Tests.Sources.Anomalies;

public sealed class AnomalySourceTests : IDisposable
{
    private static readonly WatchRule Load = new()
    {
        Name = "load",
        Title = "Load",
        Query = "node_load{job=\"node\"}",
        Entity = "{{instance}}",
        Interval = TimeSpan.FromSeconds(10),
        Lateness = TimeSpan.FromSeconds(30),
        MinimumEffect = 50,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("anomalies").FullName;
    private readonly IngestBench _bench = new();
    private readonly StateDatabase _database;
    private readonly Random _random = new(5);
    private AnomalyWatch _watch = new(new AnomalyBook(), 100);

    public AnomalySourceTests()
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "noc.db"), [AnomalyArchive.Schema with { Number = 1 }]);
        _bench.Register("node");
    }

    [Fact]
    public async Task What_the_cache_holds_is_learnt_at_once_and_a_jump_becomes_a_score_with_its_range()
    {
        await Past(2000);
        var source = Source();
        await source.Look(CancellationToken.None);
        Assert.Equal(1, _watch.Series);
        Assert.Empty(_watch.Book.Open);
        var scores = await _bench.Values("anomaly_score", ("entity", "srv-1"), ("rule", "load"), ("instance", "srv-1"));
        Assert.InRange(scores.Length, 1900, 2001);

        _bench.Clock.Advance(Load.Interval);
        await Send(400);
        await source.Look(CancellationToken.None);

        var anomaly = Assert.Single(_watch.Book.Open);
        Assert.Equal(("srv-1", 400.0, _bench.Now), (anomaly.Entity, anomaly.Value, anomaly.Since));
        Assert.InRange((await _bench.Values("anomaly_score"))[^1], 0.5, 1);
        Assert.InRange((await _bench.Values("anomaly_expected_upper"))[^1], 100, 399);
        Assert.InRange((await _bench.Values("anomaly_expected_lower"))[^1], -100, 100);
    }

    [Fact]
    public async Task What_comes_late_is_looked_at_all_the_same_and_nothing_is_looked_at_twice()
    {
        await Past(2000);
        var source = Source();
        await source.Look(CancellationToken.None);
        var before = (await _bench.Values("anomaly_score")).Length;
        // Two rows pass without a sample, which then comes with the time that it had.
        _bench.Clock.Advance(2 * Load.Interval);
        await source.Look(CancellationToken.None);
        var at = _bench.Now - (long)Load.Interval.TotalMilliseconds;
        await Send(400, at);
        _bench.Clock.Advance(Load.Interval);
        await source.Look(CancellationToken.None);
        await source.Look(CancellationToken.None);

        Assert.Equal(400, Assert.Single(_watch.Book.All.Values).Value);
        Assert.InRange((await _bench.Values("anomaly_score")).Length - before, 1, 3);
    }

    [Fact]
    public async Task A_source_in_maintenance_accuses_nobody()
    {
        await Past(2000);
        var source = Source();
        await source.Look(CancellationToken.None);
        _bench.Sources.MeterOf("node").SetMaintenance("in maintenance, by kim");
        _bench.Clock.Advance(Load.Interval);
        await Send(400);
        await source.Look(CancellationToken.None);
        Assert.Empty(_watch.Book.All);

        _bench.Sources.MeterOf("node").SetMaintenance(null);
        _bench.Clock.Advance(Load.Interval);
        await Send(400);
        await source.Look(CancellationToken.None);
        Assert.Single(_watch.Book.All);
    }

    [Fact]
    public async Task While_the_program_itself_stands_still_nothing_is_judged()
    {
        await Past(2000);
        var wall = new FakeClock();
        var source = Source(wall);
        await source.Look(CancellationToken.None);
        wall.Advance(TimeSpan.FromMinutes(1));
        _bench.Clock.Advance(Load.Interval);
        await Send(400);
        await source.Look(CancellationToken.None);

        Assert.Equal((0, 1L), (_watch.Book.All.Count, source.Withheld));
        Assert.Contains("stood still for 59 s", Assert.Single(_bench.Status(AnomalySource.Id).LastErrors).Text, StringComparison.Ordinal);

        // Half a minute later it is well, and what was sent meanwhile is left out.
        for (var i = 0; i < 4; i++)
        {
            wall.Advance(AnomalySource.Beat);
            _bench.Clock.Advance(Load.Interval);
            await Send(Ordinary());
            await source.Look(CancellationToken.None);
        }
        Assert.Empty(_watch.Book.All);
        Assert.Equal(_bench.Now, _watch.States().Single().LastTime);
    }

    [Fact]
    public async Task While_the_program_collects_garbage_nothing_is_judged()
    {
        var wall = new FakeClock();
        var source = Source(wall);
        await source.Look(CancellationToken.None);
        wall.Advance(AnomalySource.Beat);
        _paused += TimeSpan.FromMilliseconds(600);
        await source.Look(CancellationToken.None);
        Assert.Equal(1, source.Withheld);
        Assert.StartsWith("This server spent 60 % of its time collecting garbage.", Assert.Single(_bench.Status(AnomalySource.Id).LastErrors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_detectors_anomalies_and_thresholds_are_as_they_were()
    {
        await Past(2000);
        var source = Source();
        await source.Look(CancellationToken.None);
        _bench.Clock.Advance(Load.Interval);
        await Send(400);
        using (var stop = new CancellationTokenSource())
        {
            var run = source.Run(stop.Token);
            await Eventually.True(() => _watch.Book.Open.Count == 1);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
        var anomaly = _watch.Book.Open.Single();
        new AnomalyArchive(_database).Write(anomaly.Rule, anomaly.Labels, 3.5);
        var state = _watch.States().Single();

        _watch = new AnomalyWatch(new AnomalyBook(), 100);
        Source().Restore();
        Assert.Equal(anomaly, Assert.Single(_watch.Book.Open));
        Assert.Equal(3.5, _watch.ThresholdOf("load", anomaly.Labels));
        var restored = _watch.States().Single();
        Assert.Equal(state.LastTime, restored.LastTime);
        Assert.Equal(state.State.ToArray(), restored.State.ToArray());
    }

    [Fact]
    public async Task A_file_of_another_version_or_cut_short_is_learnt_anew_up_to_where_it_is_whole()
    {
        await Past(200);
        await Source().Look(CancellationToken.None);
        var file = Path.Combine(_folder, "detectors.bin");
        DetectorFile.Write(file, [.. _watch.States(), .. _watch.States()]);
        Assert.Equal(2, DetectorFile.Read(file).Count());
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^10]);
        Assert.Single(DetectorFile.Read(file));
        File.WriteAllBytes(file, [1, .. whole]);
        Assert.Empty(DetectorFile.Read(file));
        Assert.Empty(DetectorFile.Read(file + "-none"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_rule_whose_query_fails_is_told_and_the_others_go_on()
    {
        await Past(100);
        var source = Source(rules: [Load with { Name = "bad", Query = "label_replace(node_load, \"a\", \"$1\", \"instance\", \"(\")" }, Load]);
        await source.Look(CancellationToken.None);
        Assert.Equal(1, _watch.Series);
        Assert.StartsWith("Rule bad: ", Assert.Single(_bench.Status(AnomalySource.Id).LastErrors).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rules: {a: {title: A, query: up, unit: Percent, interval: 1m, direction: down, sensitivity: high, minimum_effect: 2, compares_peers: true}}", null)]
    [InlineData("rules: {a: {title: A, query: 'up{', unit: Percent}}", "f.yml: rule a: the query cannot be used: Character")]
    [InlineData("rules: {a: {title: A, query: up, direction: sideways}}", "f.yml: rule a: 'sideways' is no direction. There are Both, Up, Down.")]
    [InlineData("rules: {a: {title: A, query: up, interval: often}}", "f.yml: rule a: 'often' is no interval such as 30s.")]
    [InlineData("rules: {a: {query: up}}", "f.yml: rule a: the title has 1 to 100 characters.")]
    [InlineData("", "f.yml has no rules: they belong below the key 'rules'.")]
    [InlineData("rules: {a: {titel: A}}", "f.yml, line 1")]
    public void A_file_of_rules_is_read_strictly(string yaml, string? complaint)
    {
        if (complaint is null)
        {
            var rule = Assert.Single(WatchFile.Read(yaml, "f.yml"));
            Assert.Equal((Unit.Percent, TimeSpan.FromMinutes(1), WatchDirection.Down, WatchSensitivity.High, 2.0), (rule.Unit, rule.Interval, rule.Direction, rule.Sensitivity, rule.MinimumEffect));
            Assert.True(rule.ComparesPeers);
            return;
        }
        Assert.StartsWith(complaint, Assert.Throws<FormatException>(() => WatchFile.Read(yaml, "f.yml")).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _bench.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private AnomalySource Source(TimeProvider? wall = null, IReadOnlyList<WatchRule>? rules = null) => new(
        new AnomalyOptions(), rules ?? [Load], _watch, new AnomalyArchive(_database), Path.Combine(_folder, "detectors.bin"), new QueryEngine(_bench.Cache, new QueryEngineOptions { LookBack = TimeSpan.FromSeconds(9) }, _bench.Clock),
        _bench.Cache, _bench.Pipeline, new PipelineOptions(), _registered++ == 0 ? _bench.Sources : new Dashboard.Ingest.Sources.SourceRegistry(_bench.Cache, _bench.Clock, new IngestMetrics()), new IngestMetrics(), _bench.Clock, wall ?? new FakeClock(), () => _paused);

    private int _registered;
    private TimeSpan _paused = TimeSpan.FromHours(1);

    private async Task Past(int rows)
    {
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        for (var i = 0; i < rows; i++)
        {
            _bench.Clock.Advance(Load.Interval);
            await Send(Ordinary());
        }
    }

    private double Ordinary() => 95 - (5 * Math.Log(1 - _random.NextDouble())) is var value && value > 125 ? 125 : value;

    private async Task Send(double value, long? at = null) =>
        Assert.True(await _bench.Pipeline.PostStored(_bench.Sample("node", _bench.Pipeline.Resolve("node", Labels.Of("node_load", ("instance", "srv-1"), ("job", "node"))), value, at), CancellationToken.None));
}
