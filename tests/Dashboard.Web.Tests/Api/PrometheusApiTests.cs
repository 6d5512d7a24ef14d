using System.Net;
using System.Text.Json;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>The API over the running program, whose clock stands at 2026-01-01 00:00 UTC (1767225600).</summary>
public sealed class PrometheusApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    [Theory]
    [InlineData("query=demo_gauge", """{"resultType":"vector","result":[{"metric":{"__name__":"demo_gauge","host":"a"},"value":[1767225600,"1.5"]},{"metric":{"__name__":"demo_gauge","host":"b"},"value":[1767225600,"+Inf"]}]}""")]
    [InlineData("query=demo_gauge{host=\"a\"}&time=1767225599.5", """{"resultType":"vector","result":[{"metric":{"__name__":"demo_gauge","host":"a"},"value":[1767225599.500,"0.5"]}]}""")]
    [InlineData("query=demo_gauge{host=\"a\"}&time=2025-12-31T23:59:55.25Z", """{"resultType":"vector","result":[{"metric":{"__name__":"demo_gauge","host":"a"},"value":[1767225595.250,"0.5"]}]}""")]
    [InlineData("query=demo_gauge{host=\"a\"}&time=2026-01-01T01:00:00%2B01:00", """{"resultType":"vector","result":[{"metric":{"__name__":"demo_gauge","host":"a"},"value":[1767225600,"1.5"]}]}""")]
    [InlineData("query=demo_gauge{host=\"a\"}[15s]", """{"resultType":"matrix","result":[{"metric":{"__name__":"demo_gauge","host":"a"},"values":[[1767225590,"0.5"],[1767225600,"1.5"]]}]}""")]
    [InlineData("query=0/0", """{"resultType":"scalar","result":[1767225600,"NaN"]}""")]
    [InlineData("query=\"so+what\"", """{"resultType":"string","result":[1767225600,"so what"]}""")]
    [InlineData("query=demo_odd", """{"resultType":"vector","result":[{"metric":{"__name__":"demo_odd","note":"ü <\"\\\n>"},"value":[1767225600,"1e-07"]}]}""")]
    [InlineData("query=demo_nothing", """{"resultType":"vector","result":[]}""")]
    [InlineData("query=demo_gauge{host=\"a\"}+offset+1m", """{"resultType":"vector","result":[]}""")]
    public async Task An_instant_query_is_answered_as_by_Prometheus(string parameters, string data) =>
        Assert.Equal($$"""{"status":"success","data":{{data}}}""", await server.Get("/api/v1/query?" + parameters));

    [Theory]
    [InlineData("query=demo_gauge{host=\"a\"}&start=1767225580&end=1767225600&step=10", """[{"metric":{"__name__":"demo_gauge","host":"a"},"values":[[1767225590,"0.5"],[1767225600,"1.5"]]}]""")]
    [InlineData("query=vector(1)&start=2025-12-31T23:59:59.9Z&end=2026-01-01T00:00:00Z&step=50ms", """[{"metric":{},"values":[[1767225599.900,"1"],[1767225599.950,"1"],[1767225600,"1"]]}]""")]
    [InlineData("query=demo_gauge{host=\"a\"}&start=1767225591&end=1767225600&step=3&lookback_delta=2s", """[{"metric":{"__name__":"demo_gauge","host":"a"},"values":[[1767225591,"0.5"],[1767225600,"1.5"]]}]""")]
    [InlineData("query=2&start=1767225600&end=1767225600&step=1m", """[{"metric":{},"values":[[1767225600,"2"]]}]""")]
    public async Task A_range_query_is_answered_as_by_Prometheus(string parameters, string result) =>
        Assert.Equal($$$"""{"status":"success","data":{"resultType":"matrix","result":{{{result}}}}}""", await server.Get("/api/v1/query_range?" + parameters));

    [Fact]
    public async Task A_form_that_is_posted_counts_and_counts_before_the_query()
    {
        using var form = new FormUrlEncodedContent([new("query", "demo_gauge{host=\"a\"}"), new("time", "1767225600")]);

        using var answer = await server.Client.PostAsync(new Uri("/api/v1/query?query=up&time=1", UriKind.Relative), form);

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(await server.Get("/api/v1/query?query=demo_gauge{host=\"a\"}"), await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/v1/query?query=sum(", 400, "bad_data", "invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis")]
    [InlineData("/api/v1/query", 400, "bad_data", "invalid parameter \"query\": 1:1: parse error: no expression found in input")]
    [InlineData("/api/v1/query?query=up&time=soon", 400, "bad_data", "invalid parameter \"time\": cannot parse \"soon\" to a valid timestamp")]
    [InlineData("/api/v1/query?query=up&time=2026-01-01", 400, "bad_data", "invalid parameter \"time\": cannot parse \"2026-01-01\" to a valid timestamp")]
    [InlineData("/api/v1/query?query=up&timeout=1x", 400, "bad_data", "invalid parameter \"timeout\": cannot parse \"1x\" to a valid duration")]
    [InlineData("/api/v1/query?query=up&limit=-1", 400, "bad_data", "invalid parameter \"limit\": limit must be non-negative")]
    [InlineData("/api/v1/query?query=up&timeout=0", 503, "timeout", "query timed out in expression evaluation")]
    [InlineData("/api/v1/query?query=demo_gauge*on()demo_gauge", 422, "execution", "found duplicate series")]
    [InlineData("/api/v1/query_range?query=up&end=1&step=1", 400, "bad_data", "invalid parameter \"start\": cannot parse \"\" to a valid timestamp")]
    [InlineData("/api/v1/query_range?query=up&start=2&end=1&step=1", 400, "bad_data", "invalid parameter \"end\": end timestamp must not be before start time")]
    [InlineData("/api/v1/query_range?query=up&start=1&end=2&step=0", 400, "bad_data", "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData("/api/v1/query_range?query=up&start=1&end=2&step=1e30", 400, "bad_data", "invalid parameter \"step\": cannot parse \"1e30\" to a valid duration. It overflows int64")]
    [InlineData("/api/v1/query_range?query=up&start=0&end=11001&step=1", 400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")]
    [InlineData("/api/v1/query_range?query=up[1m]&start=0&end=1&step=1", 400, "bad_data", "invalid parameter \"query\": invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")]
    [InlineData("/api/v1/series", 400, "bad_data", "no match[] parameter provided")]
    [InlineData("/api/v1/series?match[]=1", 400, "bad_data", "invalid parameter \"match[]\": \"1\" is not a series selector")]
    [InlineData("/api/v1/labels?start=2&end=1", 400, "bad_data", "invalid parameter \"end\": end timestamp must not be before start time")]
    [InlineData("/api/v1/rules?type=other", 400, "bad_data", "invalid query parameter type='other'")]
    public async Task What_is_wrong_is_said_in_the_words_of_Prometheus(string path, int status, string type, string error)
    {
        using var answer = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal("error", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(type, json.RootElement.GetProperty("errorType").GetString());
        Assert.StartsWith(error, json.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_limit_leaves_series_out_and_says_so()
    {
        var vector = await server.Data("/api/v1/query?query=demo_gauge&limit=1");
        var whole = await server.Data("/api/v1/query?query=demo_gauge&limit=2");

        Assert.Equal(1, vector.GetProperty("data").GetProperty("result").GetArrayLength());
        Assert.Equal("results truncated due to limit", vector.GetProperty("warnings")[0].GetString());
        Assert.False(whole.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task Statistics_come_where_they_are_asked_for()
    {
        var data = (await server.Data("/api/v1/query?query=demo_gauge[1m]&stats=all")).GetProperty("data").GetProperty("stats");

        Assert.Equal(3, data.GetProperty("samples").GetProperty("totalQueryableSamples").GetInt64());
        Assert.True(data.GetProperty("samples").GetProperty("peakSamples").GetInt64() > 0);
        Assert.Equal(
            ["evalTotalTime", "resultSortTime", "queryPreparationTime", "innerEvalTime", "execQueueTime", "execTotalTime"],
            data.GetProperty("timings").EnumerateObject().Select(t => t.Name));
    }

    [Fact]
    public async Task A_doubt_about_an_answer_comes_with_it()
    {
        var answer = await server.Data("/api/v1/query?query=rate(demo_gauge[1m])");

        Assert.StartsWith("PromQL info: metric might not be a counter", answer.GetProperty("infos")[0].GetString());
    }

    [Theory]
    [InlineData("/api/v1/series?match[]=demo_gauge&match[]={host=\"b\",__name__=~\"demo.*\"}", """[{"__name__":"demo_gauge","host":"a"},{"__name__":"demo_gauge","host":"b"}]""")]
    [InlineData("/api/v1/series?match[]=demo_gauge&start=0&end=1", "[]")]
    [InlineData("/api/v1/labels?match[]=demo_gauge&match[]=demo_odd", """["__name__","host","note"]""")]
    [InlineData("/api/v1/label/host/values?match[]={__name__=~\"demo_.*\"}", """["a","b"]""")]
    [InlineData("/api/v1/label/U__demo_2e_dots/values", """["yes"]""")]
    [InlineData("/api/v1/label/demo.dots/values", """["yes"]""")]
    [InlineData("/api/v1/label/nowhere/values", "[]")]
    [InlineData("/api/v1/metadata?metric=demo_gauge", """{"demo_gauge":[{"type":"gauge","help":"A gauge.","unit":"m"}]}""")]
    [InlineData("/api/v1/metadata?metric=nothing", "{}")]
    public async Task What_there_is_can_be_asked_for(string path, string data) =>
        Assert.Equal($$"""{"status":"success","data":{{data}}}""", await server.Get(path));

    [Fact]
    public async Task Names_and_series_are_limited_with_a_warning()
    {
        Assert.Equal(
            """{"status":"success","data":["a"],"warnings":["results truncated due to limit"]}""",
            await server.Get("/api/v1/label/host/values?match[]=demo_gauge&limit=1"));
        Assert.Equal(
            """{"status":"success","data":[{"__name__":"demo_gauge","host":"a"}],"warnings":["results truncated due to limit"]}""",
            await server.Get("/api/v1/series?match[]=demo_gauge&limit=1"));
    }

    [Fact]
    public async Task An_answer_of_many_pages_arrives_whole()
    {
        var result = (await server.Data("/api/v1/query_range?query=demo_many&start=1767225000&end=1767225600&step=1")).GetProperty("data").GetProperty("result");

        Assert.Equal(200, result.GetArrayLength());
        Assert.All(result.EnumerateArray(), series => Assert.Equal(300, series.GetProperty("values").GetArrayLength()));
    }

    [Fact]
    public async Task Alarms_are_alerts_and_their_rules_are_listed()
    {
        var alarms = server.Services.GetRequiredService<RuleConditions>();
        var rule = StandardAlarmRules.All[0] with { For = TimeSpan.Zero };
        alarms.Apply(rule, [new VectorSample(Labels.Of("m", ("instance", "rtr-1"), ("device", "eth0")), 0, 0)]);
        try
        {
            Assert.Equal(
                """{"status":"success","data":{"alerts":[{"labels":{"alertname":"interface-no-carrier","device":"eth0","instance":"rtr-1","managed_object":"rtr-1 eth0","severity":"major"},"annotations":{"summary":"No carrier"},"state":"firing","activeAt":"2026-01-01T00:00:00Z","value":"0e+00"}]}}""",
                await server.Get("/api/v1/alerts"));
            var rules = (await server.Data("/api/v1/rules")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules");
            Assert.Equal(StandardAlarmRules.All.Select(r => r.Query), rules.EnumerateArray().Select(r => r.GetProperty("query").GetString()));
            Assert.Equal("firing", rules[0].GetProperty("state").GetString());
            Assert.Equal(1, rules[0].GetProperty("alerts").GetArrayLength());
            Assert.Equal("ok", rules[0].GetProperty("health").GetString());
            Assert.Equal("2026-01-01T00:00:00Z", rules[0].GetProperty("lastEvaluation").GetString());
            Assert.Equal(("inactive", "unknown"), (rules[1].GetProperty("state").GetString(), rules[1].GetProperty("health").GetString()));
            Assert.Equal("""{"status":"success","data":{"groups":[]}}""", await server.Get("/api/v1/rules?type=record"));
        }
        finally
        {
            alarms.Apply(rule, []);
        }
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_long_enough_yet_is_pending_and_a_rule_that_fails_says_why()
    {
        var alarms = server.Services.GetRequiredService<RuleConditions>();
        var rule = StandardAlarmRules.All[1];
        alarms.Apply(rule, [new VectorSample(Labels.Of("m", ("instance", "rtr-1"), ("device", "eth0")), 0, 92.5)], TimeSpan.FromMilliseconds(3));
        try
        {
            var rules = (await server.Data("/api/v1/rules")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules");
            Assert.Equal(("pending", 0.003), (rules[1].GetProperty("state").GetString(), rules[1].GetProperty("evaluationTime").GetDouble()));
            var alert = (await server.Data("/api/v1/alerts")).GetProperty("data").GetProperty("alerts")[0];
            Assert.Equal(("pending", "9.25e+01"), (alert.GetProperty("state").GetString(), alert.GetProperty("value").GetString()));

            alarms.Fail(rule, "query timed out in expression evaluation", TimeSpan.FromSeconds(2));
            rules = (await server.Data("/api/v1/rules")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules");
            Assert.Equal(("err", "query timed out in expression evaluation"), (rules[1].GetProperty("health").GetString(), rules[1].GetProperty("lastError").GetString()));
        }
        finally
        {
            alarms.Apply(rule, []);
        }
    }

    [Fact]
    public async Task Exemplars_are_found_by_the_series_that_an_expression_reads()
    {
        var exemplars = server.Services.GetRequiredService<TimeSeriesCache>().Exemplars;
        var series = Labels.Of("demo_latency_bucket", ("le", "0.5"));
        exemplars.Add(new Exemplar(series, Labels.From([new Label("trace_id", "b")]), 0.25, server.Clock.NowMs));
        exemplars.Add(new Exemplar(series, Labels.From([new Label("trace_id", "a")]), 0.5, server.Clock.NowMs - 1500));
        exemplars.Add(new Exemplar(Labels.Of("demo_other"), Labels.From([new Label("trace_id", "c")]), 1, server.Clock.NowMs));

        Assert.Equal(
            """{"status":"success","data":[{"seriesLabels":{"__name__":"demo_latency_bucket","le":"0.5"},"exemplars":[{"labels":{"trace_id":"a"},"value":"0.5","timestamp":1767225598.500},{"labels":{"trace_id":"b"},"value":"0.25","timestamp":1767225600}]}]}""",
            await server.Get("/api/v1/query_exemplars?query=histogram_quantile(0.9,rate(demo_latency_bucket[5m]))"));
        Assert.Equal("""{"status":"success","data":[]}""", await server.Get("/api/v1/query_exemplars?query=demo_latency_bucket&start=1767225601"));
    }

    [Fact]
    public async Task Clients_learn_which_Prometheus_is_spoken() =>
        Assert.StartsWith("3.", (await server.Data("/api/v1/status/buildinfo")).GetProperty("data").GetProperty("version").GetString());
}
