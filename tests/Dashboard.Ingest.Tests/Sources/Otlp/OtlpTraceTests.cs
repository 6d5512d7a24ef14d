using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Otlp;
using static Dashboard.Ingest.Tests.Sources.Otlp.OtlpText;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

public sealed class OtlpTraceTests
{
    private const string Route = "/cart/{id}";

    [Fact]
    public async Task A_span_in_json_is_read_with_all_that_it_says()
    {
        await using var house = await new OtlpHouse().Started();
        var start = house.Nano(-5);

        var report = await house.Take(OtlpSignal.Traces, Spans(SpanOf(start, $$$$$"""
            ,"parentSpanId":"EEE19B7EC3C1B173","flags":1,"traceState":"a=b","unheardOf":{"deep":[1,{"x":null}]},"status":{"code":2,"message":"no connection"},
            "attributes":[{{{{{Attribute("http.route", Route)}}}}},{"key":"whole","value":{"intValue":"9007199254740993"}},{"key":"number","value":{"intValue":7}},
            {"key":"real","value":{"doubleValue":0.25}},{"key":"yes","value":{"boolValue":true}},{"key":"raw","value":{"bytesValue":"AQID"}},{"key":"none","value":{}},
            {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a\"b"},{"intValue":"1"},{"kvlistValue":{"values":[{"key":"k","value":{"doubleValue":"NaN"}}]}}]}}}],
            "events":[{"timeUnixNano":"{{{{{start + 5}}}}}","name":"exception","attributes":[{{{{{Attribute("exception.type", "System.IO.IOException")}}}}}]}],
            "links":[{"traceId":"{{{{{Trace}}}}}","spanId":"00f067aa0ba902b7","attributes":[{{{{{Attribute("why", "batch")}}}}}]}]
            """)));

        Assert.Equal((OtlpVerdict.Taken, "", 0), (report.Verdict, report.Sentence, report.Rejected));
        var span = Assert.Single(house.Spans.All);
        Assert.Equal((Trace, Span, "eee19b7ec3c1b173"), (span.TraceId.ToString(), span.SpanId.ToString(), span.ParentSpanId.ToString()));
        Assert.Equal(("GET /cart", "lib", "shop"), (span.Operation, span.Scope, span.Service));
        Assert.Equal((SpanKind.Server, start, 1_000_000_000L), (span.Direction, span.Start, span.Duration));
        Assert.Equal((SpanStatus.Error, "no connection"), (span.Status, span.StatusMessage));
        Assert.Equal(
            """http.route="/cart/{id}" whole="9007199254740993" number="7" real="0.25" yes="true" raw="AQID" none="" list="["a\"b",1,{"k":"NaN"}]" """.TrimEnd(),
            span.Attributes.ToString());
        var happened = Assert.Single(span.Events);
        Assert.Equal((start + 5, "exception", "System.IO.IOException"), (happened.Time, happened.Name, happened.Attributes.Get("exception.type")));
        Assert.Equal(("00f067aa0ba902b7", "batch"), (span.Links[0].SpanId.ToString(), span.Links[0].Attributes.Get("why")));
    }

    [Fact]
    public async Task All_spans_of_one_process_share_what_it_is_however_often_and_in_whatever_way_it_says_so()
    {
        await using var house = await new OtlpHouse().Started();
        var message = Spans(SpanOf(house.Nano(-5)), SpanOf(house.Nano(-4), id: "00f067aa0ba902b7"));
        var (host, rest) = (Attribute("host.name", "box"), ",\n" + Attribute("host.name", "box"));
        var other = message.Replace(rest, "", StringComparison.Ordinal).Replace("""{"attributes":[{"key":"service.name"}""".TrimEnd('}'), $$"""{"attributes":[{{host}},{"key":"service.name"}""".TrimEnd('}'), StringComparison.Ordinal);

        await house.Take(OtlpSignal.Traces, message);
        await house.Take(OtlpSignal.Traces, other);

        Assert.Equal(4, house.Spans.All.Count);
        Assert.All(house.Spans.All, s => Assert.Same(house.Spans.All[0].Origin, s.Origin));
        Assert.Equal("""{host_name="box", service_instance_id="shop-1", service_name="shop", service_namespace="retail"}""", house.Spans.All[0].Origin.ToString());
    }

    [Fact]
    public async Task A_span_that_cannot_be_one_is_refused_alone_and_by_name()
    {
        await using var house = await new OtlpHouse().Started();
        var good = SpanOf(house.Nano(-1));

        var report = await house.Take(OtlpSignal.Traces, Spans(
            good.Replace(Trace, "", StringComparison.Ordinal), good.Replace(Span, "0000000000000000", StringComparison.Ordinal), good.Replace(Span, "no hex", StringComparison.Ordinal),
            SpanOf(house.Nano(3600)), SpanOf(0), good));

        Assert.Equal(OtlpVerdict.Taken, report.Verdict);
        Assert.Equal(5, report.Rejected);
        Assert.Equal("refused 1 span without a valid trace id, 2 spans without a valid span id, 1 span that starts in the future, 1 span without a start after 1970", report.Sentence);
        Assert.Equal(house.Nano(-1), Assert.Single(house.Spans.All).Start);
        Assert.Equal(2, house.Bench.Status(OtlpSource.Id).Dropped["without a valid span id"]);
    }

    [Fact]
    public async Task A_span_that_says_too_much_or_ends_before_it_starts_is_kept_and_the_sender_told()
    {
        await using var house = await new OtlpHouse().Started();
        var attributes = string.Join(',', Enumerable.Range(0, 10_000).Select(i => Attribute($"a{i}", "v")));
        var backwards = SpanOf(house.Nano(-5)).Replace($"{house.Nano(-4)}", $"{house.Nano(-6)}", StringComparison.Ordinal);

        var report = await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-5), $",\"attributes\":[{attributes}]"), backwards));

        Assert.Equal((OtlpVerdict.Taken, 0), (report.Verdict, report.Rejected));
        Assert.Equal("kept, but not as it came, 1 span with more than 512 attributes, 1 span that ends before it starts", report.Sentence);
        var kept = 0;
        foreach (var attribute in house.Spans.All[0].Attributes)
            Assert.Equal($"a{kept++}", attribute.Name.ToString());
        Assert.Equal(512, kept);
        Assert.Equal(0, house.Spans.All[1].Duration);
    }

    [Theory]
    [InlineData(16, "1")]
    [InlineData(17, "null")]
    public async Task Values_deeper_than_may_be_are_cut_there_and_not_refused(int depth, string innermost)
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-5), Deep(depth))));

        Assert.Equal((OtlpVerdict.Taken, ""), (report.Verdict, report.Sentence));
        Assert.Equal(new string('[', 16) + innermost + new string(']', 16), house.Spans.All[0].Attributes.Get("deep"));
    }

    [Fact]
    public async Task Json_deeper_than_may_be_is_refused()
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-5), Deep(100))));

        Assert.Equal(OtlpVerdict.Malformed, report.Verdict);
        Assert.Contains("depth", report.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the body is no well-formed JSON near octet 0")]
    [InlineData("[]", "the body is no JSON object")]
    [InlineData("""{"resourceSpans":{}}""", "\"resourceSpans\" is no list at octet 17")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"NO_KIND"}]}]}]}""", "\"kind\" holds no whole number at octet 51")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7}]}]}]}""", "\"name\" holds no text at octet 51")]
    [InlineData("""{"resourceSpans":[]} x""", "the body is no well-formed JSON near octet 21")]
    public async Task Json_that_is_none_or_not_of_this_kind_is_refused_with_the_place(string json, string sentence)
    {
        await using var house = await new OtlpHouse().Started();

        var report = await house.Take(OtlpSignal.Traces, json);

        Assert.Equal(OtlpVerdict.Malformed, report.Verdict);
        Assert.StartsWith(sentence, report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_numbers_are_taken_and_names_in_snake_case_are_not()
    {
        await using var house = await new OtlpHouse().Started();
        var span = SpanOf(house.Nano(-5), ",\"parent_span_id\":\"00f067aa0ba902b7\"").Replace("\"kind\":2", "\"kind\":\"SPAN_KIND_CONSUMER\"", StringComparison.Ordinal);

        await house.Take(OtlpSignal.Traces, Spans(span));

        var read = Assert.Single(house.Spans.All);
        Assert.Equal((SpanKind.Consumer, true), (read.Direction, read.ParentSpanId.IsEmpty));
    }

    [Fact]
    public async Task A_message_that_is_cut_off_is_refused_as_a_whole_wherever_that_was()
    {
        await using var house = await new OtlpHouse().Started();
        var json = new OtlpJsonDecoder();
        Assert.Null(json.Read(Encoding.UTF8.GetBytes(Spans(SpanOf(house.Nano(-5), $",\"attributes\":[{Attribute("a", "b")}]"))), OtlpSignal.Traces));
        var whole = json.Written.ToArray();

        for (var length = 1; length < whole.Length; length++)
        {
            var report = await house.Intake.Take(OtlpSignal.Traces, whole.AsMemory(0, length), isJson: false, CancellationToken.None);
            Assert.Equal((OtlpVerdict.Malformed, "the body is no well-formed ExportTraceServiceRequest"), (report.Verdict, report.Sentence));
        }
        Assert.Empty(house.Spans.All);
    }

    [Fact]
    public async Task A_full_pipeline_makes_the_sender_come_back_and_keeps_nothing()
    {
        await using var house = new OtlpHouse(new OtlpOptions { Patience = TimeSpan.Zero }, new PipelineOptions { QueueRecords = 1, QueueBatches = 1 });
        await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-5))));

        var refused = await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-4))));
        await house.Bench.Drain();

        Assert.Equal(OtlpVerdict.Full, refused.Verdict);
        Assert.Equal(house.Nano(-5), Assert.Single(house.Spans.All).Start);
    }

    [SampleFact]
    public async Task The_specifications_own_examples_are_read_in_full()
    {
        await using var house = await new OtlpHouse().Started();
        var folder = Samples.At("protocols/otlp-opentelemetry-proto");

        foreach (var (file, signal) in new[] { ("trace.json", OtlpSignal.Traces), ("metrics.json", OtlpSignal.Metrics), ("logs.json", OtlpSignal.Logs), ("events.json", OtlpSignal.Logs) })
        {
            var report = await house.Take(signal, await File.ReadAllTextAsync(Path.Combine(folder, file)));
            Assert.Equal((OtlpVerdict.Taken, "", 0), (report.Verdict, report.Sentence, report.Rejected));
        }

        var span = Assert.Single(house.Spans.All);
        Assert.Equal(("my.service", "I'm a server span", SpanKind.Server), (span.Service, span.Operation, span.Direction));
        Assert.Equal(["Example log record", ""], house.Lines.All.Select(l => l.Body.Length > 20 ? "" : l.Body));
        Assert.Equal("5b8efff798038103d269b633813fc60c", house.Lines.All[0].TraceId.ToString());
        var metrics = house.Bench.Cache.Metrics.All;
        Assert.Contains("my_counter_total", metrics.Keys);
        Assert.Contains("my_gauge_ratio", metrics.Keys);
        Assert.Contains("my_histogram", metrics.Keys);
    }

    private static string Deep(int depth)
    {
        var value = """{"intValue":1}""";
        for (var i = 0; i < depth; i++)
            value = $$$$$"""{"arrayValue":{"values":[{{{{{value}}}}}]}}""";
        return $$""","attributes":[{"key":"deep","value":{{value}}}]""";
    }
}
