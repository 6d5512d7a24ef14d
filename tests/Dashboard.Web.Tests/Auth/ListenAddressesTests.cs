using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("http://127.0.0.1:18081", "http://127.0.0.1:18081")]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://*:8080", "http://localhost:8080")]
    [InlineData("http://+:80", "http://localhost")]
    [InlineData("https://10.1.2.3:8443", "https://10.1.2.3:8443")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080")]
    public void An_address_is_shown_as_a_person_on_this_machine_opens_it(string bound, string shown) => Assert.Equal(shown, ListenAddresses.ForBrowser(bound));
}
