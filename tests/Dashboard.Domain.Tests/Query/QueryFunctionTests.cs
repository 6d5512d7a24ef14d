using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class QueryFunctionTests
{
    private static readonly QueryEngineOptions Experimental = new() { ExperimentalFunctions = true };

    /// <summary>One sample a minute; asked at ten minutes, where a range of 5 min holds those at 6, 7, 8, 9 and 10.</summary>
    private readonly SampleBook _book = new SampleBook()
        .Add("c_total", "0+60x10")
        .Add("reset_total", "100 200 300 400 500 600 700 50 150 250 350")
        .Add("young_total", "_ _ _ _ _ _ 30 90 150 210 270")
        .Add("early_total", "_ _ _ _ _ 0 60 120 _ _ _")
        .Add("g{s=\"a\"}", "1 2 3 4 5 6 4 2 8 8 3")
        .Add("n", "0 0 0 0 0 0 NaN 1 NaN NaN 2")
        .Add("allnan", "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN")
        .Add("big", "1e308x10")
        .Add("unbounded", "0 0 0 0 0 0 1 Inf 2 3 4")
        .Add("tiny", "0 0 0 0 0 0 1e100 1 -1e100 1 1")
        .Add("v{l=\"a\"}", "-1.5x10")
        .Add("v{l=\"b\"}", "2.5x10")
        .Add("one", "5x10")
        .Add("when", "1709210096x10"); // 2024-02-29 12:34:56 UTC, a Thursday

    [Theory]
    // The samples are 1 minute apart and the range starts 1 minute before the first: 4 intervals become 5.
    [InlineData("rate(c_total[5m])", "{} 1")]
    [InlineData("increase(c_total[5m])", "{} 300")]
    [InlineData("delta(c_total[5m])", "{} 300")]
    // 700 -> 50 is a reset: (350 - 700) + 700 = 350 over 4 min, extrapolated to 5.
    [InlineData("increase(reset_total[5m])", "{} 437.5")]
    [InlineData("delta(reset_total[5m])", "{} -437.5")]
    // Counts 240 in 4 min, and was born at most 30 s before its first sample of 30.
    [InlineData("increase(young_total[5m])", "{} 270")]
    // Samples at 5, 6 and 7 of (0, 10]: 5 min to the start and 3 to the end are far, so half an interval each; but zero at the start.
    [InlineData("increase(early_total[10m])", "{} 150")]
    [InlineData("delta(early_total[10m])", "{} 180")]
    [InlineData("rate(c_total[1m])", "")]
    [InlineData("irate(c_total[5m])", "{} 1")]
    [InlineData("irate(reset_total[4m] offset 3m)", "{} 0.833333333333")]
    [InlineData("idelta(reset_total[4m] offset 3m)", "{} -650")]
    [InlineData("resets(reset_total[10m])", "{} 1")]
    [InlineData("changes(g[5m])", "{s=\"a\"} 3")]
    [InlineData("changes(n[5m])", "{} 3")]
    [InlineData("deriv(c_total[5m])", "{} 1")]
    [InlineData("deriv(one[5m])", "{} 0")]
    [InlineData("predict_linear(c_total[5m], 60)", "{} 660")]
    [InlineData("predict_linear(c_total[5m] offset 1m, 60)", "{} 660")]
    [InlineData("avg_over_time(g[5m])", "{s=\"a\"} 5")]
    [InlineData("sum_over_time(g[5m])", "{s=\"a\"} 25")]
    [InlineData("min_over_time(g[5m])", "{s=\"a\"} 2")]
    [InlineData("max_over_time(g[5m])", "{s=\"a\"} 8")]
    [InlineData("count_over_time(g[5m])", "{s=\"a\"} 5")]
    [InlineData("last_over_time(g[5m])", "g{s=\"a\"} 3")]
    [InlineData("present_over_time(g[5m])", "{s=\"a\"} 1")]
    [InlineData("stdvar_over_time(g[5m])", "{s=\"a\"} 6.4")]
    [InlineData("stddev_over_time(g[5m])", "{s=\"a\"} 2.52982212813")]
    [InlineData("quantile_over_time(0.5, g[5m])", "{s=\"a\"} 4")]
    [InlineData("quantile_over_time(0.1, g[5m])", "{s=\"a\"} 2.4")]
    [InlineData("min_over_time(n[5m])", "{} 1")]
    [InlineData("max_over_time(n[5m])", "{} 2")]
    [InlineData("max_over_time(allnan[5m])", "{} NaN")]
    [InlineData("sum_over_time(n[5m])", "{} NaN")]
    [InlineData("avg_over_time(big[5m])", "{} 1E+308")]
    [InlineData("sum_over_time(big[5m])", "{} Inf")]
    [InlineData("avg_over_time(unbounded[5m])", "{} Inf")]
    [InlineData("sum_over_time(tiny[5m])", "{} 3")]
    [InlineData("avg_over_time(tiny[5m])", "{} 0.6")]
    [InlineData("abs(v)", "{l=\"a\"} 1.5; {l=\"b\"} 2.5")]
    [InlineData("ceil(v)", "{l=\"a\"} -1; {l=\"b\"} 3")]
    [InlineData("floor(v)", "{l=\"a\"} -2; {l=\"b\"} 2")]
    [InlineData("round(v)", "{l=\"a\"} -1; {l=\"b\"} 3")]
    [InlineData("round(v, 5)", "{l=\"a\"} 0; {l=\"b\"} 5")]
    [InlineData("sgn(v)", "{l=\"a\"} -1; {l=\"b\"} 1")]
    [InlineData("clamp(v, -1, 1)", "{l=\"a\"} -1; {l=\"b\"} 1")]
    [InlineData("clamp(v, 1, -1)", "")]
    [InlineData("clamp_min(v, 0)", "{l=\"a\"} 0; {l=\"b\"} 2.5")]
    [InlineData("clamp_max(v, 0)", "{l=\"a\"} -1.5; {l=\"b\"} 0")]
    [InlineData("exp(one)", "{} 148.413159103")]
    [InlineData("ln(one)", "{} 1.60943791243")]
    [InlineData("log2(one + 3)", "{} 3")]
    [InlineData("log10(one * 20)", "{} 2")]
    [InlineData("sqrt(one - 1)", "{} 2")]
    [InlineData("sqrt(-one)", "{} NaN")]
    [InlineData("sin(one)", "{} -0.958924274663")]
    [InlineData("cos(one)", "{} 0.283662185463")]
    [InlineData("tan(one)", "{} -3.38051500625")]
    [InlineData("asin(one / 10)", "{} 0.523598775598")]
    [InlineData("acos(one / 10)", "{} 1.0471975512")]
    [InlineData("atan(one)", "{} 1.37340076695")]
    [InlineData("sinh(one)", "{} 74.2032105778")]
    [InlineData("cosh(one)", "{} 74.2099485248")]
    [InlineData("tanh(one / 10)", "{} 0.46211715726")]
    [InlineData("asinh(one)", "{} 2.31243834127")]
    [InlineData("acosh(one)", "{} 2.29243166956")]
    [InlineData("atanh(one / 10)", "{} 0.549306144334")]
    [InlineData("deg(vector(pi()))", "{} 180")]
    [InlineData("rad(vector(180))", "{} 3.14159265359")]
    [InlineData("pi()", "3.14159265359")]
    [InlineData("time()", "600")]
    [InlineData("vector(3)", "{} 3")]
    [InlineData("scalar(one)", "5")]
    [InlineData("scalar(v)", "NaN")]
    [InlineData("scalar(nothing)", "NaN")]
    [InlineData("timestamp(one offset 30s)", "{} 540")]
    [InlineData("timestamp((one))", "{} 600")]
    [InlineData("timestamp(-one offset 30s)", "{} 600")]
    [InlineData("minute(when)", "{} 34")]
    [InlineData("hour(when)", "{} 12")]
    [InlineData("day_of_week(when)", "{} 4")]
    [InlineData("day_of_month(when)", "{} 29")]
    [InlineData("day_of_year(when)", "{} 60")]
    [InlineData("days_in_month(when)", "{} 29")]
    [InlineData("month(when)", "{} 2")]
    [InlineData("year(when)", "{} 2024")]
    [InlineData("minute()", "{} 10")]
    [InlineData("year(vector(-1))", "{} 1969")]
    [InlineData("day_of_week(vector(-86401))", "{} 2")]
    [InlineData("year(vector(253402300800))", "{} 10000")]
    [InlineData("absent(one)", "")]
    [InlineData("absent(nothing{a=\"b\", c=~\"d\", e=\"f\", e=\"g\"})", "{a=\"b\"} 1")]
    [InlineData("absent(sum(nothing))", "{} 1")]
    [InlineData("absent_over_time(nothing{a=\"b\"}[5m])", "{a=\"b\"} 1")]
    [InlineData("absent_over_time(one[5m])", "")]
    [InlineData("absent_over_time(nothing{a=\"b\"}[5m:1m])", "{} 1")]
    [InlineData("label_replace(v, \"m\", \"$1-$$\", \"l\", \"(.*)\")", "v{l=\"a\", m=\"a-$\"} -1.5; v{l=\"b\", m=\"b-$\"} 2.5")]
    [InlineData("label_replace(v, \"m\", \"${x}_\", \"l\", \"(?P<x>a)\")", "v{l=\"a\", m=\"a_\"} -1.5; v{l=\"b\"} 2.5")]
    [InlineData("label_replace(v, \"m\", \"$1x\", \"l\", \"(.)\")", "v{l=\"a\"} -1.5; v{l=\"b\"} 2.5")]
    [InlineData("label_replace(v, \"__name__\", \"w\", \"\", \"\")", "w{l=\"a\"} -1.5; w{l=\"b\"} 2.5")]
    [InlineData("label_join(v, \"m\", \"-\", \"l\", \"none\", \"l\")", "v{l=\"a\", m=\"a--a\"} -1.5; v{l=\"b\", m=\"b--b\"} 2.5")]
    [InlineData("sort(v)", "v{l=\"a\"} -1.5; v{l=\"b\"} 2.5")]
    [InlineData("sort_desc(v or n or on (__name__) allnan)", "v{l=\"b\"} 2.5; n 2; v{l=\"a\"} -1.5; allnan NaN")]
    [InlineData("sort(v or n or on (__name__) allnan)", "v{l=\"a\"} -1.5; n 2; v{l=\"b\"} 2.5; allnan NaN")]
    [InlineData("mad_over_time(g[5m])", "{s=\"a\"} 2")]
    [InlineData("first_over_time(g[5m])", "g{s=\"a\"} 4")]
    [InlineData("ts_of_max_over_time(g[5m])", "{s=\"a\"} 540")]
    [InlineData("ts_of_min_over_time(g[5m])", "{s=\"a\"} 420")]
    [InlineData("ts_of_first_over_time(g[5m])", "{s=\"a\"} 360")]
    [InlineData("ts_of_last_over_time(g[5m])", "{s=\"a\"} 600")]
    [InlineData("double_exponential_smoothing(c_total[5m], 0.5, 0.5)", "{} 600")]
    [InlineData("sort_by_label_desc(v, \"l\")", "v{l=\"b\"} 2.5; v{l=\"a\"} -1.5")]
    public async Task A_function_comes_to_what_was_worked_out_by_hand(string query, string expected) =>
        Assert.Equal(expected, await _book.Tell(query, 600_000, Experimental));

    [Fact]
    public async Task Labels_are_sorted_as_people_count()
    {
        var book = new SampleBook().Add("i{p=\"eth10\"}", "1").Add("i{p=\"eth2\"}", "2").Add("i{p=\"eth1\"}", "3");
        Assert.Equal("i{p=\"eth1\"} 3; i{p=\"eth2\"} 2; i{p=\"eth10\"} 1", await book.Tell("sort_by_label(i, \"p\")", 0, Experimental));
    }

    [Theory]
    [InlineData("mad_over_time(g[5m])", "1:1: parse error: function \"mad_over_time\" is not enabled", 0, 13)]
    [InlineData("1 + double_exponential_smoothing(g[5m], 0.5, 0.5)", "1:5: parse error: function \"double_exponential_smoothing\" is not enabled", 4, 28)]
    [InlineData("sort_by_label(g, \"s\")", "1:1: parse error: function \"sort_by_label\" is not enabled", 0, 13)]
    public async Task Experimental_functions_must_be_enabled(string query, string message, int position, int length)
    {
        var refusal = Assert.IsType<PromqlSyntaxException>(await _book.Refuse(query));
        Assert.Equal((message, position, length, QueryErrorKind.BadData), (refusal.Message, refusal.Position, refusal.Length, refusal.Kind));
    }

    [Theory]
    [InlineData("label_replace(v, \"m\", \"x\", \"l\", \"(\")", "invalid regular expression in label_replace(): (")]
    [InlineData("label_replace(v, \"\", \"x\", \"l\", \".*\")", "invalid destination label name in label_replace(): ")]
    [InlineData("label_replace(v, \"l\", \"x\", \"l\", \".*\")", "vector cannot contain metrics with the same labelset")]
    [InlineData("label_replace(v, \"\\xff\", \"x\", \"l\", \".*\")", "invalid destination label name in label_replace(): \ufffd")]
    [InlineData("label_join(v, \"m\", \"-\", \"\")", "invalid source label name in label_join(): ")]
    [InlineData("label_join(v, \"\", \"-\", \"l\")", "invalid destination label name in label_join(): ")]
    [InlineData("double_exponential_smoothing(g[5m], 1, 0.5)", "invalid smoothing factor. Expected: 0 < sf < 1, got: 1.000000")]
    [InlineData("double_exponential_smoothing(g[5m], 0.5, 0)", "invalid trend factor. Expected: 0 < tf < 1, got: 0.000000")]
    [InlineData("rate({__name__=~\"c_total|reset_total\"}[5m])", "vector cannot contain metrics with the same labelset")]
    [InlineData("-{__name__=~\"c_total|reset_total\"}", "vector cannot contain metrics with the same labelset")]
    public async Task What_a_function_cannot_do_is_said_in_the_words_of_Prometheus(string query, string message)
    {
        var refusal = await _book.Refuse(query, 600_000, Experimental);
        Assert.Equal((message, QueryErrorKind.Execution), (refusal.Message, refusal.Kind));
    }

    [Theory]
    [InlineData("rate(g[5m])", "PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"g\" (1:6)", false)]
    [InlineData("sum(\n increase(g[5m]))", "PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"g\" (2:11)", false)]
    [InlineData("quantile_over_time(2, g[5m])", "PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)", true)]
    [InlineData("quantile(NaN, g)", "PromQL warning: quantile value should be between 0 and 1, got NaN (1:10)", true)]
    [InlineData("limit_ratio(1.1, g)", "PromQL warning: ratio value should be between -1 and 1, got 1.1, capping to 1 (1:13)", true)]
    [InlineData("histogram_quantile(0.5, v)", "PromQL warning: bucket label \"le\" is missing or has a malformed value of \"\" for metric name \"v\" (1:25)", true)]
    public async Task What_may_be_wrong_with_a_query_is_noted(string query, string note, bool isWarning)
    {
        var result = await _book.Ask(query, 600_000);
        Assert.Equal([note], isWarning ? result.Warnings : result.Infos);
        Assert.Empty(isWarning ? result.Infos : result.Warnings);
    }

    [Fact]
    public async Task Nothing_is_noted_about_counters() => Assert.Empty((await _book.Ask("rate(c_total[5m])", 600_000)).Infos);
}
