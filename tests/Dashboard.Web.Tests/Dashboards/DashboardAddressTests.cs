using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Tests.Dashboards;

/// <summary>What an address says of how a dashboard is looked at, and what is made of it.</summary>
public sealed class DashboardAddressTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, VariableChoice> NoChoices = [];

    private static readonly DashboardDefinition Dashboard = new() { Slug = "test", Title = "Test", Time = TimeRange.Last(TimeSpan.FromHours(6)), Sections = [] };

    [Theory]
    [InlineData("")]
    [InlineData("?from=now-6h&to=now")]
    [InlineData("?from=now-6h&to=now&refresh=10s&compare=1w")]
    [InlineData("?from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z&refresh=paused&var-site=a&var-site=b&view=wall")]
    public void What_was_read_is_written_so_that_it_means_the_same(string query)
    {
        var address = DashboardAddress.Read(query);
        var again = DashboardAddress.Read(address.Write());

        Assert.Empty(address.Problems);
        Assert.Equal((address.Time, address.Refresh, address.Compare, address.IsWall), (again.Time, again.Refresh, again.Compare, again.IsWall));
        Assert.Equal(address.Variables.SelectMany(v => v.Value), again.Variables.SelectMany(v => v.Value));
    }

    [Fact]
    public void What_is_not_said_is_as_the_dashboard_has_it()
    {
        var binding = DashboardAddress.Read("").Bind(Dashboard, NoChoices, Now);
        Assert.Equal(TimeSpan.FromHours(6), binding.Range);
        Assert.Null(binding.Until);
        Assert.Null(binding.Refresh);
        Assert.Null(binding.Compare);
    }

    [Fact]
    public void A_range_that_stands_still_ends_where_it_says()
    {
        var binding = DashboardAddress.Read("?from=2026-02-01T00:00:00Z&to=2026-02-01T06:00:00Z&refresh=30s&compare=7d").Bind(Dashboard, NoChoices, Now);
        Assert.Equal(TimeSpan.FromHours(6), binding.Range);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 6, 0, 0, TimeSpan.Zero), binding.Until);
        Assert.Equal(TimeSpan.FromSeconds(30), binding.Refresh);
        Assert.Equal(TimeSpan.FromDays(7), binding.Compare);
    }

    [Fact]
    public void What_is_paused_ends_at_that_moment() =>
        Assert.Equal(Now, DashboardAddress.Read("?refresh=paused").Bind(Dashboard, NoChoices, Now).Until);

    [Theory]
    [InlineData("?from=yesterday&to=now", "'yesterday' is no time")]
    [InlineData("?from=2026-03-02&to=2026-03-01", "ends before it begins")]
    [InlineData("?refresh=1h", "'1h' is none")]
    [InlineData("?refresh=fast", "live, paused, or a time from 1s to 5m")]
    [InlineData("?compare=lastweek", "'lastweek' is no time such as 1d")]
    public void What_cannot_be_read_is_said_and_left_out(string query, string sentence)
    {
        var address = DashboardAddress.Read(query);
        Assert.Contains(sentence, Assert.Single(address.Problems));
        Assert.Equal("", address.Write());
    }

    [Fact]
    public void All_is_told_from_what_is_not_said()
    {
        Assert.Empty(DashboardAddress.Read("?var-site=$__all").Variables["site"]);
        Assert.Equal("?var-site=$__all", new DashboardAddress().With("site", []).Write());
        Assert.Empty(DashboardAddress.Read("?refresh=live").Variables);
    }

    [Fact]
    public void A_range_too_long_or_too_short_is_bounded()
    {
        Assert.Equal(DashboardAddress.Longest, DashboardAddress.Read("?from=0&to=now").Bind(Dashboard, NoChoices, Now).Range);
        Assert.Equal(TimeSpan.FromSeconds(10), DashboardAddress.Read("?from=now-1s").Bind(Dashboard, NoChoices, Now).Range);
    }

    [Fact]
    public void Zooming_out_doubles_and_never_looks_into_the_future()
    {
        var now = Now.ToUnixTimeMilliseconds();
        Assert.Equal(TimeRange.Last(TimeSpan.FromHours(2)), RangeText.Wider(TimeRange.LastHour, now));
        var wider = RangeText.Wider(TimeRange.Between(Now.AddHours(-2), Now), now).Resolve(now);
        Assert.Equal((Now.AddHours(-4).ToUnixTimeMilliseconds(), now), wider);
    }

    [Fact]
    public void Going_back_stands_still_and_going_on_into_the_present_is_live_again()
    {
        var now = Now.ToUnixTimeMilliseconds();
        var back = RangeText.Shifted(TimeRange.LastHour, now, -1);
        Assert.Equal((Now.AddMinutes(-90).ToUnixTimeMilliseconds(), Now.AddMinutes(-30).ToUnixTimeMilliseconds()), back.Resolve(now));
        Assert.Equal(TimeRange.LastHour, RangeText.Shifted(back, now, 1));
    }

    [Theory]
    [InlineData("now-1h", "now", "1 hour")]
    [InlineData("now-90m", "now", "1h30m")]
    [InlineData("now-2d", "now-1d", "now-2d to now-1d")]
    [InlineData("2026-03-01T11:00:00Z", "2026-03-01T12:30:00Z", "1 Mar 11:00 to 12:30")]
    public void A_range_is_said_as_people_say_it(string from, string to, string said)
    {
        Assert.True(TimeRange.TryParse(from, to, out var range, out _));
        Assert.Equal(said, RangeText.Of(range));
    }
}
