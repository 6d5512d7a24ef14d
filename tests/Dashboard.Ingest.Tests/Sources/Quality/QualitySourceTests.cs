using System.Text;
using Dashboard.Domain.Ran;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Quality;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Sources.Quality;
using Dashboard.Ingest.Tests.Sources.PmFiles;

namespace Dashboard.Ingest.Tests.Sources.Quality;

/// <summary>What is wrong with PM files and events, as series.</summary>
public sealed class QualitySourceTests : IDisposable
{
    private const string Values = """<measType p="1">RRC.ConnEstabAtt.mo-Data</measType><measType p="2">RRC.ConnEstabSucc.mo-Data</measType><measValue measObjLdn="NRCellDU=1"><r p="1">4</r><r p="2">5</r></measValue>""";

    private readonly IngestBench _bench = new(places: [new Place { Instance = "a", Site = "Ulm" }]);

    public QualitySourceTests()
    {
        _bench.Clock.Advance(new DateTimeOffset(2026, 11, 22, 10, 50, 0, TimeSpan.Zero) - _bench.Clock.GetUtcNow());
        _bench.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Files_that_did_not_come_and_counts_that_cannot_be_become_series()
    {
        var meter = _bench.Register("pm");
        var anomalies = new VesAnomalies(_bench.Metrics);
        var naming = new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), _bench.Cache.Metrics, _bench.Clock);
        using var series = new PmSeries(_bench.Pipeline, naming, _bench.Cache.Metrics, "pm", 1000, meter.Deliveries);
        var reader = new PmFileReader(series, _bench.Pipeline.Post, 1 << 20);
        var quality = new QualitySource(new DataQuality(_bench.Sources, anomalies), _bench.Pipeline, _bench.Sources, _bench.Cache, _bench.Clock);

        // Of 10:15, 10:30 and 10:45 the second does not come.
        foreach (var end in new[] { "2026-11-22T10:15:00Z", "2026-11-22T10:45:00Z" })
        {
            await using var file = new MemoryStream(Encoding.UTF8.GetBytes(PmBench.File(Values, end)));
            var report = await reader.Read(file, CancellationToken.None);
            meter.Violations.Count(PmAnomaly.SuccessesAboveAttempts.Name(), "a", report[PmAnomaly.SuccessesAboveAttempts]);
        }
        anomalies.Count(VesAnomalies.TimeInMilliseconds, "gnb-9");
        await quality.Look(CancellationToken.None);

        Assert.Equal(2 / 3.0, Assert.Single(await _bench.Values("data_quality_completeness", ("source", "pm"), ("instance", "a"), ("site", "Ulm"))), 9);
        await _bench.Holds([1], "data_quality_missing_periods", ("instance", "a"));
        await _bench.Holds([300], "data_quality_age_seconds", ("instance", "a"));
        await _bench.Holds([300], "data_quality_delay_seconds", ("instance", "a"));
        await _bench.Holds([2], "data_quality_violations_total", ("source", "pm"), ("class", "rule"), ("instance", "a"));
        await _bench.Holds([1], "data_quality_violations_total", ("source", "ves"), ("class", "time"), ("instance", "gnb-9"));
    }

    [Fact]
    public void Every_anomaly_of_a_PM_file_has_the_class_that_it_should()
    {
        var classes = Enum.GetValues<PmAnomaly>().ToLookup(static a => ViolationClass.Of(a.Name()));
        Assert.Equal([PmAnomaly.SuccessesAboveAttempts], classes[ViolationClass.Rule]);
        Assert.Equal(
            [PmAnomaly.GranularityPeriod, PmAnomaly.NoPeriodEnd, PmAnomaly.OffsetWithoutColon, PmAnomaly.TimeWithoutOffset, PmAnomaly.EndBeforeBeginning, PmAnomaly.PeriodOutsideFile],
            classes[ViolationClass.Time]);
    }
}
