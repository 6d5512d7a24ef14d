using Dashboard.Domain.Telemetry;
using Dashboard.Web.Walls;

namespace Dashboard.Web.Tests.Walls;

public sealed class WallAddressTests
{
    [Fact]
    public void An_address_without_anything_is_one_dashboard_as_usual()
    {
        var wall = Read("");

        Assert.Equal([new WallStop("overview")], wall.Stops);
        Assert.Null(wall.TypeSize);
        Assert.Null(wall.Interrupt);
        Assert.False(wall.Ticker);
        Assert.Empty(wall.Sounds);
    }

    [Fact]
    public void An_address_says_playlist_ticker_interruption_and_sounds()
    {
        var wall = Read("?then=interfaces:30,energy&dwell=90&ticker=1&interrupt=alarms&interruptFor=60&sound=critical:repeat,major:once");

        Assert.Equal([new WallStop("overview", 90), new WallStop("interfaces", 30), new WallStop("energy", 90)], wall.Stops);
        Assert.True(wall.Ticker);
        Assert.Equal(("", 60), (wall.Interrupt, wall.InterruptSeconds));
        Assert.Equal((WallSound.Repeat, WallSound.Once), (wall.Sounds[PerceivedSeverity.Critical], wall.Sounds[PerceivedSeverity.Major]));
    }

    [Theory]
    [InlineData("?distance=3&height=0.68", 2.934)]
    [InlineData("?distance=6&height=0.68", 5.868)]
    [InlineData("?distance=3", 2.912)]
    [InlineData("?height=0.5", 3.99)]
    public void Type_grows_with_the_distance_and_shrinks_with_the_screen(string query, double size) =>
        Assert.Equal(size, Read(query).TypeSize!.Value, 0.001);

    [Theory]
    [InlineData("?distance=far", "distance")]
    [InlineData("?height=0", "height")]
    [InlineData("?dwell=1", "dwell")]
    [InlineData("?then=energy:soon", "then")]
    [InlineData("?sound=critical", "sound")]
    [InlineData("?sound=loud:repeat", "sound")]
    public void What_cannot_be_read_is_told_and_the_rest_is_shown(string query, string named)
    {
        var wall = WallAddress.Read("overview", query, out var problems);

        Assert.StartsWith(named, Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal("overview", wall.Stops[0].Slug);
    }

    [Fact]
    public void No_address_makes_more_stops_than_a_wall_may_have()
    {
        var wall = Read($"?then={string.Join(',', Enumerable.Range(0, 100).Select(i => $"d{i}"))}");
        Assert.Equal(WallDefinition.MaxStops, wall.Stops.Count);
    }

    private static WallDefinition Read(string query)
    {
        var wall = WallAddress.Read("overview", query, out var problems);
        Assert.Empty(problems);
        return wall;
    }
}
