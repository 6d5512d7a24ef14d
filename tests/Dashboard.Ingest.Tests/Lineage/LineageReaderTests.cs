using System.Text;
using Dashboard.Domain.Query;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Lineage;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Tests.Sources.PmFiles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Lineage;

/// <summary>From a value back to the file that it was read from.</summary>
public sealed class LineageReaderTests : IDisposable
{
    private const string Values = """<measType p="1">RRU.PrbTotDl</measType><measValue measObjLdn="NRCellDU=1"><r p="1">42</r></measValue>""";

    private static readonly Place[] Places = [new() { Instance = "a", Site = "Ulm", Region = "South" }];
    private static readonly long End = new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("lineage-");
    private readonly IngestBench _bench = new(places: Places);

    public LineageReaderTests() => Start(_bench);

    public void Dispose()
    {
        _bench.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_value_leads_to_its_file_through_every_step_and_after_a_restart_too()
    {
        using (var source = Source(_bench))
        {
            await Give(source, Values);
            var found = Assert.Single(await Find(_bench, "avg_over_time(RRU_PrbTotDl{cell=\"a-1\"}[1h]) * 2", End + 60_000));

            Assert.Equal((End, 42.0, PmFileSource.Id), (found.Time, found.Value, found.Source));
            var file = Assert.Single(found.Deliveries);
            Assert.Equal(("file", "A1.xml", "ManagedElement=a", End, End), (file.Kind, file.Name, file.Sender, file.From, file.To));
            Assert.Equal(source.Latest(1)[0].Hash, file.Reference);
            Assert.Equal(["door", "decoder", "enrichment", "series"], found.Steps.Select(static s => s.Name));
            Assert.Equal(["file A1.xml from ManagedElement=a", "3GPP TS 32.435 and TS 28.532", "region=South, site=Ulm from Noc:Places"], found.Steps.Take(3).Select(static s => s.Text));
            Assert.StartsWith("One delivery", found.Note, StringComparison.Ordinal);
        }

        // After a restart the memory is empty, and what is known of files is not.
        using var next = new IngestBench(places: Places);
        Start(next);
        using var again = Source(next);
        next.Cache.Append(next.Cache.Resolve(PmFileSource.Id, Labels.Of("RRU_PrbTotDl", ("instance", "a"))), End, 42);
        Assert.Equal("A1.xml", Assert.Single(Assert.Single(await Find(next, "RRU_PrbTotDl", End)).Deliveries).Name);
    }

    [Fact]
    public async Task Of_two_files_that_held_the_same_the_later_one_counts_and_both_are_told()
    {
        using var source = Source(_bench);
        await Give(source, Values);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await Give(source, Values.Replace(">42<", ">43<", StringComparison.Ordinal), "A2.xml");

        var found = Assert.Single(await Find(_bench, "RRU_PrbTotDl", End));
        Assert.Equal(43, found.Value);
        Assert.Equal(["A2.xml", "A1.xml"], found.Deliveries.Select(static d => d.Name));
        Assert.StartsWith("2 deliveries held this time of this instance.", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_keeps_nothing_of_deliveries_says_so_and_a_time_without_one_says_what_is_kept()
    {
        using var source = Source(_bench);
        _bench.Register("polled");
        _bench.Cache.Append(_bench.Cache.Resolve("polled", Labels.Of("up", ("instance", "r1"))), End, 1);
        _bench.Cache.Append(_bench.Cache.Resolve(PmFileSource.Id, Labels.Of("RRU_PrbTotDl", ("instance", "b"))), End, 1);

        Assert.StartsWith("polled keeps no record of single deliveries", Assert.Single(await Find(_bench, "up", End)).Note, StringComparison.Ordinal);
        Assert.Equal(
            "No delivery that is known held this time of this instance. Of PM files the last 100,000 are known (Noc:PmFiles:KnownFiles), over restarts.",
            Assert.Single(await Find(_bench, "RRU_PrbTotDl{instance=\"b\"}", End)).Note);
        Assert.Empty(await Find(_bench, "RRU_PrbTotDl{instance=\"b\"}", End - 1));
    }

    private static void Start(IngestBench bench)
    {
        bench.Clock.Advance(new DateTimeOffset(2026, 11, 22, 10, 20, 0, TimeSpan.Zero) - bench.Clock.GetUtcNow());
        bench.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    private static Task<IReadOnlyList<SeriesLineage>> Find(IngestBench bench, string query, long time) =>
        new LineageReader(bench.Cache, bench.Cache, bench.Sources, new Enricher(Places), new CellDirectory()).Find(PromqlExpression.Parse(query), time, CancellationToken.None);

    private static async Task Give(PmFileSource source, string values, string name = "A1.xml")
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(PmBench.File(values)));
        Assert.Null(await source.Take(body, name, CancellationToken.None));
        await source.Look(CancellationToken.None);
        await source.Look(CancellationToken.None);
    }

    private PmFileSource Source(IngestBench bench) => new(
        new PmFileOptions(), new PmFetchOptions(), _home.FullName, bench.Cache, new TimeSeriesCacheOptions(),
        new RanNaming(new CellDirectory(), new Enricher(Places), new NetworkTree(), bench.Cache.Metrics, bench.Clock),
        bench.Pipeline, bench.Sources, bench.Metrics, bench.Clock, NullLogger<PmFileSource>.Instance);
}
