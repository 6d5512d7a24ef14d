using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Flows;
using Dashboard.Web.Components.Flows;

namespace Dashboard.Web.Tests.Flows;

public sealed class FlowAddressTests
{
    [Theory]
    [InlineData("/flows")]
    [InlineData("/flows?from=now-1h&to=now&by=inInterface&filter=src%2010.0.0.0%2F8%20port%20443&ends=as&show=packets")]
    [InlineData("/flows?from=2026-03-01T12%3A00%3A00Z&to=2026-03-01T12%3A01%3A00Z&by=conversation")]
    [InlineData("/flows?filter=if%20%22ge%200%22&ends=country&show=flows")]
    public void What_an_address_says_is_read_and_written_again(string address)
    {
        var read = FlowAddress.Read(address.Split('?') is [_, var query] ? query : "");
        Assert.Empty(read.Problems);
        Assert.Equal(address, read.Link());
    }

    [Theory]
    [InlineData("by=nonsense", "The address's 'by' is to be one of application, sourceAddress,")]
    [InlineData("show=octets", "The address's 'show' is to be one of bits, packets, flows.")]
    [InlineData("from=yesterday", "The time cannot be read: 'yesterday' is no time:")]
    [InlineData("filter=nonsense", "'nonsense' at character 1 is none of the words that filter:")]
    public void What_cannot_be_read_is_told(string query, string expected) =>
        Assert.StartsWith(expected, Assert.Single(FlowAddress.Read(query).Problems), StringComparison.Ordinal);

    [Fact]
    public void A_filter_that_was_not_understood_stays_in_the_address_as_it_was_written() =>
        Assert.Equal("/flows?filter=src%20nowhere%20prot", FlowAddress.Read("filter=src nowhere prot").Link());

    [Theory]
    [InlineData(FlowDimension.Application, "tcp other", "app \"tcp other\"", FlowDimension.SourceAddress)]
    [InlineData(FlowDimension.SourceAddress, "10.0.0.1", "src 10.0.0.1", FlowDimension.Conversation)]
    [InlineData(FlowDimension.InInterface, "192.0.2.1 ge 0", "exporter 192.0.2.1 if \"ge 0\"", FlowDimension.Conversation)]
    [InlineData(FlowDimension.SourceAs, "AS64500", "src-as AS64500", FlowDimension.SourceAddress)]
    [InlineData(FlowDimension.Exporter, "192.0.2.1", "exporter 192.0.2.1", FlowDimension.InInterface)]
    [InlineData(FlowDimension.Vlan, "42", "vlan 42", FlowDimension.Conversation)]
    public void An_entry_leads_to_what_it_is_made_of(FlowDimension dimension, string name, string filter, FlowDimension next)
    {
        var address = FlowDrill.Into(new FlowAddress(), dimension, new FlowRank(name, 1, 1, 1, 0));
        Assert.Equal((filter, next), (address.Filter.ToString(), address.By));
        Assert.Equal(address.Link(), FlowAddress.Read(address.Link().Split('?')[1]).Link());
    }

    [Fact]
    public void Every_octet_of_a_chart_is_in_a_bar_and_each_bar_leads_to_its_own_time()
    {
        const long Start = 1_767_225_600_000;
        var minutes = Enumerable.Range(0, 130).Select(i => new FlowVolume((ulong)(i == 100 ? 600_000 : 750), 1, 1)).ToArray();
        var bars = new FlowBars(new FlowCourses(Start, minutes, [new FlowCourse("https", [.. minutes.Select(m => m with { Octets = m.Octets / 3 })])]), FlowMeasure.Bits, Start + (130 * 60_000));

        // 130 minutes are 44 bars of three, the last of one.
        Assert.Equal((44, 33), (bars.Count, bars.Busiest));
        Assert.Equal(TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(Start + (99 * 60_000)), DateTimeOffset.FromUnixTimeMilliseconds(Start + (102 * 60_000))), bars.RangeOf(33));
        Assert.Equal(TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(Start + (129 * 60_000)), DateTimeOffset.FromUnixTimeMilliseconds(Start + (130 * 60_000))), bars.RangeOf(43));
        Assert.Equal(("01:39", "26.7 kbit/s", "100 bit/s"), (bars.Time(33), bars.Value(33), bars.Value(43)));
        Assert.Equal(["50.0 kbit/s", "25.0 kbit/s", "0 bit/s"], bars.Scale);
        Assert.DoesNotContain("open", bars.Draw(_ => "/flows"), StringComparison.Ordinal);
        Assert.Equal(44, bars.Draw(range => $"/flows?from={range.From}").Split("<a href=\"/flows?from=2026-01-01T").Length - 1);
    }

    [Fact]
    public void A_diagram_is_written_without_styles_and_with_every_text_escaped()
    {
        var sankey = new FlowSankey([new("<b>", 3, false), new("others", 1, true)], [new("192.0.2.1 xe", 4, false)], [new("10.0.0.1", 4, false)], [new(0, 0, 3), new(1, 0, 1)], [new(0, 0, 4)], 4);
        var drawing = FlowSankeyDrawing.Draw(sankey, 60, n => $"/flows?filter=\"{n.Name}\"", n => n.Name, n => n.Name);
        Assert.DoesNotContain("<b>", drawing, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", drawing, StringComparison.Ordinal);
        Assert.Equal(3, drawing.Split("class=\"link\"").Length - 1);
        // What stands for others leads nowhere.
        Assert.Equal(3, drawing.Split("<a href=").Length - 1);
    }
}
