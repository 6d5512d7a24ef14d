using Dashboard.Domain.Telemetry;
using Dashboard.Web.Walls;

namespace Dashboard.Web.Tests.Walls;

public sealed class WallDefinitionTests
{
    private static readonly WallDefinition Good = new()
    {
        Stops = [new("overview", 30), new("energy", 60)],
        Ticker = true,
        Interrupt = "",
        Sounds = new Dictionary<PerceivedSeverity, WallSound> { [PerceivedSeverity.Critical] = WallSound.Repeat },
        Distance = 4,
    };

    [Fact]
    public void What_is_stored_is_read_back()
    {
        var read = WallDefinition.Read(Good.Write());

        Assert.Equal(Good.Stops, read.Stops);
        Assert.Equal(Good.Sounds, read.Sounds);
        Assert.Equal((true, "", 300, 4.0, null), (read.Ticker, read.Interrupt, read.InterruptSeconds, read.Distance, read.Height));
        Assert.Empty(read.Problems(static _ => true));
    }

    [Fact]
    public void Each_breach_is_a_sentence_that_names_it()
    {
        Assert.Contains("at least one dashboard", Problem(Good with { Stops = [] }), StringComparison.Ordinal);
        Assert.Contains("12 at most", Problem(Good with { Stops = [.. Enumerable.Repeat(new WallStop("overview"), 13)] }), StringComparison.Ordinal);
        Assert.Contains("'overview' is to stay between 5", Problem(Good with { Stops = [new("overview", 1)] }), StringComparison.Ordinal);
        Assert.Contains("no dashboard 'gone'", Problem(Good with { Stops = [new("gone")] }), StringComparison.Ordinal);
        Assert.Contains("no dashboard 'gone'", Problem(Good with { Interrupt = "gone" }), StringComparison.Ordinal);
        Assert.Contains("viewing distance", Problem(Good with { Distance = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("height", Problem(Good with { Height = 20 }), StringComparison.Ordinal);
        Assert.Contains("interruption", Problem(Good with { InterruptSeconds = -1 }), StringComparison.Ordinal);
    }

    private static string Problem(WallDefinition wall) => Assert.Single(wall.Problems(static slug => slug != "gone"));
}
