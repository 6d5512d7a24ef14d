using System.Net;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class AddressThrottleTests
{
    private readonly ShiftedClock clock = new();
    private readonly AddressThrottle throttle;

    public AddressThrottleTests() => throttle = new(clock);

    [Fact]
    public void An_address_that_has_used_its_attempts_up_waits_for_the_end_of_its_window()
    {
        var address = IPAddress.Parse("192.0.2.7");
        UseUp(address);

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(3), throttle.Enter(address));
        Assert.Null(throttle.Enter(IPAddress.Parse("192.0.2.8")));
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Null(throttle.Enter(address));
    }

    [Fact]
    public void Right_passwords_do_not_count()
    {
        var address = IPAddress.Parse("192.0.2.7");
        for (var i = 0; i < 10 * AddressThrottle.Allowed; i++)
        {
            Assert.Null(throttle.Enter(address));
            throttle.Forgive(address);
        }
    }

    [Fact]
    public void All_addresses_of_one_subscribers_network_count_together()
    {
        UseUp(IPAddress.Parse("2001:db8:1:2::1"));

        Assert.NotNull(throttle.Enter(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.Null(throttle.Enter(IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void So_many_addresses_are_known_and_then_the_oldest_is_forgotten()
    {
        var oldest = IPAddress.Parse("10.255.255.1");
        UseUp(oldest);
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < AddressThrottle.MostAddresses - 1; i++)
            throttle.Enter(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]));
        Assert.NotNull(throttle.Enter(oldest));

        throttle.Enter(IPAddress.Parse("10.255.255.2"));

        Assert.Null(throttle.Enter(oldest));
    }

    private void UseUp(IPAddress address)
    {
        for (var i = 0; i < AddressThrottle.Allowed; i++)
            Assert.Null(throttle.Enter(address));
        Assert.NotNull(throttle.Enter(address));
    }
}
