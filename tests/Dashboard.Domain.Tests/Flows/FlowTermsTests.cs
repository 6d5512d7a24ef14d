using System.Collections.Frozen;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Flows;

public sealed class FlowTermsTests
{
    private readonly FlowExporters _exporters = new();

    public FlowTermsTests()
    {
        foreach (var (address, third) in new[] { (0xC0000201u, "ge 0"), (0xC0000202u, "lag1") })
        {
            var exporter = _exporters[_exporters.NumberOf(NetworkAddress.FromV4(address))];
            exporter.NameInterface(7, "xe-0/0/1");
            exporter.NameInterface(8, third);
            exporter.NameApplication(0x0d000123, "webex");
        }
    }

    [Theory]
    [InlineData("src 10.0.0.0/8 dst 1.1.1.1 port 443 proto udp", "src 10.0.0.0/8 dst 1.1.1.1 port 443 proto udp")]
    [InlineData("  SOURCE 2001:db8::/32   host 10.0.0.1", "src 2001:db8::/32 ip 10.0.0.1")]
    [InlineData("192.0.2.7 app https", "ip 192.0.2.7 app https")]
    [InlineData("interface \"ge 0\" app \"tcp other\"", "if \"ge 0\" app \"tcp other\"")]
    [InlineData("", "")]
    public void A_filter_is_read_and_written_so_that_it_is_read_the_same_again(string text, string expected)
    {
        var terms = FlowTerms.Parse(text, out var problems);
        Assert.Empty(problems);
        Assert.Equal(expected, terms.ToString());
        Assert.Equal(expected, FlowTerms.Parse(expected, out _).ToString());
    }

    [Theory]
    [InlineData("src", "'src' at character 1 has nothing after it: write an address or a network, such as 192.0.2.1 or 10.0.0.0/8.")]
    [InlineData("proto udp prot 53", "'prot' at character 11 is none of the words that filter: src, dst,")]
    [InlineData("443", "'443' at character 1 is none of the words that filter:")]
    [InlineData("src 10.0.0.1 src 10.0.0.2", "'src' is said twice, the second time at character 14; once is allowed.")]
    [InlineData("app \"https", "The quotation mark at character 5 has no other that closes it.")]
    [InlineData("proto udp src 10.0.0.300", "'10.0.0.300' at character 15 cannot be what 'src' is: write an address or a network")]
    [InlineData("src 10.0.0.0/33", "'10.0.0.0/33' at character 5 cannot be what 'src' is:")]
    [InlineData("src 5", "'5' at character 5 cannot be what 'src' is:")]
    [InlineData("port 70000", "'70000' at character 6 cannot be what 'port' is: write a port of 0 to 65535.")]
    [InlineData("proto foo", "'foo' at character 7 cannot be what 'proto' is:")]
    [InlineData("vlan 4096", "'4096' at character 6 cannot be what 'vlan' is:")]
    [InlineData("dscp 64", "'64' at character 6 cannot be what 'dscp' is:")]
    [InlineData("src-country NLD", "'NLD' at character 13 cannot be what 'src-country' is:")]
    [InlineData("app nonsense", "No application is called 'nonsense': write an application as the ranking names it")]
    [InlineData("exporter 192.0.2.9", "No exporter '192.0.2.9' has sent flows. These have: 192.0.2.1, 192.0.2.2.")]
    [InlineData("if xe-9", "No exporter has told of an interface called 'xe-9':")]
    [InlineData("if lag1 exporter 192.0.2.1", "Exporter 192.0.2.1 has told of no interface called 'lag1':")]
    [InlineData("if xe-0/0/1", "More than one interface is called 'xe-0/0/1', such as those of 192.0.2.1 and 192.0.2.2: say the exporter too, or the interface's number.")]
    public void What_is_not_understood_is_told_in_a_sentence_that_says_where(string text, string expected)
    {
        var terms = FlowTerms.Parse(text, out var unread);
        var filter = terms.Resolve(_exporters, out var unknown);
        Assert.StartsWith(expected, Assert.Single(unread.Concat(unknown)), StringComparison.Ordinal);
        if (unknown.Count > 0)
            Assert.Null(filter);
    }

    [Fact]
    public void Each_word_narrows_what_it_names()
    {
        var filter = Resolve("exporter 192.0.2.2 if xe-0/0/1 src 10.0.0.0/8 dst 10.1.0.1 ip 10.2.0.1 port 53 proto udp vlan 5 dscp 46 src-as AS64500 dst-as 64501 src-country nl dst-country unknown")!;
        Assert.Equal(((ushort?)2, 7u), (filter.Exporter, filter.Interface));
        Assert.Equal("10.0.0.0", filter.Source!.Value.Address.ToString());
        Assert.Equal((8, 32, 32), (filter.Source.Value.Length, filter.Destination!.Value.Length, filter.Either!.Value.Length));
        Assert.Equal(((ushort?)53, (byte?)17, (ushort?)5, (byte?)46), (filter.Port, filter.Protocol, filter.Vlan, filter.Dscp));
        Assert.Equal((64500u, 64501u, (ushort?)(('N' << 8) | 'L'), (ushort?)0), (filter.SourceAs, filter.DestinationAs, filter.SourceCountry, filter.DestinationCountry));
    }

    [Fact]
    public void An_interface_that_one_exporter_alone_has_needs_no_exporter_and_a_number_is_any_exporters()
    {
        Assert.Equal(((ushort?)1, (uint?)8), (Resolve("if \"ge 0\"")!.Exporter, Resolve("if \"ge 0\"")!.Interface));
        Assert.Equal(((ushort?)null, (uint?)42), (Resolve("if 42")!.Exporter, Resolve("if 42")!.Interface));
        Assert.Null(Resolve(""));
    }

    [Fact]
    public void Exporters_and_interfaces_go_by_the_names_of_the_inventory_too()
    {
        _exporters[2].Know("edge-2", new Dictionary<uint, string> { [9] = "et-0/0/9", [7] = "ge-7" }.ToFrozenDictionary());
        Assert.Equal(((ushort?)2, (uint?)9), (Resolve("exporter edge-2 if et-0/0/9")!.Exporter, Resolve("if et-0/0/9")!.Interface));
        // What the device itself told comes first.
        Assert.Equal(("et-0/0/9", "xe-0/0/1"), (_exporters[2].InterfaceName(9), _exporters[2].InterfaceName(7)));
    }

    [Theory]
    [InlineData(50000, 443, 6, 0u)]
    [InlineData(50000, 443, 17, 0u)]
    [InlineData(8444, 50000, 6, 0u)]
    [InlineData(50000, 60000, 17, 0u)]
    [InlineData(0, 2048, 1, 0u)]
    [InlineData(0, 0, 200, 0u)]
    [InlineData(67, 68, 17, 0u)]
    [InlineData(1, 2, 6, 0x0d000123u)]
    [InlineData(1, 2, 6, 0x0d000124u)]
    public void Every_application_that_a_ranking_names_can_be_filtered_by_its_name(int source, int destination, byte protocol, uint classified)
    {
        var flow = new FlowRecord { Exporter = 1, SourcePort = (ushort)source, DestinationPort = (ushort)destination, Protocol = protocol, Application = classified };
        var number = FlowApplications.Of(in flow);
        var name = FlowApplications.Name(number, _exporters);
        Assert.True(Resolve($"app \"{name}\"")!.Applications!.Contains(number), name);
    }

    [Fact]
    public void A_word_is_set_and_taken_away()
    {
        var terms = FlowTerms.Parse("src 10.0.0.1 port 443", out _);
        Assert.Equal("src 10.0.0.2 port 443", terms.With("src", "10.0.0.2").ToString());
        Assert.Equal("src 10.0.0.1 port 443 if \"ge 0\"", terms.With("if", "ge 0").ToString());
        Assert.Equal("port 443", terms.Without("src").ToString());
    }

    private FlowFilter? Resolve(string text)
    {
        var filter = FlowTerms.Parse(text, out var unread).Resolve(_exporters, out var unknown);
        Assert.Empty(unread.Concat(unknown));
        return filter;
    }
}
