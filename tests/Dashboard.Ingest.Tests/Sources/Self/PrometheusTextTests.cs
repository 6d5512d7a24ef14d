using System.Buffers;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Self;

namespace Dashboard.Ingest.Tests.Sources.Self;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Families_are_written_as_the_format_has_them()
    {
        MetricFamily[] families =
        [
            new("calls_total", MetricFamilyType.Counter, "Calls\nby \\ caller, \"quoted\".",
            [
                new(Labels.Of("calls_total", ("caller", "a\\b\"c\nd"), ("zone", "süd")), 12),
                new(Labels.Of("calls_total"), 0.1),
            ]),
            new("level", MetricFamilyType.Gauge, "",
            [
                new(Labels.Of("level", ("x", "1")), double.PositiveInfinity),
                new(Labels.Of("level", ("x", "2")), double.NegativeInfinity),
                new(Labels.Of("level", ("x", "3")), double.NaN),
                new(Labels.Of("level", ("x", "4")), 9348273645182),
                new(Labels.Of("level", ("x", "5")), -1e-9),
                new(Labels.Of("level", ("x", "6")), 1e21),
            ]),
            new("wait_seconds", MetricFamilyType.Histogram, "Waiting.",
            [
                new(Labels.Of("wait_seconds_bucket", ("le", "0.1")), 2),
                new(Labels.Of("wait_seconds_bucket", ("le", "+Inf")), 3),
                new(Labels.Of("wait_seconds_sum"), 7.25),
                new(Labels.Of("wait_seconds_count"), 3),
            ]),
        ];

        Assert.Equal(
            """
            # HELP calls_total Calls\nby \\ caller, "quoted".
            # TYPE calls_total counter
            calls_total{caller="a\\b\"c\nd",zone="süd"} 12
            calls_total 0.1
            # TYPE level gauge
            level{x="1"} +Inf
            level{x="2"} -Inf
            level{x="3"} NaN
            level{x="4"} 9348273645182
            level{x="5"} -1E-09
            level{x="6"} 1E+21
            # HELP wait_seconds Waiting.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.1"} 2
            wait_seconds_bucket{le="+Inf"} 3
            wait_seconds_sum 7.25
            wait_seconds_count 3

            """,
            Write(families));
    }

    [Fact]
    public void The_same_measurements_are_the_same_text_in_whatever_order_they_came()
    {
        Assert.Equal(Measure("c", "a", "b"), Measure("b", "c", "a"));
    }

    [Fact]
    public void Nothing_is_written_as_nothing() => Assert.Empty(Write([]));

    private static string Measure(params string[] callers)
    {
        var name = $"Test.{Guid.NewGuid():N}";
        using var meter = new System.Diagnostics.Metrics.Meter(name);
        using var registry = new MeterRegistry(each => each == name, 100);
        foreach (var caller in callers)
        {
            meter.CreateCounter<int>($"calls_of_{caller}").Add(1);
            meter.CreateCounter<int>("calls").Add(1, new KeyValuePair<string, object?>("caller", caller));
        }
        return Write(registry.Collect());
    }

    private static string Write(IReadOnlyList<MetricFamily> families)
    {
        var into = new ArrayBufferWriter<byte>();
        PrometheusText.Write(families, into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
