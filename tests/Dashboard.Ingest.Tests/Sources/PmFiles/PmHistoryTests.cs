using System.Text;
using Dashboard.Domain.Ran;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Sources.PmFiles;

/// <summary>PM files on their way to the history, over the end of the program.</summary>
public sealed class PmHistoryTests : IDisposable
{
    private const int Cells = 10_000;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("pm-");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_was_being_read_when_the_program_ended_is_read_again_and_nothing_is_doubled_or_lost()
    {
        var text = new StringBuilder("<measTypes>RRU.PrbTotDl RRU.PrbTotUl</measTypes>");
        for (var i = 0; i < Cells; i++)
            text.Append("<measValue measObjLdn=\"NRCellDU=").Append(i).Append("\"><measResults>").Append(i).Append(' ').Append(i + 1).Append("</measResults></measValue>\n");
        await File.WriteAllTextAsync(InFolder("A1.xml"), PmBench.File(text.ToString()));

        using (var killed = await Process.Start(_home, endAfter: Cells))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed.Source.Look(killed.End));
            // What had come by then is on disk, and nothing else is.
            await killed.Flush();
            Assert.InRange(killed.Recorder.Durable, 1, (2 * Cells) - 1);
        }

        using var next = await Process.Start(_home);
        await next.Source.Look(CancellationToken.None);
        Assert.Empty(next.Source.Latest(1));
        await next.Flush();
        await next.Source.Look(CancellationToken.None);
        Assert.Equal("stored", Assert.Single(next.Source.Latest(10)).Result);
        Assert.Equal((Cells, Cells), await next.Count("RRU_PrbTotDl"));
    }

    [Fact]
    public async Task A_period_that_comes_hours_late_is_found_by_queries_in_its_place()
    {
        const string Values = """<measType p="1">RRU.PrbTotDl</measType><measValue measObjLdn="NRCellDU=1"><r p="1">42</r></measValue>""";
        using var process = await Process.Start(_home);
        await File.WriteAllTextAsync(InFolder("now.xml"), PmBench.File(Values, end: "2026-11-22T12:00:00Z"));
        await process.Source.Look(CancellationToken.None);
        await process.Flush();
        await File.WriteAllTextAsync(InFolder("late.xml"), PmBench.File(Values.Replace(">42<", ">7<", StringComparison.Ordinal), end: "2026-11-22T06:00:00Z"));
        await process.Source.Look(CancellationToken.None);
        await process.Flush();

        var all = new SpanningSource(process.Bench.Cache, process.History, process.Bench.Clock);
        var from = new DateTimeOffset(2026, 11, 22, 5, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var series = Assert.Single(await all.Select([new LabelMatcher("__name__", MatchType.Equal, "RRU_PrbTotDl")], from, process.Bench.Now, SelectHints.None, CancellationToken.None));
        var columns = new SampleColumns();
        series.Read(from, process.Bench.Now, columns);
        Assert.Equal([7.0, 42], columns.Values.ToArray());
    }

    private string InFolder(string name)
    {
        Directory.CreateDirectory(Path.Combine(_home.FullName, "in"));
        return Path.Combine(_home.FullName, "in", name);
    }

    // A process from its start to its end, which may be a hard one.
    private sealed class Process : IDisposable
    {
        private readonly CancellationTokenSource _end = new();

        private Process(DirectoryInfo home, int endAfter)
        {
            Bench = new IngestBench(stores: b =>
            {
                b.Clock.Advance(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero) - b.Clock.GetUtcNow());
                History = new SqliteHistory(Path.Combine(home.FullName, "history.db"), new SqliteHistoryOptions(), b.Cache, b.Clock, b.Metrics);
                Recorder = new HistoryRecorder(History, b.Cache, new HistoryOptions(), b.Clock, b.Metrics, NullLogger<HistoryRecorder>.Instance);
                return [new EndingStore(new MetricStore(b.Cache, Recorder), endAfter, _end)];
            });
            Source = new PmFileSource(
                new PmFileOptions { Folder = Path.Combine(home.FullName, "in"), Settle = TimeSpan.Zero }, new PmFetchOptions(), Path.Combine(home.FullName, "data"), Bench.Cache, new TimeSeriesCacheOptions(),
                new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), Bench.Cache.Metrics, Bench.Clock),
                Bench.Pipeline, Bench.Sources, Bench.Metrics, Bench.Clock, NullLogger<PmFileSource>.Instance, Recorder);
        }

        public IngestBench Bench { get; }

        public SqliteHistory History { get; private set; } = null!;

        public HistoryRecorder Recorder { get; private set; } = null!;

        public PmFileSource Source { get; }

        public CancellationToken End => _end.Token;

        public static async Task<Process> Start(DirectoryInfo home, int endAfter = int.MaxValue)
        {
            var process = new Process(home, endAfter);
            await process.Recorder.StartAsync(CancellationToken.None);
            await process.Bench.Pipeline.StartAsync(CancellationToken.None);
            return process;
        }

        public async Task Flush()
        {
            await Eventually.True(() => Bench.Pipeline.QueuedRecords == 0);
            var taken = Recorder.Taken;
            await Eventually.True(() =>
            {
                Bench.Clock.Advance(TimeSpan.FromSeconds(1));
                return Recorder.Durable >= taken;
            });
        }

        public async Task<(int Series, int Samples)> Count(string metric)
        {
            var series = await History.Select([new LabelMatcher("__name__", MatchType.Equal, metric)], 0, Bench.Now, SelectHints.None, CancellationToken.None);
            var samples = 0;
            foreach (var one in series)
            {
                var columns = new SampleColumns();
                one.Read(0, Bench.Now, columns);
                samples += columns.Count;
            }
            return (series.Count, samples);
        }

        public void Dispose()
        {
            Source.Dispose();
            Bench.Dispose();
            Recorder.Dispose();
            History.Dispose();
            _end.Dispose();
        }
    }

    // Ends the process when it has stored so many records.
    private sealed class EndingStore(ITelemetryStore inner, int after, CancellationTokenSource end) : ITelemetryStore
    {
        private int _stored;

        public Dashboard.Domain.Telemetry.TelemetryKind Kind => inner.Kind;

        public StoreReport Store(Dashboard.Domain.Telemetry.TelemetryBatch batch)
        {
            _stored += batch.Count;
            var report = inner.Store(batch);
            if (_stored >= after)
                end.Cancel();
            return report;
        }
    }
}
