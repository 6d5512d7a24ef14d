using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public class RecentExemplarsTests
{
    private static readonly IReadOnlyList<LabelMatcher>[] Latency = [[new(Labels.MetricName, MatchType.Equal, "latency")]];

    [Fact]
    public void The_oldest_leave_when_it_is_full()
    {
        var exemplars = new RecentExemplars(capacity: 3);
        for (var i = 1; i <= 5; i++)
            exemplars.Add(new Exemplar(Labels.Of("latency"), Labels.Empty, i, i));
        Assert.Equal([3, 4, 5], exemplars.Find(Latency, 0, 10).Select(e => e.Value));
        Assert.Equal([4], exemplars.Find(Latency, 4, 4).Select(e => e.Value));
        Assert.Equal(3, exemplars.Count);
    }

    [Fact]
    public void None_are_held_where_none_may_be()
    {
        var exemplars = new RecentExemplars(capacity: 0);
        exemplars.Add(new Exemplar(Labels.Of("latency"), Labels.Empty, 1, 1));
        Assert.Equal(0, exemplars.Count);
    }
}
