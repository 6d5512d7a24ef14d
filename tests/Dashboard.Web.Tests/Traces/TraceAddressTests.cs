using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Tracing.Query;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Tests.Traces;

public sealed class TraceAddressTests
{
    [Fact]
    public void What_is_seen_is_in_the_address_and_is_read_from_it_again()
    {
        var form = new TraceForm("billing \"new\"", "GET /bill/{id}", "150ms", "error");

        var link = (new TraceAddress { Time = TimeRange.Last(TimeSpan.FromMinutes(15)) }).With(form).Link();
        var read = TraceAddress.Read(link[TraceAddress.Path.Length..]);

        Assert.Equal("", read.Problem);
        Assert.Equal(form, TraceForm.From(read.Query));
        Assert.Equal(TimeRange.Last(TimeSpan.FromMinutes(15)), read.Time);
        Assert.Equal(link, read.Link());
    }

    [Fact]
    public void What_is_usual_is_left_out()
    {
        Assert.Equal("/traces", new TraceAddress().With(new TraceForm("", "", "", "")).Link());
        Assert.Equal(new TraceForm("", "", "", ""), TraceForm.From(TraceAddress.Read("").Query));
    }

    [Theory]
    [InlineData("{ status = error } | count() > 3")]
    [InlineData("{ status = error } && { duration > 1s }")]
    [InlineData("{ status = error || duration >= 1s }")]
    [InlineData("{ name =~ \"GET.*\" }")]
    [InlineData("{ span.http.route = \"/x\" }")]
    public void A_search_that_says_more_than_the_form_has_room_for_has_none(string text)
    {
        Assert.True(TraceQuery.TryParse(text, out var query, out var problem), problem);
        Assert.Null(TraceForm.From(query));
    }

    [Theory]
    [InlineData("?q=%7B+name+%3D", "At character 9")]
    [InlineData("?from=yesterday", "time")]
    public void What_cannot_be_read_is_told(string query, string said)
    {
        Assert.Contains(said, TraceAddress.Read(query).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_is_none_is_no_condition()
    {
        Assert.Equal(TraceQuery.All, new TraceForm("", "", "} || { x", "").Query);
        Assert.Equal(TraceQuery.All, new TraceForm("", "", "soon", "").Query);
    }
}
