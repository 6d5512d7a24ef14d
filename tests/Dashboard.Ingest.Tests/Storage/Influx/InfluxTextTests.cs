using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Remote;
using Dashboard.Ingest.Tests.Storage.Remote;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Storage.Influx;

public sealed class InfluxTextTests
{
    private const string Documented = """
        #datatype,string,long,dateTime:RFC3339,double,string,string
        #group,false,false,false,false,true,true
        #default,samples,,,,,
        ,result,table,_time,_value,_measurement,host
        ,,0,2026-01-01T00:00:00Z,15.43,up,"a ""b"", c"
        ,,0,2026-01-01T00:00:00.0015Z,,up,"a ""b"", c"
        ,,0,2026-01-01T00:00:01.123456789Z,-1e3,up,"a ""b"", c"
        ,,1,2026-01-01T00:00:00Z,59.25,up,

        #datatype,string,long,dateTime:RFC3339,long,string
        #group,false,false,false,false,true
        #default,count,,,,
        ,result,table,_time,_value,_measurement
        ,,0,2026-01-01T00:01:00Z,6,down

        """;

    [Fact]
    public void Samples_are_asked_for_in_Flux()
    {
        LabelMatcher[] matchers =
        [
            HistoryBench.Name("if_octets"), new("host", MatchType.Equal, "a\"\\${b}"), new("site", MatchType.NotEqual, "x"), new("if", MatchType.Regex, "Gi0/(1|2)"),
            new("zone", MatchType.NotRegex, "a.*"), new("time", MatchType.Equal, ""), new("role", MatchType.NotEqual, ""), new("odd", MatchType.Regex, "(?i)x"),
        ];
        Assert.Equal("""
            from(bucket: "n\"oc")
              |> range(start: 2026-01-01T00:00:00.000Z, stop: 2026-01-01T00:00:10.001Z)
              |> filter(fn: (r) => r["_field"] == "value" and r["_measurement"] == "if_octets" and r["host"] == "a\"\\\${b}" and (not exists r["site"] or r["site"] != "x") and r["if"] =~ /^(?s:Gi0\/(1|2))$/ and (not exists r["zone"] or r["zone"] !~ /^(?s:a.*)$/) and not exists r["label.time"] and exists r["role"])
              |> drop(columns: ["_start", "_stop", "_field"])
              |> yield(name: "samples")

            """, FluxText.Samples("n\"oc", matchers, 1767225600000, 1767225610000));
    }

    [Fact]
    public void Roll_ups_are_asked_for_in_Flux() =>
        Assert.Equal("""
            samples = from(bucket: "noc")
              |> range(start: 2026-01-01T00:00:00.000Z, stop: 2026-01-01T01:00:00.000Z)
              |> filter(fn: (r) => r["_field"] == "value")
            samples
              |> aggregateWindow(every: 15m, fn: last, createEmpty: false)
              |> drop(columns: ["_start", "_stop", "_field"])
              |> yield(name: "last")
            samples
              |> aggregateWindow(every: 15m, fn: count, createEmpty: false)
              |> drop(columns: ["_start", "_stop", "_field"])
              |> yield(name: "count")

            """, FluxText.RollUps("noc", [], 1767225600000, 1767229200000, 900_000, [RollUp.Last, RollUp.Count]));

    [Fact]
    public void Series_are_asked_for_in_Flux() =>
        Assert.Equal("""
            from(bucket: "noc")
              |> range(start: 2026-01-01T00:00:00.000Z, stop: 2026-01-01T00:00:00.001Z)
              |> filter(fn: (r) => r["_field"] == "value")
              |> last()
              |> drop(columns: ["_start", "_stop", "_field", "_time", "_value"])
              |> yield(name: "series")

            """, FluxText.Series("noc", [], 1767225600000, 1767225600000));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Annotated_CSV_is_read_as_documented(string lineBreak)
    {
        var fetched = new Fetched(60_000, new SelectHints(0, 1), 100, "too many");
        await new AnnotatedCsvReader(fetched).Read(new TrickleStream(Encoding.UTF8.GetBytes(Documented.ReplaceLineEndings(lineBreak))), default);
        var series = fetched.Complete([]).ToDictionary(static s => s.Labels);
        Assert.Equal([(1767225600000, 15.43), (1767225601123, -1000)], HistoryBench.Read(series[Labels.Of("up", ("host", "a \"b\", c"))], RollUp.Last));
        Assert.Equal([(1767225600000, 59.25)], HistoryBench.Read(series[Labels.Of("up")], RollUp.Last));
        Assert.Equal(2, series.Count);
        Assert.Equal([(1767225659999, 6)], HistoryBench.Read(fetched.Series(Labels.Of("down")), RollUp.Count));
    }

    [Fact]
    public async Task Damaged_answers_are_refused_or_read_and_nothing_else()
    {
        var random = new Random(13);
        for (var round = 0; round < 3000; round++)
        {
            var octets = Encoding.UTF8.GetBytes(Documented);
            for (var i = random.Next(1, 6); i > 0; i--)
                octets[random.Next(octets.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "#,\"\r\n0e-:T"[random.Next(10)]);
            using var stream = new MemoryStream(octets[..random.Next(octets.Length + 1)]);
            var problem = await Record.ExceptionAsync(() => new AnnotatedCsvReader(new Fetched(0, default, 100, "too many")).Read(stream, default));
            Assert.True(problem is null or InvalidDataException || problem is IOException && problem.Message.StartsWith("InfluxDB reports", StringComparison.Ordinal), problem?.ToString());
        }
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 1767225600000)]
    [InlineData("2026-01-01T00:00:00.1Z", 1767225600100)]
    [InlineData("2026-02-28T23:59:59.999999999Z", 1772323199999)]
    [InlineData("2026-02-29T00:00:00Z", null)]
    [InlineData("2026-01-01T00:00:00.Z", null)]
    [InlineData("2026-01-01T00:00:00", null)]
    [InlineData("2026-01-01 00:00:00Z", null)]
    [InlineData("2026-01-01T24:00:00Z", null)]
    public void Times_are_read_as_RFC_3339_has_them(string text, long? expected) =>
        Assert.Equal(expected, FluxTime.TryRead(Encoding.UTF8.GetBytes(text), out var milliseconds) ? milliseconds : null);

    private sealed class TrickleStream(byte[] octets) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
