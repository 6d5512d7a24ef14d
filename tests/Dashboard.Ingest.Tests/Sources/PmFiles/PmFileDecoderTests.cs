using System.IO.Compression;
using System.Text;
using Dashboard.Ingest.Sources.PmFiles;

namespace Dashboard.Ingest.Tests.Sources.PmFiles;

public sealed class PmFileDecoderTests : IDisposable
{
    private const string First = "A20261122.1000+0100-1015+0100_ts32435.xml";
    private const string Second = "A20261122.1000+0000-1015+0000_ts28532.xml";

    private readonly PmBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_file_of_TS_32_435_becomes_a_sample_of_each_of_its_values_at_the_end_of_their_period(int piece)
    {
        var report = await _bench.Read(await File.ReadAllBytesAsync(PmBench.Golden(First)), piece);

        Assert.Equal((null, true, 2, 4, 12, 3), (report.Stopped, report.IsComplete, report.Elements, (int)report.Objects, (int)report.Values, (int)report.Nulls));
        Assert.Empty(report.Anomalies);
        await _bench.Ingest.Holds([86], "RRU_PrbTotDl", ("instance", "gnb-7"), ("cell", "gnb-7-1"), ("site", "gnb-7"), ("object", "NRCellDU"));
        await _bench.Ingest.Holds([12500.5], "DRB_UEThpDl", ("cell", "gnb-7-1"), ("snssai", ""));
        await _bench.Ingest.Holds([800], "DRB_UEThpDl", ("cell", "gnb-7-1"), ("snssai", "01-06E442"));
        await _bench.Ingest.Holds([900], "RRU_CellUnavailableTime", ("cell", "gnb-7-2"), ("cause", "energySaving"));
        await _bench.Ingest.Holds([-1500], "DRB_UEThpDl", ("cell", "gnb-7-2"));
        await _bench.Ingest.Holds([1234], "PEE_AvgPower", ("instance", "gnb-7"), ("object", "ManagedElement"));
        await _bench.Ingest.Holds([17.25], "RRC_ConnMean", ("cell", "gnb-8-1"));
        Assert.Equal(["0", "1", "2"], (await _bench.Ingest.Series("RRU_PrbTotDlDist", ("cell", "gnb-7-1"))).Select(static s => s.Labels.Get("bin")).Order());
        await _bench.Ingest.Holds([87], "RRU_PrbTotDlDist", ("bin", "1"));
        var series = Assert.Single(await _bench.Ingest.Series("RRC_ConnMean"));
        var columns = new Dashboard.Domain.TimeSeries.SampleColumns();
        series.Read(0, long.MaxValue, columns);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 15, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), columns.Timestamps[0]);
    }

    [Fact]
    public async Task Values_that_their_source_doubts_are_kept_and_marked()
    {
        await _bench.Read(await File.ReadAllBytesAsync(PmBench.Golden(First)));

        await _bench.Ingest.Holds([7], "RRU_PrbTotDl", ("cell", "gnb-7-2"));
        await _bench.Ingest.Holds([1], "pm_suspect", ("cell", "gnb-7-2"));
        Assert.Empty(await _bench.Ingest.Series("pm_suspect", ("cell", "gnb-7-1")));
    }

    [Fact]
    public async Task How_much_of_a_period_is_there_is_a_series_of_the_element()
    {
        await _bench.Read(await File.ReadAllBytesAsync(PmBench.Golden(First)));

        await _bench.Ingest.Holds([0.7, 1], "pm_period_completeness", ("instance", "gnb-7"));
        await _bench.Ingest.Holds([1], "pm_period_completeness", ("instance", "gnb-8"));
    }

    [Fact]
    public async Task A_file_of_TS_28_532_with_prefixes_and_lists_is_read_as_well()
    {
        var report = await _bench.Read(await File.ReadAllBytesAsync(PmBench.Golden(Second)));

        Assert.Null(report.Stopped);
        Assert.Empty(report.Anomalies);
        await _bench.Ingest.Holds([100], "RRC_ConnEstabAtt", ("cell", "gnb-9-1"), ("cause", "mo-Data"));
        await _bench.Ingest.Holds([98], "RRC_ConnEstabSucc", ("cell", "gnb-9-1"), ("cause", "mo-Data"));
        Assert.Equal(1, report.Nulls);
    }

    [Fact]
    public async Task A_file_that_is_packed_is_unpacked_by_what_it_is_and_not_by_its_name()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(await File.ReadAllBytesAsync(PmBench.Golden(Second)));

        var report = await _bench.Read(packed.ToArray());
        Assert.Equal((2, true), ((int)report.Values, report.IsComplete));

        var broken = packed.ToArray()[..(int)(packed.Length - 30)];
        Assert.False((await _bench.Read(broken)) is { IsComplete: true, Stopped: null });
    }

    [Theory]
    [InlineData("more_types_than_results", """<measType p="1">A</measType><measType p="2">B</measType><measValue measObjLdn="X=1"><r p="1">1</r></measValue>""", 1)]
    [InlineData("more_types_than_results", """<measTypes>A B C</measTypes><measValue measObjLdn="X=1"><measResults>1 2</measResults></measValue>""", 2)]
    [InlineData("more_results_than_types", """<measTypes>A B</measTypes><measValue measObjLdn="X=1"><measResults>1 2 3</measResults></measValue>""", 2)]
    [InlineData("unknown_position", """<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">1</r><r p="9">1</r></measValue>""", 1)]
    [InlineData("repeated_position", """<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">1</r><r p="1">2</r></measValue>""", 1)]
    [InlineData("not_a_number", """<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">many</r></measValue>""", 0)]
    [InlineData("no_object", """<measType p="1">A</measType><measValue><r p="1">1</r></measValue>""", 1)]
    [InlineData("successes_above_attempts", """<measTypes>RRC.ConnEstabAtt.x RRC.ConnEstabSucc.x</measTypes><measValue measObjLdn="X=1"><measResults>1 2</measResults></measValue>""", 2)]
    [InlineData("nesting", """<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">1</r></suspect></measValue>""", 1)]
    public async Task What_is_unusual_is_counted_under_its_name_and_the_rest_is_read(string kind, string info, int values)
    {
        var report = await _bench.Read(PmBench.File(info));

        Assert.Equal([(kind, 1)], report.Anomalies.Select(static a => (a.Anomaly.Name(), a.Times)));
        Assert.Equal((null, true, values), (report.Stopped, report.IsComplete, (int)report.Values));
    }

    [Theory]
    [InlineData("offset_without_colon", "2026-11-22T11:15:00+0100", "PT900S", 1)]
    [InlineData("time_without_offset", "2026-11-22T10:15:00", "PT900S", 1)]
    [InlineData("granularity_period", "2026-11-22T10:15:00Z", "1591100100000", 1)]
    [InlineData("granularity_period", "2026-11-22T10:15:00Z", "PT0S", 1)]
    [InlineData("no_period_end", "yesterday", "PT900S", 0)]
    public async Task Times_in_unusual_forms_are_read_and_counted(string kind, string end, string duration, int samples)
    {
        var report = await _bench.Read(PmBench.File("""<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">1</r></measValue>""", end, duration));

        Assert.Equal(kind, Assert.Single(report.Anomalies).Anomaly.Name());
        Assert.Equal(samples, (await _bench.Ingest.Series("A")).Count);
        if (samples > 0)
            Assert.Equal(new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), report.LastPeriod);
    }

    [Fact]
    public async Task An_instruction_before_the_declaration_does_no_harm()
    {
        var report = await _bench.Read("<?xml-stylesheet href=\"a\"?>\n" + PmBench.File("""<measType p="1">A</measType><measValue measObjLdn="X=1"><r p="1">1</r></measValue>"""));

        Assert.Equal(PmAnomaly.BeforeDeclaration, Assert.Single(report.Anomalies).Anomaly);
        Assert.Equal(1, report.Values);
    }

    [Fact]
    public async Task A_footer_that_ends_before_the_header_begins_is_counted()
    {
        var report = await _bench.Read(PmBench.File("").Replace("endTime=\"2026-11-22T10:15:00Z\"", "endTime=\"2026-11-21T10:15:00Z\"", StringComparison.Ordinal));

        Assert.Equal(1, report[PmAnomaly.EndBeforeBeginning]);
    }

    [Fact]
    public async Task Of_a_file_that_breaks_off_what_was_there_is_kept()
    {
        var whole = await File.ReadAllTextAsync(PmBench.Golden(First));

        var report = await _bench.Read(whole[..whole.IndexOf("gnb-8", StringComparison.Ordinal)]);
        Assert.Equal((1, false, null), (report[PmAnomaly.Truncated], report.IsComplete, report.Stopped));
        await _bench.Ingest.Holds([1234], "PEE_AvgPower");
        await _bench.Ingest.Holds([0.7, 1], "pm_period_completeness", ("instance", "gnb-7"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("no markup at all", "no XML")]
    [InlineData("<html><body/></html>", "'html'")]
    [InlineData("<?xml version='1.0' encoding='EBCDIC'?><measCollecFile/>", "EBCDIC")]
    [InlineData("<!DOCTYPE m [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><measCollecFile>&b;</measCollecFile>", "document type")]
    [InlineData("<!DOCTYPE m SYSTEM 'file:///etc/passwd'><measCollecFile/>", "document type")]
    public async Task A_file_that_is_none_is_refused_with_a_sentence(string text, string why)
    {
        var report = await _bench.Read(text);

        Assert.Contains(why, report.Stopped, StringComparison.Ordinal);
        Assert.Equal(0, report.Values);
    }

    [Fact]
    public async Task Characters_of_names_are_read_in_the_files_encoding_and_entities_other_than_XMLs_own_are_none()
    {
        var info = """<measType p="1">A&amp;B&#x2E;C</measType><measValue measObjLdn="X=&quot;K&#246;ln&quot; &xxe;"><r p="1">1</r></measValue>""";
        await _bench.Read(PmBench.File(info));
        Assert.Equal("X=\\\"Köln\\\" &xxe\\;", Assert.Single(await _bench.Ingest.Series("A_B_C")).Labels.Get("ldn"));

        await _bench.Read(Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + PmBench.File(info.Replace("K&#246;ln", "Wörth", StringComparison.Ordinal))["<?xml version=\"1.0\"?>".Length..]));
        Assert.Contains(await _bench.Ingest.Series("A_B_C"), static s => s.Labels.Get("ldn").Contains("Wörth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comments_and_character_data_may_stand_in_a_value()
    {
        var report = await _bench.Read(PmBench.File("""<measType p="1">A<!-- > --></measType><measValue measObjLdn="X=1"><r p="1">4<!--<r p="1">9</r>-->2</r></measValue><measValue measObjLdn="X=2"><r p="1"><![CDATA[7]]></r></measValue>"""));

        Assert.Empty(report.Anomalies);
        await _bench.Ingest.Holds([42], "A", ("ldn", "X=1"));
        await _bench.Ingest.Holds([7], "A", ("ldn", "X=2"));
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task No_damage_to_a_file_makes_the_reader_fail_or_hang()
    {
        var seeds = new[] { await File.ReadAllBytesAsync(PmBench.Golden(First)), await File.ReadAllBytesAsync(PmBench.Golden(Second)) };
        var inputs = await Fuzz.Run(seeds, "<>/=\"'!?-[]&;, \n10+:pr"u8.ToArray(), static (octets, random) =>
        {
            var decoder = new PmFileDecoder(new PmTypeSets(), new Nothing());
            var cut = random.Next(octets.Length + 1);
            var taken = decoder.Read(octets.AsSpan(0, cut), isLast: false);
            Assert.InRange(taken, 0, cut);
            decoder.Read(octets.AsSpan(taken), isLast: true);
            Assert.True(decoder.Report.Stopped is not null || decoder.Report.IsComplete || decoder.Report[PmAnomaly.Truncated] > 0);
            return Task.CompletedTask;
        }, fixedInputs: 10_000);
        Assert.True(inputs > 0);
    }

    private sealed class Nothing : IPmIntake
    {
        public void Begin(in PmElement element)
        {
        }

        public void Take(PmValues values) => Assert.True(values.Time > 0 && values.Values.Length == values.Types.Names.Length);

        public void End()
        {
        }
    }
}
