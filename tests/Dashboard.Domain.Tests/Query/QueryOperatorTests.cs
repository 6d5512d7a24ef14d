using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class QueryOperatorTests
{
    private readonly SampleBook _book = new SampleBook()
        .Add("a{i=\"1\", j=\"x\"}", "10")
        .Add("a{i=\"2\", j=\"x\"}", "20")
        .Add("b{i=\"1\", j=\"x\"}", "2")
        .Add("b{i=\"2\", j=\"x\"}", "4")
        .Add("many{i=\"1\", k=\"p\"}", "100")
        .Add("many{i=\"1\", k=\"q\"}", "200")
        .Add("many{i=\"2\", k=\"p\"}", "300")
        .Add("one{i=\"1\", l=\"v1\"}", "10")
        .Add("one{i=\"2\", l=\"v2\"}", "100")
        .Add("same_a{x=\"1\"}", "1")
        .Add("same_b{x=\"1\"}", "2")
        .Add("neg", "-7")
        .Add("undefined", "NaN");

    [Theory]
    [InlineData("7 % -4", "3")]
    [InlineData("-7 % 4", "-3")]
    [InlineData("7 % 0", "NaN")]
    [InlineData("1 / 0", "Inf")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("2 ^ -1 * 4", "2")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("1 + 2 > bool 2", "1")]
    [InlineData("NaN == bool NaN", "0")]
    [InlineData("1 atan2 1", "0.785398163397")]
    [InlineData("neg % 4", "{} -3")]
    [InlineData("-neg", "{} 7")]
    [InlineData("+neg", "neg -7")]
    [InlineData("neg < 0", "neg -7")]
    [InlineData("0 > neg", "neg -7")]
    [InlineData("neg > 0", "")]
    [InlineData("0 > bool neg", "{} 1")]
    [InlineData("undefined != undefined", "undefined NaN")]
    [InlineData("undefined == undefined", "")]
    [InlineData("a + b", "{i=\"1\", j=\"x\"} 12; {i=\"2\", j=\"x\"} 24")]
    [InlineData("a > 10", "a{i=\"2\", j=\"x\"} 20")]
    [InlineData("a > b * 5", "")]
    [InlineData("a >= b * 5", "a{i=\"1\", j=\"x\"} 10; a{i=\"2\", j=\"x\"} 20")]
    [InlineData("a > bool b", "{i=\"1\", j=\"x\"} 1; {i=\"2\", j=\"x\"} 1")]
    [InlineData("a * on (i) b", "{i=\"1\"} 20; {i=\"2\"} 80")]
    [InlineData("a * ignoring (j) b", "{i=\"1\"} 20; {i=\"2\"} 80")]
    [InlineData("a > ignoring (j) b", "a{i=\"1\"} 10; a{i=\"2\"} 20")]
    [InlineData("a > on (i) b", "{i=\"1\"} 10; {i=\"2\"} 20")]
    [InlineData("a + many", "")]
    [InlineData("many / on (i) group_left one", "{i=\"1\", k=\"p\"} 10; {i=\"1\", k=\"q\"} 20; {i=\"2\", k=\"p\"} 3")]
    [InlineData("many / on (i) group_left (l) one", "{i=\"1\", k=\"p\", l=\"v1\"} 10; {i=\"1\", k=\"q\", l=\"v1\"} 20; {i=\"2\", k=\"p\", l=\"v2\"} 3")]
    [InlineData("one / on (i) group_right (l) many", "{i=\"1\", k=\"p\", l=\"v1\"} 0.1; {i=\"1\", k=\"q\", l=\"v1\"} 0.05; {i=\"2\", k=\"p\", l=\"v2\"} 0.333333333333")]
    [InlineData("many > on (i) group_left one", "many{i=\"1\", k=\"p\"} 100; many{i=\"1\", k=\"q\"} 200; many{i=\"2\", k=\"p\"} 300")]
    [InlineData("one < on (i) group_right many", "many{i=\"1\", k=\"p\"} 10; many{i=\"1\", k=\"q\"} 10; many{i=\"2\", k=\"p\"} 100")]
    [InlineData("many and on (i) a{i=\"1\"}", "many{i=\"1\", k=\"p\"} 100; many{i=\"1\", k=\"q\"} 200")]
    [InlineData("many unless on (i) a{i=\"1\"}", "many{i=\"2\", k=\"p\"} 300")]
    [InlineData("a and b", "a{i=\"1\", j=\"x\"} 10; a{i=\"2\", j=\"x\"} 20")]
    [InlineData("a{i=\"1\"} or b", "a{i=\"1\", j=\"x\"} 10; b{i=\"2\", j=\"x\"} 4")]
    [InlineData("a or on () b", "a{i=\"1\", j=\"x\"} 10; a{i=\"2\", j=\"x\"} 20")]
    [InlineData("nothing or on () b", "b{i=\"1\", j=\"x\"} 2; b{i=\"2\", j=\"x\"} 4")]
    [InlineData("same_a and same_b", "same_a{x=\"1\"} 1")]
    [InlineData("same_a + on (__name__) same_b", "")]
    [InlineData("a * 2 + b", "{i=\"1\", j=\"x\"} 22; {i=\"2\", j=\"x\"} 44")]
    public async Task An_operator_comes_to_what_was_worked_out_by_hand(string query, string expected) => Assert.Equal(expected, await _book.Tell(query));

    [Theory]
    [InlineData("a * on (j) b", "found duplicate series for the match group {j=\"x\"} on the right hand-side of the operation: [{__name__=\"b\", i=\"2\", j=\"x\"}, {__name__=\"b\", i=\"1\", j=\"x\"}];many-to-many matching not allowed: matching labels must be unique on one side")]
    [InlineData("many * on (i) group_right one", "found duplicate series for the match group {i=\"1\"} on the left hand-side of the operation: [{__name__=\"many\", i=\"1\", k=\"q\"}, {__name__=\"many\", i=\"1\", k=\"p\"}];many-to-many matching not allowed: matching labels must be unique on one side")]
    [InlineData("many / on (i) one", "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")]
    [InlineData("label_replace(many, \"k\", \"\", \"i\", \"2\") * on () group_left (k) neg", "multiple matches for labels: grouping labels must ensure unique matches")]
    [InlineData("{__name__=~\"same_.\"} * 2", "vector cannot contain metrics with the same labelset")]
    [InlineData("-({__name__=~\"same_.\"} > 0)", "vector cannot contain metrics with the same labelset")]
    [InlineData("-(0 < {__name__=~\"same_.\"})", "vector cannot contain metrics with the same labelset")]
    [InlineData("abs(same_a or on (__name__) same_b)", "vector cannot contain metrics with the same labelset")]
    [InlineData("{__name__=~\"same_.\"} > bool 0", "vector cannot contain metrics with the same labelset")]
    public async Task Series_that_cannot_be_matched_are_named_in_the_words_of_Prometheus(string query, string message)
    {
        var refusal = await _book.Refuse(query);
        Assert.Equal((message, QueryErrorKind.Execution), (refusal.Message, refusal.Kind));
    }

    [Fact]
    public async Task Over_a_range_a_series_may_be_matched_by_one_after_the_other()
    {
        var book = new SampleBook()
            .Add("a", "1 2 3 4", interval: 600_000)
            .Add("v{version=\"1\"}", "1 1 _ _", interval: 600_000)
            .Add("v{version=\"2\"}", "_ _ 1 1", interval: 600_000);
        Assert.Equal("{version=\"1\"} 1@0 2@600; {version=\"2\"} 3@1200 4@1800", await book.TellRange("a * on () group_left (version) v", 0, 1_800_000, 600_000));
        Assert.Equal("{} 1@0 2@600 3@1200 4@1800", await book.TellRange("a * on () v", 0, 1_800_000, 600_000));
        Assert.Equal("{} 1@0 1@600 1@1200 1@1800", await book.TellRange("label_replace(v, \"version\", \"\", \"\", \"\") + 0", 0, 1_800_000, 600_000));
    }
}
