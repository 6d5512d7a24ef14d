using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Otlp;
using static Dashboard.Ingest.Tests.Sources.Otlp.OtlpText;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

public sealed class OtlpLogTests
{
    [Fact]
    public async Task A_line_is_read_with_its_trace_and_all_that_it_says()
    {
        await using var house = await new OtlpHouse().Started();

        await house.Take(OtlpSignal.Logs, Lines($$$$$"""
            {"timeUnixNano":"{{{{{house.Nano(-2)}}}}}","observedTimeUnixNano":"{{{{{house.Nano(-1)}}}}}","severityNumber":17,"severityText":"Failure","eventName":"cart.lost","body":{"stringValue":"lost a cart"},
            "attributes":[{{{{{Attribute("cart", "7")}}}}}],"traceId":"{{{{{Trace}}}}}","spanId":"{{{{{Span}}}}}","flags":1}
            """));

        var line = Assert.Single(house.Lines.All);
        Assert.Equal((house.Bench.Now - 2000, house.Bench.Now - 1000), (line.Timestamp, line.ReceivedAt));
        Assert.Equal(("err", "Failure", "cart.lost", "lost a cart"), (line.Severity.Keyword, line.SeverityText, line.MessageId, line.Body));
        Assert.Equal((Trace, Span, "7"), (line.TraceId.ToString(), line.SpanId.ToString(), line.Attributes.Get("cart")));
        Assert.Equal(("box", "shop", "shop"), (line.Origin.Get("host"), line.Origin.Get("app"), line.Origin.Get("service_name")));
    }

    [Fact]
    public async Task A_body_that_is_a_map_is_kept_as_json_and_a_line_without_a_time_is_of_now()
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Logs, Lines(
            """{"severityNumber":"SEVERITY_NUMBER_INFO2","body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":1}},{"key":"b","value":{"boolValue":false}}]}}}""",
            """{}""",
            $$"""{"timeUnixNano":"{{house.Nano(86_400)}}"}"""));

        Assert.Equal("refused 1 log record from the future", report.Sentence);
        Assert.Equal(["""{"a":1,"b":false}""", ""], house.Lines.All.Select(l => l.Body));
        Assert.Equal(new LogSeverity(10), house.Lines.All[0].Severity);
        Assert.All(house.Lines.All, l => Assert.Equal((house.Bench.Now, house.Bench.Now), (l.Timestamp, l.ReceivedAt)));
    }
}
