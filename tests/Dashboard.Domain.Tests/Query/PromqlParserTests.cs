using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class PromqlParserTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData(" 0x1F + .5 + 1e3 + 017 ", "31 + 0.5 + 1000 + 15")]
    [InlineData("1_000 + 0xF_F + 1_0.2_5", "1000 + 255 + 10.25")]
    [InlineData("1e21 + 1e-5 + 123456789", "1e+21 + 1e-05 + 123456789")]
    [InlineData("Inf + inF - nan", "+Inf + +Inf - NaN")]
    [InlineData("-1", "-1")]
    [InlineData("- foo", "-foo")]
    [InlineData("+1 - -1", "1 - -1")]
    [InlineData("5m + 1h30m + 8d + 1ms", "5m + 1h30m + 8d + 1ms")]
    [InlineData("\"a\\n\\x41\\u00e9\\101\"", "\"a\\nAéA\"")]
    [InlineData("'it\\'s'", "\"it's\"")]
    [InlineData("`raw\\n`", "\"raw\\\\n\"")]
    [InlineData("foo", "foo")]
    [InlineData("foo:bar:rate5m", "foo:bar:rate5m")]
    [InlineData("foo{}", "foo")]
    [InlineData("foo{a=\"b\",c!='d',e=~`f.*`,g!~\"h\",}", "foo{a=\"b\",c!=\"d\",e=~\"f.*\",g!~\"h\"}")]
    [InlineData("{__name__=\"foo\"}", "{__name__=\"foo\"}")]
    [InlineData("{\"foo\"}", "foo")]
    [InlineData("{\"metric.name\", \"label.x\"=\"v\", y='z'}", "{\"metric.name\",\"label.x\"=\"v\",y=\"z\"}")]
    [InlineData("sum by (\"label.x\", y) ({\"metric.name\"})", "sum by (\"label.x\", y) ({\"metric.name\"})")]
    [InlineData("foo[5m]", "foo[5m]")]
    [InlineData("foo[300]", "foo[5m]")]
    [InlineData("foo[1_0.5]", "foo[10s500ms]")]
    [InlineData("foo[ 5m ] offset -1h", "foo[5m] offset -1h")]
    [InlineData("foo offset 90", "foo offset 1m30s")]
    [InlineData("foo offset 1h @ 1700000000.5", "foo @ 1700000000.500 offset 1h")]
    [InlineData("foo @ start() offset 5m", "foo @ start() offset 5m")]
    [InlineData("foo[5m] @ end()", "foo[5m] @ end()")]
    [InlineData("foo @ -5", "foo @ -5.000")]
    [InlineData("foo @ 1h", "foo @ 3600.000")]
    [InlineData("rate(foo[5m])[1h:1m] offset 1d", "rate(foo[5m])[1h:1m] offset 1d")]
    [InlineData("foo[1h:]", "foo[1h:]")]
    [InlineData("(foo + bar)[1h:30] @ 10", "(foo + bar)[1h:30s] @ 10.000")]
    [InlineData("-2 ^ 2", "-2 ^ 2")]
    [InlineData("1 + 2 * 3 % 4", "1 + 2 * 3 % 4")]
    [InlineData("a and b or c unless d", "a and b or c unless d")]
    [InlineData("a > bool on (x, y,) group_left (z) b", "a > bool on (x, y) group_left (z) b")]
    [InlineData("a * ignoring (x) group_right b", "a * ignoring (x) group_right () b")]
    [InlineData("a + on () b", "a + on () b")]
    [InlineData("a atan2 b", "a atan2 b")]
    [InlineData("SUM BY (job) (foo)", "sum by (job) (foo)")]
    [InlineData("sum(foo) without (a, b)", "sum without (a, b) (foo)")]
    [InlineData("sum by () (foo)", "sum by () (foo)")]
    [InlineData("topk(5, foo)", "topk(5, foo)")]
    [InlineData("count_values by (a) (\"v\", foo)", "count_values by (a) (\"v\", foo)")]
    [InlineData("rate(foo[5m]) # a comment\n + # another\n 1", "rate(foo[5m]) + 1")]
    [InlineData("sum", "sum")]
    [InlineData("sum{by=\"x\"} + by + offset + without + and{or=\"1\"} + start + end", "sum{by=\"x\"} + by + offset + without + and{or=\"1\"} + start + end")]
    [InlineData("sum by (sum, by, on, bool, offset, group_left) (count)", "sum by (sum, by, on, bool, offset, group_left) (count)")]
    [InlineData("time() - pi()", "time() - pi()")]
    [InlineData("label_join(foo, 'a', '-', 'b', 'c', 'd')", "label_join(foo, \"a\", \"-\", \"b\", \"c\", \"d\")")]
    [InlineData("(((1)))", "(((1)))")]
    public void An_expression_is_printed_in_canonical_form_which_reads_back_as_the_same(string text, string canonical)
    {
        var expression = PromqlExpression.Parse(text);
        Assert.Equal(canonical, expression.ToString());
        Assert.Equal(canonical, PromqlExpression.Parse(canonical).ToString());
        Assert.Equal(text, expression.Text);
    }

    [Theory]
    [InlineData("1 +", 3, 0, "1:4: parse error: unexpected end of input")]
    [InlineData("foo bar", 4, 3, "1:5: parse error: unexpected identifier \"bar\"")]
    [InlineData("sum(foo bar)", 8, 3, "1:9: parse error: unexpected identifier \"bar\" in aggregation")]
    [InlineData("rate(foo)", 5, 3, "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("nofunction(foo)", 0, 10, "1:1: parse error: unknown function with name \"nofunction\"")]
    [InlineData("1 == 2", 2, 2, "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("foo{a=b}", 6, 1, "1:7: parse error: unexpected identifier \"b\" in label matching, expected string")]
    [InlineData("{}", 0, 2, "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("'é' + é", 6, 1, "1:8: parse error: unexpected character: 'é'")]
    [InlineData("foo\n  + bar baz", 12, 3, "2:9: parse error: unexpected identifier \"baz\"")]
    [InlineData("foo[5mm]", 4, 4, "1:5: parse error: bad number or duration syntax: \"5mm\"")]
    [InlineData("foo offset", 10, 0, "1:11: parse error: unexpected end of input in offset, expected number or duration")]
    [InlineData("1h1h", 0, 4, "1:1: parse error: not a valid duration string: \"1h1h\"")]
    [InlineData("foo[0s]", 4, 2, "1:5: parse error: duration must be greater than 0")]
    [InlineData("foo{a=~\"(\"}", 4, 6, null)]
    [InlineData("{\"foo\", \"bar\"}", 0, 14, "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"")]
    [InlineData("{\"foo\", __name__=\"bar\"}", 0, 23, "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"")]
    [InlineData("foo{\"bar\"}", 0, 10, "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"")]
    [InlineData("sum by (\"\") (foo)", 8, 2, "1:9: parse error: unexpected string \"\\\"\\\"\" in grouping opts, expected label")]
    [InlineData("histogram_count(foo)", 0, 20, "1:1: parse error: histogram_count() is for native histograms, which are not kept here: use the _sum, _count and _bucket series of a classic histogram")]
    public void A_fault_is_pointed_at_by_line_and_column_and_by_character(string text, int position, int length, string? message)
    {
        var fault = Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(text));
        Assert.Equal((position, length), (fault.Position, fault.Length));
        if (message is not null)
            Assert.Equal(message, fault.Message);
        Assert.Equal(QueryErrorKind.BadData, fault.Kind);
        Assert.EndsWith(fault.Problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_faulty_text_is_refused_with_a_place_inside_of_it() => Assert.All(FaultyExpressions.Everywhere, text =>
    {
        var fault = Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(text));
        Assert.InRange(fault.Position, 0, text.Length);
        Assert.InRange(fault.Position + fault.Length, fault.Position, text.Length);
    });

    [Fact]
    public void Deep_nesting_is_refused_rather_than_exhausting_the_stack()
    {
        Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(new string('(', 100_000)));
        Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(new string('-', 100_000) + "1"));
        Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(string.Concat(Enumerable.Repeat("1^", 100_000)) + "1"));
        Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse(string.Concat(Enumerable.Repeat("1+", 100_000)) + "1"));
        Assert.Throws<PromqlSyntaxException>(() => PromqlExpression.Parse("m" + string.Concat(Enumerable.Repeat("[5m:]", 100_000))));
    }

    [Fact]
    public async Task A_thousand_operators_are_not_too_many()
    {
        var sum = "m" + string.Concat(Enumerable.Repeat(" + on () m", 1000));
        Assert.Equal(sum, PromqlExpression.Parse(sum).ToString());
        Assert.Equal("{} 1001", await new SampleBook().Add("m", "1").Tell(sum));
        Assert.Equal("1001", await new SampleBook().Tell("1" + string.Concat(Enumerable.Repeat("+1", 1000))));
    }

    [Fact]
    public void Random_text_is_either_parsed_or_refused_with_a_syntax_error()
    {
        var random = new Random(7);
        string[] pieces = ["foo", "{", "}", "(", ")", "[", "]", "5m", "1", ":", ",", "=", "=~", "\"a\"", "'", "`", "sum", "by", "on", "rate", "offset", "@", "-", "^", "bool", "group_left", "\\", "é", "\n", "#", "0x", ".", "start", "and", " "];
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var problem = Record.Exception(() => PromqlExpression.Parse(text).ToString());
            Assert.True(problem is null or PromqlSyntaxException, $"{text}: {problem}");
        }
    }
}
