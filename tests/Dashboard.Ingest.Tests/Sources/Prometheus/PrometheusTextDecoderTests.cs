using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Prometheus;

namespace Dashboard.Ingest.Tests.Sources.Prometheus;

public sealed class PrometheusTextDecoderTests
{
    [Theory]
    [InlineData("up 1", "up", 1)]
    [InlineData("up{} 1", "up", 1)]
    [InlineData("  up\t{ a = \"b\" , }\t1e3  ", "up{a=\"b\"}", 1000)]
    [InlineData("a:b_c{x=\"1\",y=\"2\"} -0.25", "a:b_c{x=\"1\", y=\"2\"}", -0.25)]
    [InlineData("m{path=\"C:\\\\DIR\\\\\",error=\"say \\\"x\\\"\\nnow\"} 1.458255915e9", "m{error=\"say \\\"x\\\"\\nnow\", path=\"C:\\\\DIR\\\\\"}", 1458255915)]
    [InlineData("m{q=\"}{,=#\"} 3", "m{q=\"}{,=#\"}", 3)]
    [InlineData("m{le=\"+Inf\"} +Inf", "m{le=\"+Inf\"}", double.PositiveInfinity)]
    [InlineData("m -inf", "m", double.NegativeInfinity)]
    [InlineData("m NaN", "m", double.NaN)]
    [InlineData("m 18446744073709551615", "m", 18446744073709551615.0)]
    [InlineData("m 4.9406564584124654e-324", "m", double.Epsilon)]
    [InlineData("m 0.1\r", "m", 0.1)]
    [InlineData("{\"my.metric\",\"http.route\"=\"/é\"} 7", "my_metric{http_route=\"/é\"}", 7)]
    [InlineData("m{a=\"b\"}1", "m{a=\"b\"}", 1)]
    public void A_sample_is_read(string text, string series, double value)
    {
        var line = PrometheusTextDecoder.Read(Encoding.UTF8.GetBytes(text), isOpenMetrics: false);
        List<Label> labels = [];

        Assert.Equal(PrometheusLineKind.Sample, line.Kind);
        Assert.Null(PrometheusTextDecoder.ReadSeries(line.Series, labels));
        Assert.Equal((series, value), (Labels.From([.. labels]).ToString(), line.Value));
        Assert.False(line.HasTime);
    }

    [Theory]
    [InlineData("m 1 1395066363000", false, 1395066363000)]
    [InlineData("m 1 -3982045", false, -3982045)]
    [InlineData("m 1 1395066363.123", true, 1395066363123)]
    [InlineData("m 1 1.5e9", true, 1500000000000)]
    public void A_time_is_in_milliseconds_in_text_and_in_seconds_in_OpenMetrics(string text, bool isOpenMetrics, long time)
    {
        var line = PrometheusTextDecoder.Read(Encoding.UTF8.GetBytes(text), isOpenMetrics);

        Assert.Equal((true, time), (line.HasTime, line.Time));
    }

    [Theory]
    [InlineData("1up 1", "does not begin with a metric")]
    [InlineData("<html>", "does not begin with a metric")]
    [InlineData("m", "has no value")]
    [InlineData("m{a=\"b\"}", "has no value")]
    [InlineData("m one", "has a value that is no number")]
    [InlineData("m 1e400", "has a value that is no number")]
    [InlineData("m 1 2.5", "has a time that is none")]
    [InlineData("m 1 2 3", "has more than a value and a time")]
    [InlineData("m{a=\"b 1", "does not begin with a metric")]
    [InlineData("# TYPE m sometype", "tells of a type that there is not")]
    [InlineData("# HELP", "tells of no metric")]
    public void A_bad_line_is_told_in_words(string text, string problem) =>
        Assert.Equal(problem, PrometheusTextDecoder.Read(Encoding.UTF8.GetBytes(text), isOpenMetrics: false).Problem);

    [Theory]
    [InlineData("m{a}", "has label 'a' without an equals sign")]
    [InlineData("m{a=b}", "has label 'a' without a value in quotes")]
    [InlineData("m{a=\"1\" b=\"2\"}", "has labels without a comma between them")]
    [InlineData("m{a=\"1\",a=\"2\"}", "has label 'a' twice")]
    [InlineData("{a=\"1\"}", "has no metric's name")]
    public void A_series_with_bad_labels_is_told_in_words(string text, string problem) =>
        Assert.Equal(problem, PrometheusTextDecoder.ReadSeries(Encoding.UTF8.GetBytes(text), []));

    [Fact]
    public void A_label_that_is_not_UTF_8_is_refused() =>
        Assert.Equal("has label 'a' with a value that is not UTF-8", PrometheusTextDecoder.ReadSeries([.. "m{a=\""u8, 0xff, .. "\"}"u8], []));

    [Fact]
    public void An_exemplar_is_read_with_and_without_its_time()
    {
        var line = PrometheusTextDecoder.Read("m_bucket{le=\"1\"} 11 # {trace_id=\"KOO5S4vxi0o\"} 0.67 1520879607.789"u8, isOpenMetrics: true);
        List<Label> labels = [];

        Assert.Equal(11, line.Value);
        Assert.True(PrometheusTextDecoder.TryReadExemplar(line.Exemplar, labels, out var value, out var time));
        Assert.Equal((0.67, 1520879607789L, new Label("trace_id", "KOO5S4vxi0o")), (value, time, Assert.Single(labels)));
        Assert.True(PrometheusTextDecoder.TryReadExemplar("{} 2"u8, labels, out _, out time));
        Assert.Null(time);
        Assert.False(PrometheusTextDecoder.TryReadExemplar("{a=\"b\"}"u8, labels, out _, out _));
    }

    [Fact]
    public void Only_OpenMetrics_ends_with_EOF_and_has_exemplars()
    {
        Assert.Equal(PrometheusLineKind.End, PrometheusTextDecoder.Read("# EOF"u8, isOpenMetrics: true).Kind);
        Assert.Equal(PrometheusLineKind.Nothing, PrometheusTextDecoder.Read("# EOF"u8, isOpenMetrics: false).Kind);
        Assert.Equal("has more than a value and a time", PrometheusTextDecoder.Read("m 1 # {} 1"u8, isOpenMetrics: false).Problem);
    }
}
