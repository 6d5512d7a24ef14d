using System.Net;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Telemetry;

public sealed class NetworkAddressTests
{
    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("255.255.255.255")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::ff:fe00:1201")]
    [InlineData("::")]
    public void An_address_is_written_as_it_was_read(string text)
    {
        Assert.True(NetworkAddress.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
        Assert.Equal(IPAddress.Parse(text), address.ToIPAddress());
    }

    [Fact]
    public void An_IPv4_address_is_the_same_however_it_came()
    {
        var address = NetworkAddress.FromV4(0xc0000201);
        Assert.Equal(address, NetworkAddress.From(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(address, NetworkAddress.From(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.True(address.IsV4);
        Assert.False(NetworkAddress.From(IPAddress.Parse("2001:db8::1")).IsV4);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0", 8, true)]
    [InlineData("11.1.2.3", "10.0.0.0", 8, false)]
    [InlineData("10.1.2.3", "0.0.0.0", 0, true)]
    [InlineData("2001:db8::1", "0.0.0.0", 0, false)]
    [InlineData("10.1.2.3", "10.1.2.3", 32, true)]
    [InlineData("10.1.2.3", "10.1.2.2", 32, false)]
    [InlineData("2001:db8:1::1", "2001:db8::", 32, true)]
    [InlineData("2001:db8:0:0:8000::", "2001:db8::", 65, false)]
    [InlineData("2001:db8::1", "::", 0, true)]
    public void A_network_holds_its_addresses_and_no_others(string address, string prefix, int length, bool within)
    {
        Assert.True(NetworkAddress.TryParse(address, out var one));
        Assert.True(NetworkAddress.TryParse(prefix, out var network));
        Assert.Equal(within, one.IsWithin(network, length));
    }
}
