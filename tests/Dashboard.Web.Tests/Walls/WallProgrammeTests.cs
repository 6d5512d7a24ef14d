using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Walls;

namespace Dashboard.Web.Tests.Walls;

public sealed class WallProgrammeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly WallDefinition Two = new() { Stops = [new("overview", 30), new("energy", 60)], Interrupt = "", InterruptSeconds = 120 };

    [Fact]
    public void Each_dashboard_stays_its_time_and_the_last_is_followed_by_the_first()
    {
        var programme = new WallProgramme(Two, Start);

        Assert.Equal("overview", ShowingAt(programme, 29));
        Assert.Equal("energy", ShowingAt(programme, 30));
        Assert.Equal("energy", ShowingAt(programme, 89));
        Assert.Equal("overview", ShowingAt(programme, 90));
    }

    [Fact]
    public void The_next_dashboard_is_made_ready_shortly_before_its_turn_and_not_earlier()
    {
        var programme = new WallProgramme(Two, Start);

        ShowingAt(programme, 25);
        Assert.Null(programme.Preparing);
        ShowingAt(programme, 26);
        Assert.Equal("energy", programme.Preparing);
        ShowingAt(programme, 30);
        Assert.Null(programme.Preparing);
    }

    [Fact]
    public void A_single_dashboard_stays_for_ever_and_is_never_made_ready_again()
    {
        var programme = new WallProgramme(new() { Stops = [new("overview", 5)] }, Start);

        for (var second = 0; second < 1000; second++)
        {
            Assert.Equal("overview", ShowingAt(programme, second));
            Assert.Null(programme.Preparing);
        }
    }

    [Fact]
    public void A_critical_alarm_interrupts_until_it_is_cleared_and_then_the_dashboard_gets_its_whole_time()
    {
        var programme = new WallProgramme(Two, Start);
        var alarm = Alarm(PerceivedSeverity.Critical, 20);

        Assert.Equal("", ShowingAt(programme, 21, alarm));
        Assert.Equal("router", programme.InterruptedBy!.ManagedObject);
        Assert.Equal("", ShowingAt(programme, 60, alarm));
        Assert.Equal("overview", ShowingAt(programme, 61));
        Assert.Null(programme.InterruptedBy);
        Assert.Equal("overview", ShowingAt(programme, 90));
        Assert.Equal("energy", ShowingAt(programme, 91));
    }

    [Fact]
    public void An_alarm_that_stays_open_gives_the_playlist_back_after_its_time()
    {
        var programme = new WallProgramme(Two, Start);
        var alarm = Alarm(PerceivedSeverity.Critical, 20);

        Assert.Equal("", ShowingAt(programme, 139, alarm));
        Assert.Equal("overview", ShowingAt(programme, 140, alarm));
        // The next one interrupts again.
        Assert.Equal("", ShowingAt(programme, 150, Alarm(PerceivedSeverity.Critical, 149), alarm));
    }

    [Theory]
    [InlineData(PerceivedSeverity.Major)]
    [InlineData(PerceivedSeverity.Warning)]
    public void Lesser_alarms_do_not_interrupt(PerceivedSeverity severity)
    {
        var programme = new WallProgramme(Two, Start);
        Assert.Equal("overview", ShowingAt(programme, 21, Alarm(severity, 20)));
    }

    [Fact]
    public void Nothing_interrupts_where_that_was_not_asked_for()
    {
        var programme = new WallProgramme(Two with { Interrupt = null }, Start);
        Assert.Equal("overview", ShowingAt(programme, 21, Alarm(PerceivedSeverity.Critical, 20)));
    }

    [Fact]
    public void The_dashboard_that_was_chosen_for_it_is_shown()
    {
        var programme = new WallProgramme(Two with { Interrupt = "alarms-board" }, Start);
        Assert.Equal("alarms-board", ShowingAt(programme, 21, Alarm(PerceivedSeverity.Critical, 20)));
    }

    private static string ShowingAt(WallProgramme programme, int second, params Alarm[] active)
    {
        programme.Look(Start.AddSeconds(second), active);
        return programme.Showing;
    }

    [Fact]
    public void What_somebody_has_acknowledged_does_not_interrupt()
    {
        var programme = new WallProgramme(Two, Start);
        Assert.Equal("overview", ShowingAt(programme, 21, Alarm(PerceivedSeverity.Critical, 20) with { Acknowledged = new(Start, "ada") }));
    }

    private static Alarm Alarm(PerceivedSeverity severity, int raised) => new()
    {
        Id = raised,
        Identity = new AlarmIdentity("router", "", AlarmType.Communications, ProbableCause.LossOfSignal, ""),
        ManagedObject = "router",
        Severity = severity,
        Text = "down",
        FirstRaisedAt = Start.AddSeconds(raised),
        RaisedAt = Start.AddSeconds(raised),
        ChangedAt = Start.AddSeconds(raised),
        ToldAt = Start.AddSeconds(raised),
        Doors = [],
    };
}
