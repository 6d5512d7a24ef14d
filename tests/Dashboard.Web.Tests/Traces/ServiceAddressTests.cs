using Dashboard.Domain.Dashboards;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Tests.Traces;

public sealed class ServiceAddressTests
{
    [Fact]
    public void The_name_is_in_the_path_and_the_time_in_the_query()
    {
        Assert.Equal("/services/billing", new ServiceAddress("billing").Link());
        Assert.Equal("/services/pay%2Feu%20%C3%BC%3F?from=now-15m&to=now", new ServiceAddress("pay/eu ü?") { Time = TimeRange.Last(TimeSpan.FromMinutes(15)) }.Link());
    }

    [Fact]
    public void A_time_is_read_and_one_that_cannot_be_read_is_told()
    {
        var address = ServiceAddress.Read("billing", "?from=now-15m&to=now");
        Assert.Equal(("billing", TimeRange.Last(TimeSpan.FromMinutes(15)), ""), (address.Service, address.Time, address.Problem));
        Assert.Equal(TimeRange.LastHour, ServiceAddress.Read("billing", "").Time);
        Assert.Contains("cannot be read", ServiceAddress.Read("billing", "?from=yesterday").Problem, StringComparison.Ordinal);
    }
}
