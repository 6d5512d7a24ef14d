using System.Text.RegularExpressions;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class LabelMatcherTests
{
    private static readonly string[] Patterns =
    [
        "", "eth0", "eth.*", "eth.+", ".*", ".+", ".*0", ".+0", "e.*0", "e.+0", ".*th.*", ".+th.*", ".*th.+", ".+th.+", "a|b|c",
        "eth0|", "|eth0", "(eth|lo)0", "(?:eth|lo)(0|1)", "host-(1|2)\\.core", "eth\\.0", "eth[0-9]", "eth[0-9]+", "eth?0", "et(h)?0", "e*th0",
        "eth0.*|lo.*", "(.*)", "(.+)", "()", "eth\\d", "x{2}", "eth0{1}", ".*.*", ".?", "eth0?", "a.c", "\\-x", "(a|(b|c))d", "(?i)ETH0", "eth.*0.*",
        ".*\\.core", "e.*", "^eth0$", "eth0|eth.*", "\\w+0",
    ];

    private static readonly string[] Values =
    [
        "", "e", "eth", "eth0", "eth1", "eth00", "ETH0", "lo", "lo0", "lo1", "a", "b", "c", "ad", "bd", "cd", "abc", "a\nc", "host-1.core", "host-2xcore",
        "eth.0", "ethx0", "th", "xthx", "xth", "thx", "et0", "xx", "-x", "e0", "ex0", "x.core", ".core", "th0", "eeth0", "0", "eth\n0",
    ];

    public static TheoryData<string> AllPatterns => [.. Patterns];

    [Theory]
    [MemberData(nameof(AllPatterns))]
    public void A_regular_expression_matches_whole_values_and_nothing_else_whichever_short_cut_it_takes(string pattern)
    {
        var regex = new Regex($"^(?:{pattern})\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var matcher = new LabelMatcher("l", MatchType.Regex, pattern);
        var not = new LabelMatcher("l", MatchType.NotRegex, pattern);
        foreach (var value in Values)
        {
            Assert.True(regex.IsMatch(value) == matcher.Matches(value), $"{pattern} on {value}");
            Assert.NotEqual(matcher.Matches(value), not.Matches(value));
        }
        Assert.Equal(matcher.Matches(""), matcher.MatchesEmpty);
        if (matcher.Literals is { } literals)
            Assert.Equal(Values.Where(v => regex.IsMatch(v)), Values.Where(v => literals.Contains(v)));
    }

    [Fact]
    public void Random_simple_patterns_agree_with_the_regular_expression_engine()
    {
        var random = new Random(11);
        string[] pieces = ["a", "b", "ab", ".*", ".+", "|", "(", ")", "(?:", "\\.", ".", "?", "1", "[ab]", "*"];
        var tried = 0;
        for (var round = 0; round < 4000; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)]));
            LabelMatcher matcher;
            try
            {
                matcher = new LabelMatcher("l", MatchType.Regex, pattern);
            }
            catch (ArgumentException)
            {
                continue;
            }
            tried++;
            var regex = new Regex($"^(?:{pattern})\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
            foreach (var value in new[] { "", "a", "b", "ab", "aab", "ba", "a.b", "1", "ab1", "bbb", "aba", "b1a" })
                Assert.True(regex.IsMatch(value) == matcher.Matches(value), $"{pattern} on {value}");
        }
        Assert.True(tried > 1000);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a**")]
    [InlineData("[a")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    public void What_is_no_regular_expression_or_needs_backtracking_is_refused_with_an_argument_exception(string pattern) =>
        Assert.ThrowsAny<ArgumentException>(() => new LabelMatcher("l", MatchType.Regex, pattern));

    [Fact]
    public void A_whole_value_alternation_names_its_values() =>
        Assert.Equal(["host-1", "host-2", "lo"], new LabelMatcher("l", MatchType.Regex, "host-(1|2)|lo").Literals!.Order());
}
