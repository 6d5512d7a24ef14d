using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class Re2SyntaxTests
{
    [Theory]
    [InlineData("eth0", "eth0", "eth01 xeth0 ETH0")]
    [InlineData("eth0|eth1|", "eth0 eth1", "eth2 eth0|eth1")]
    [InlineData("(a|b)", "a b", "ab (a|b)")]
    [InlineData("(a)|(b)", "a b", "ab")]
    [InlineData("eth.*", "eth eth0 ethernet", "xeth")]
    [InlineData("eth.+", "eth0", "eth")]
    [InlineData(".+0", "eth0 00", "0 eth1")]
    [InlineData("a.*a", "aa aba", "a ab")]
    [InlineData(".*", "a", "")]
    [InlineData("a.b", "axb", "ab axxb")]
    [InlineData("(?i)eth.", "ETH0 eth1", "eth")]
    [InlineData("(?P<port>\\d+)", "12", "1a \u0663")]
    [InlineData("[[:alpha:]_]+", "a_B", "a1")]
    [InlineData("[[a]+", "[a", "b")]
    [InlineData("[^\\d]+", "ab", "a1")]
    [InlineData("\\Qa.b\\E.", "a.bc", "axbc a.b")]
    [InlineData("\\pL+", "aé", "a1")]
    [InlineData("\\x{61}", "a", "x")]
    [InlineData("a$|^b", "a b", "ab")]
    [InlineData("\\w+\\s?\\S", "a_1x", "é!")]
    [InlineData("[]a]", "] a", "b")]
    public void The_whole_text_must_match_in_the_syntax_of_RE2(string pattern, string matching, string other)
    {
        var shape = new RegexShape(pattern);
        Assert.All(matching.Split(' '), text => Assert.True(shape.IsMatch(text), text));
        Assert.All(other.Split(' ', StringSplitOptions.RemoveEmptyEntries), text => Assert.False(shape.IsMatch(text), text));
    }

    [Fact]
    public void A_dot_matches_a_line_feed_and_an_end_is_the_very_end()
    {
        Assert.True(new RegexShape("a.b").IsMatch("a\nb"));
        Assert.True(new RegexShape("a.*").IsMatch("a\nb"));
        Assert.False(new RegexShape("a.?b$").IsMatch("ab\n"));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a**")]
    [InlineData("[a")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    public void What_is_no_regular_expression_is_refused_at_once(string pattern) =>
        Assert.True(Record.Exception(() => new RegexShape(pattern)) is ArgumentException);
}
