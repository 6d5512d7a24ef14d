using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Telemetry;

public class LogRecordTests
{
    [Fact]
    public void Every_severity_of_syslog_has_a_number_of_OpenTelemetry_and_comes_back_from_it()
    {
        Assert.Equal([21, 19, 18, 17, 13, 10, 9, 5], Enumerable.Range(0, 8).Select(s => (int)LogSeverity.FromSyslog(s).Number));
        Assert.All(Enumerable.Range(0, 8), s => Assert.Equal(s, LogSeverity.FromSyslog(s).Syslog));
        Assert.Equal("err", LogSeverity.FromSyslog(3).Keyword);
    }

    [Theory]
    [InlineData(0, "info")]
    [InlineData(1, "debug")]
    [InlineData(8, "debug")]
    [InlineData(12, "notice")]
    [InlineData(16, "warning")]
    [InlineData(20, "alert")]
    [InlineData(24, "emerg")]
    public void Numbers_that_syslog_does_not_have_count_as_the_nearest_it_has(byte number, string keyword) => Assert.Equal(keyword, new LogSeverity(number).Keyword);

    [Fact]
    public void Attributes_come_back_in_their_order_whatever_they_hold()
    {
        var builder = new AttributeList.Builder();
        builder.Add("exampleSDID@32473.iut", "3");
        builder.Add("ip", "192.0.2.1");
        builder.Add("ip", "192.0.2.129");
        builder.Add("odd", "\"]\\\u0000\n");
        builder.Add("empty", "");
        var attributes = builder.Build();
        Assert.Equal("3", attributes.Get("exampleSDID@32473.iut"));
        Assert.Equal("192.0.2.1", attributes.Get("ip"));
        Assert.Equal("\"]\\\u0000\n", attributes.Get("odd"));
        Assert.Equal("", attributes.Get("empty"));
        Assert.Null(attributes.Get("none"));
        Assert.StartsWith("exampleSDID@32473.iut=\"3\" ip=\"192.0.2.1\" ip=\"192.0.2.129\"", attributes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_begins_anew_with_each_record_and_cuts_what_is_too_long()
    {
        var builder = new AttributeList.Builder();
        Assert.True(builder.Build().IsEmpty);
        builder.Add("a", new string('x', AttributeList.MaxLength + 5));
        Assert.Equal(AttributeList.MaxLength, builder.Build().Get("a")!.Length);
        Assert.Equal(AttributeList.None, builder.Build());
    }
}
