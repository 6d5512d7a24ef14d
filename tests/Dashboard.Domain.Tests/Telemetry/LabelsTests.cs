using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.Telemetry;

public sealed class LabelsTests
{
    [Fact]
    public void Label_sets_are_equal_whatever_order_they_came_in()
    {
        var one = Labels.Of("up", ("a", "1"), ("b", "2"));
        var other = Labels.From(new Label("b", "2"), new Label("__name__", "up"), new Label("a", "1"));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Labels.Of("up", ("a", "1"), ("b", "3")));
    }

    [Fact]
    public void An_empty_value_is_no_label_and_the_last_of_equal_names_counts()
    {
        var labels = Labels.Of("up", ("a", "1"), ("a", "2"), ("b", "1"), ("b", ""));
        Assert.Equal("""up{a="2"}""", labels.ToString());
        Assert.Equal("", labels.Get("b"));
    }

    [Fact]
    public void A_label_is_set_replaced_and_removed_on_a_copy()
    {
        var labels = Labels.Of("up", ("a", "1"));
        Assert.Equal("""up{a="2"}""", labels.With("a", "2").ToString());
        Assert.Equal("up", labels.With("a", "").ToString());
        Assert.Equal("""up{a="1"}""", labels.ToString());
    }

    [Fact]
    public void Text_is_written_as_PromQL_reads_it() =>
        Assert.Equal("""{path="C:\\x \"y\"\n"}""", Labels.From(new Label("path", "C:\\x \"y\"\n")).ToString());

    [Theory]
    [InlineData("{{device}} in", "eth0 in")]
    [InlineData("{{ device }}", "eth0")]
    [InlineData("{{nothing}} in", "in")]
    [InlineData("at {{value}}", "at 5 %")]
    [InlineData("plain", "plain")]
    [InlineData("{{device", "{{device")]
    public void A_template_is_filled_from_labels(string template, string text) =>
        Assert.Equal(text, LabelTemplate.Fill(template, Labels.Of("x", ("device", "eth0")), "5 %"));

    [Theory]
    [InlineData(MatchType.Equal, "eth0", "eth0", true)]
    [InlineData(MatchType.Equal, "eth0", "eth01", false)]
    [InlineData(MatchType.NotEqual, "eth0", "", true)]
    [InlineData(MatchType.Regex, "eth.", "eth0", true)]
    [InlineData(MatchType.Regex, "eth", "eth0", false)]
    [InlineData(MatchType.Regex, "a|b", "ab", false)]
    [InlineData(MatchType.Regex, ".*", "", true)]
    [InlineData(MatchType.NotRegex, "lo|docker.*", "docker0", false)]
    public void Matchers_are_anchored_at_both_ends(MatchType type, string pattern, string value, bool matches) =>
        Assert.Equal(matches, new LabelMatcher("device", type, pattern).Matches(value));
}
