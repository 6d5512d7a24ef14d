using System.Text;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Remote;
using Dashboard.Ingest.Tests.Storage.Remote;

namespace Dashboard.Ingest.Tests.Storage.Prometheus;

public sealed class PrometheusAnswerTests
{
    private const string Export = """
        {"metric":{"__name__":"up","job":"a\"b\u00fc"},"values":[1,-Inf,+Inf],"timestamps":[1000,2000,3000]}
        {"metric":{"__name__":"up","job":"a\"b\u00fc"},"values":[2.5e-3,null,"Infinity"],"timestamps":[4000,5000,6000]}

        {"metric":{"__name__":"down"},"values":[],"timestamps":[]}

        """;

    private const string Matrix = """
        {"status":"success","isPartial":false,"data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"up","job":"a\"bü"},"values":[[1,"1"],[2.5,"NaN"],[1767225600.001,"+Inf"]]},
        {"metric":{},"values":[[3,"-1e-9"]]}],"stats":{"x":{"y":[1,"2"]}}}}
        """;

    [Fact]
    public async Task An_export_is_read_with_all_its_ways_to_write_a_number()
    {
        var fetched = new Fetched(0, default, 100, "too many");
        await new ExportReader(fetched).Read(Trickle(Export), default);
        var series = Assert.Single(fetched.Complete([]));
        Assert.Equal(Labels.Of("up", ("job", "a\"bü")), series.Labels);
        var samples = HistoryBench.Read(series, RollUp.Last);
        Assert.Equal([(1000, 1), (2000, double.NegativeInfinity), (3000, double.PositiveInfinity), (4000, 0.0025), (5000, StaleMarker.Value), (6000, double.PositiveInfinity)], samples);
        Assert.True(StaleMarker.Is(samples[4].Value));
    }

    [Fact]
    public async Task A_matrix_is_read_piece_by_piece()
    {
        var fetched = new Fetched(0, default, 100, "too many");
        await new QueryReader(fetched, null, null).Read(Trickle(Matrix), default);
        var series = fetched.Complete([]);
        Assert.Equal([Labels.Of("up", ("job", "a\"bü")), Labels.Empty], series.Select(static s => s.Labels));
        Assert.Equal([(1000, 1), (2500, double.NaN), (1767225600001, double.PositiveInfinity)], HistoryBench.Read(series[0], RollUp.Last));
        Assert.Equal([(3000, -1e-9)], HistoryBench.Read(series[1], RollUp.Last));
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"no"}""")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"values":[[1,"1"]]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"one"]]}]}}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task An_answer_that_is_no_matrix_is_refused(string text) =>
        Assert.True(await Record.ExceptionAsync(() => new QueryReader(new Fetched(0, default, 100, ""), null, null).Read(Trickle(text), default)) is InvalidDataException or JsonException);

    [Fact]
    public async Task Damaged_answers_are_refused_or_read_and_nothing_else()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var octets = Encoding.UTF8.GetBytes(round % 2 == 0 ? Export : Matrix);
            for (var i = random.Next(1, 5); i > 0; i--)
                octets[random.Next(octets.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[],:\"0e-\n"[random.Next(11)]);
            octets = octets[..random.Next(octets.Length + 1)];
            var fetched = new Fetched(0, default, 100, "too many");
            using var stream = new MemoryStream(octets);
            var problem = await Record.ExceptionAsync(() => round % 2 == 0 ? new ExportReader(fetched).Read(stream, default) : new QueryReader(fetched, null, null).Read(stream, default));
            Assert.True(problem is null or InvalidDataException or JsonException or FormatException, problem?.ToString());
        }
    }

    [Fact]
    public void Resolution_is_chosen_by_range_and_window()
    {
        const long Day = 86_400_000;
        Assert.Equal(0, Resolutions.Choose(0, 2 * Day, default));
        Assert.Equal(60_000, Resolutions.Choose(0, (2 * Day) + 1, default));
        Assert.Equal(60_000, Resolutions.Choose(0, 34 * Day, new SelectHints(60_000, 300_000)));
        Assert.Equal(900_000, Resolutions.Choose(0, 35 * Day, default));
        Assert.Equal(3_600_000, Resolutions.Choose(0, 3650 * Day, default));
        Assert.Equal(60_000, Resolutions.Choose(0, 7 * Day, new SelectHints(0, Day)));
        Assert.Equal(900_000, Resolutions.Choose(0, 7 * Day, new SelectHints(0, 2 * Day)));
        Assert.Equal(3_600_000, Resolutions.Choose(0, 30 * Day, new SelectHints(0, 7 * Day)));
    }

    [Fact]
    public void Fetched_samples_come_out_in_order_and_the_last_of_equal_timestamps_counts()
    {
        var series = new FetchedSeries(Labels.Empty, 0, false);
        foreach (var (time, value) in new[] { (3, 1.0), (1, 2.0), (3, 3.0), (2, 4.0), (1, 5.0) })
            series.AddSample(time, value);
        series.Complete();
        Assert.Equal([(1, 5), (2, 4), (3, 3)], HistoryBench.Read(series, RollUp.Last));
        Assert.Equal([(2, 4)], HistoryBench.Read(series, RollUp.Last, 2, 2));
        Assert.Empty(HistoryBench.Read(series, RollUp.Last, 4, 9));
        Assert.Empty(HistoryBench.Read(series, RollUp.Last, 3, 1));
    }

    /// <summary>A stream that gives a few octets at a time.</summary>
    private static Stream Trickle(string text) => new TrickleStream(Encoding.UTF8.GetBytes(text));

    private sealed class TrickleStream(byte[] octets) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
