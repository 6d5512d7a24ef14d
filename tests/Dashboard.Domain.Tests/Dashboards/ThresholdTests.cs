using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class ThresholdTests
{
    [Fact]
    public void The_worst_threshold_that_is_passed_counts_whatever_their_order()
    {
        Threshold[] thresholds = [new(PerceivedSeverity.Critical, 97), new(PerceivedSeverity.Minor, 85), new(PerceivedSeverity.Major, 92)];
        Assert.Equal(PerceivedSeverity.Cleared, Threshold.Judge(thresholds, 85));
        Assert.Equal(PerceivedSeverity.Minor, Threshold.Judge(thresholds, 85.1));
        Assert.Equal(PerceivedSeverity.Critical, Threshold.Judge(thresholds, 99));
        Assert.Equal(PerceivedSeverity.Cleared, Threshold.Judge(thresholds, double.NaN));
    }

    [Fact]
    public void A_threshold_from_below_is_passed_by_low_values()
    {
        Threshold[] thresholds = [new(PerceivedSeverity.Major, 99.95, Below: true)];
        Assert.Equal(PerceivedSeverity.Major, Threshold.Judge(thresholds, 99.9));
        Assert.Equal(PerceivedSeverity.Cleared, Threshold.Judge(thresholds, 99.95));
    }
}
