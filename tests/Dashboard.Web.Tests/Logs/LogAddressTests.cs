using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Components.Logs;
using Dashboard.Web.Logs;

namespace Dashboard.Web.Tests.Logs;

public sealed class LogAddressTests
{
    private const long Hour = 3_600_000;
    private const long Now = 1_800_000_000_000;

    [Theory]
    [InlineData("/logs")]
    [InlineData("/logs?q=%22link%20down%22%20host%3Artr1&from=now-6h&to=now")]
    [InlineData("/logs?from=2026-03-01T12%3A00%3A00Z&to=2026-03-01T12%3A01%3A00Z")]
    public void What_an_address_says_is_read_and_written_again(string address)
    {
        var read = LogAddress.Read(address.Split('?') is [_, var query] ? query : "");
        Assert.Empty(read.Problems);
        Assert.Equal(address, read.Link());
        Assert.Equal(address, read.With(read.Query).Link());
    }

    [Theory]
    [InlineData("q=severity:worst", "'worst' at character 10 is no severity:")]
    [InlineData("from=yesterday", "The time cannot be read: 'yesterday' is no time:")]
    public void What_cannot_be_read_is_told_and_stays_as_it_was_written(string query, string expected)
    {
        var read = LogAddress.Read(query);
        Assert.StartsWith(expected, Assert.Single(read.Problems), StringComparison.Ordinal);
        Assert.Equal(LogAddress.Read(query).Text, read.Text);
    }

    [Fact]
    public void A_pattern_leads_to_the_lines_that_it_is_of()
    {
        var pattern = new LogPattern("Interface <*> changed \"state\" to down", 10, Now - (50 * Hour), Now, 3, "", Now / Hour, [4, 6]);
        var row = Assert.Single(PatternRow.Of([pattern], Now - (60 * Hour), Now));
        var matcher = new LogMatcher(row.Query);
        Assert.True(matcher.MatchesText("interface xe-0/0/1 changed \"state\" to down"u8));
        Assert.False(matcher.MatchesText("interface xe-0/0/1 changed \"state\" to up"u8));
        Assert.Equal((10L, 1.0, false), (row.Lines, row.Share, row.IsNew));
    }

    [Fact]
    public void A_pattern_is_new_that_was_first_seen_today_unless_patterns_are_only_known_since_then()
    {
        var pattern = new LogPattern("tick", 1, Now - (2 * Hour), Now, 6, "tick", Now / Hour, [1]);
        Assert.True(Assert.Single(PatternRow.Of([pattern], Now - (48 * Hour), Now)).IsNew);
        Assert.False(Assert.Single(PatternRow.Of([pattern], Now - (2 * Hour) - 60_000, Now)).IsNew);
        Assert.Empty(PatternRow.Of([pattern], Now - (48 * Hour), Now + (30 * Hour)));
    }

    [Fact]
    public void Bars_are_stacked_by_severity_and_lead_to_their_own_time()
    {
        var histogram = new LogHistogram(Now, Now + Hour, bars: 60);
        histogram.Add(Now, 3, 2);
        histogram.Add(Now, 6, 2);
        histogram.Add(Now + (Hour / 2), 0);
        var bars = new LogBars(histogram, Now, Now + Hour);
        var drawing = bars.Draw(range => $"/logs?from={range.From}&x=<b>");
        Assert.Equal(2, drawing.Split("<a href=").Length - 1);
        Assert.Contains("data-level=\"err\" x=\"1\" y=\"50\"", drawing, StringComparison.Ordinal);
        Assert.Contains("data-level=\"info\" x=\"1\" y=\"0\"", drawing, StringComparison.Ordinal);
        Assert.Contains("4 lines, 2 of them errors or worse", drawing, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", drawing, StringComparison.Ordinal);
        Assert.Equal("5 lines, a bar for 1 min", bars.Note);
        Assert.Contains("<td>2</td><td>0</td><td>0</td><td>2</td>", bars.Table(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_leaves_the_page_as_csv_that_no_spreadsheet_takes_for_a_formula()
    {
        var record = new LogRecord(Now, Labels.From(new Label("host", "rtr,1"), new Label("app", "=cmd")), LogSeverity.FromSyslog(3), "said \"no\"");
        Assert.Equal("2027-01-15T08:00:00.000Z,err,\"rtr,1\",'=cmd,,,,,,,,\"said \"\"no\"\"\",", LogText.Csv([new LogLine(1, record)]).Split("\r\n")[1]);
        Assert.Contains(("severity", "err"), LogText.Details(record));
    }
}
