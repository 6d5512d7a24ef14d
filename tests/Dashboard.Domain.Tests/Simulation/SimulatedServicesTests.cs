using Dashboard.Domain.Simulation;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Simulation;

public sealed class SimulatedServicesTests
{
    private const int Seconds = 300;

    private static readonly long Noon = new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly SimulatedNetwork _network = new(1);

    [Fact]
    public void Each_request_is_one_tree_whose_spans_have_ids_of_their_own()
    {
        var spans = Of([]);

        Assert.Equal(spans.Count, spans.Select(s => (s.Trace, s.Id)).Distinct().Count());
        foreach (var trace in spans.GroupBy(s => s.Trace))
        {
            var root = Assert.Single(trace, s => s.Parent.IsEmpty);
            Assert.Equal(("portal", SpanKind.Server), (root.Service, root.Direction));
            Assert.All(trace.Where(s => !s.Parent.IsEmpty), s => Assert.True(trace.Single(p => p.Id == s.Parent).Start <= s.Start));
        }
        Assert.Equal(SimulatedServices.All.Order(), spans.Select(s => s.Service).Distinct().Order());
        Assert.All(spans, s => Assert.InRange(s.Duration, 1, 20_000_000_000));
        // The same again, since it follows from seed and time.
        Assert.Equal(spans.Select(s => s.Duration), Of([]).Select(s => s.Duration));
    }

    [Fact]
    public void Orders_time_out_at_sites_that_are_cut_off_and_coverage_grows_slow_meanwhile()
    {
        var incident = Incident.Begin(_network, IncidentKind.FibreCut, Noon * 1000, TimeSpan.FromHours(1));
        var (before, during) = (Of([]), Of([incident]));

        var lost = during.Where(s => s.Operation == "edit-config" && s.Error.Length > 0).ToList();
        Assert.NotEmpty(lost);
        Assert.All(lost, s => Assert.Contains(s.Attributes.Single(a => a.Name == "server.address").Value, incident.Sites.Select(site => site.Element)));
        Assert.DoesNotContain(before, s => s.Operation == "edit-config" && s.Error.Length > 0);
        Assert.True(Slowness(during) > 2 * Slowness(before));
        Assert.True(during.Count(s => s.Operation == "GET /coverage") > before.Count(s => s.Operation == "GET /coverage"));
    }

    private static double Slowness(IEnumerable<SimulatedSpan> spans) => spans.Where(s => s.Operation == "SELECT cells").Average(s => s.Duration);

    private List<SimulatedSpan> Of(IReadOnlyList<Incident> incidents)
    {
        var moment = new NetworkMoment(_network, Noon * 1000, (Noon + 1) * 1000, incidents);
        return [.. Enumerable.Range(0, Seconds).SelectMany(i => SimulatedServices.Of(moment, incidents, Noon + i))];
    }
}
