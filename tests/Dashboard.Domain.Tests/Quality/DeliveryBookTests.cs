using Dashboard.Domain.Quality;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Quality;

public sealed class DeliveryBookTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly FakeClock _clock = new();
    private readonly DeliveryBook _book;

    public DeliveryBookTests()
    {
        // The clock begins with a quarter of an hour.
        _clock.Advance(Quarter - TimeSpan.FromMilliseconds(Now % (long)Quarter.TotalMilliseconds));
        _book = new DeliveryBook(_clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private DeliveryQuality Only => Assert.Single(_book.Read());

    [Fact]
    public void Periods_that_came_are_counted_of_those_that_were_to_come()
    {
        for (var period = 0; period < 10; period++)
        {
            if (period is not (3 or 6))
                Deliver();
            _clock.Advance(Quarter);
        }

        Assert.Equal((8, 10), (Only.Came, Only.Expected));
        Assert.Equal((PerceivedSeverity.Major, "2 of the last 10 periods did not come."), Only.Judge());
        // A period that comes late fills its gap, and one that comes again is not counted twice.
        _book.Period("gnb-1", Now - (7 * (long)Quarter.TotalMilliseconds), Quarter);
        _book.Period("gnb-1", Now - (7 * (long)Quarter.TotalMilliseconds), Quarter);
        Assert.Equal((9, 10), (Only.Came, Only.Expected));
    }

    [Fact]
    public void A_period_is_not_missed_before_the_next_one_is_over_too()
    {
        Deliver();
        _clock.Advance(Quarter * 2 - TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1), (Only.Came, Only.Expected));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 2), (Only.Came, Only.Expected));
    }

    [Fact]
    public void Who_falls_silent_is_complete_ever_less_until_it_is_forgotten()
    {
        for (var period = 0; period < 96; period++)
        {
            _clock.Advance(Quarter);
            Deliver();
        }
        Assert.Equal(1, Only.Completeness);

        _clock.Advance(Quarter * 49);
        Assert.Equal((48, 96), (Only.Came, Only.Expected));
        Assert.Equal((PerceivedSeverity.Major, "It has been silent for 12 h and should send every 15 min."), Only.Judge());
        _clock.Advance(Quarter * 60);
        Assert.Equal(0, Only.Completeness);
        _clock.Advance(DeliveryBook.Keep);
        Assert.Empty(_book.Read());
    }

    [Fact]
    public void Old_files_that_are_read_once_promise_nothing()
    {
        var lastYear = Now - (long)TimeSpan.FromDays(365).TotalMilliseconds;
        _book.Period("gnb-1", lastYear, Quarter);

        Assert.Equal((null, PerceivedSeverity.Cleared), (Only.Completeness, Only.Judge().Severity));
        Assert.Equal(365, Only.Age.TotalDays);
    }

    [Fact]
    public void The_quickest_event_tells_how_far_a_clock_is_off()
    {
        _book.Event("gnb-1", Now + 95_000);
        _book.Event("gnb-1", Now - 5_000);
        Assert.Equal(95, Only.ClockOffset!.Value.TotalSeconds);
        Assert.Equal("Its clock is 95 s ahead.", Only.Judge().Why);

        // What was is forgotten once the clock has been put right.
        _clock.Advance(TimeSpan.FromMinutes(11));
        _book.Event("gnb-1", Now - 200);
        Assert.Equal(95, Only.ClockOffset!.Value.TotalSeconds);
        _clock.Advance(TimeSpan.FromMinutes(11));
        _book.Event("gnb-1", Now - 300);
        Assert.Equal(-0.2, Only.ClockOffset!.Value.TotalSeconds);
        Assert.Equal(PerceivedSeverity.Cleared, Only.Judge().Severity);
    }

    [Fact]
    public void A_sender_that_changes_its_period_is_judged_by_the_new_one()
    {
        Deliver();
        _clock.Advance(Quarter * 4);
        _book.Period("gnb-1", Now, TimeSpan.FromMinutes(5));
        _clock.Advance(TimeSpan.FromMinutes(5));
        _book.Period("gnb-1", Now, TimeSpan.FromMinutes(5));

        Assert.Equal((2, 2, TimeSpan.FromMinutes(5)), (Only.Came, Only.Expected, Only.Period));
    }

    [Fact]
    public void Senders_beyond_the_bound_are_counted_and_left_out()
    {
        var small = new DeliveryBook(_clock, capacity: 1);
        small.Event("a", Now);
        small.Event("b", Now);
        small.Period("b", Now, Quarter);
        Assert.Equal((1, 2L), (small.Read().Count, small.Refused));
    }

    [Fact]
    public void What_was_wrong_is_counted_by_kind_and_sender_and_of_too_many_senders_together()
    {
        var book = new ViolationBook();
        Assert.True(book.Count("duplicate", "gnb-1"));
        Assert.False(book.Count("duplicate", "gnb-1", 2));
        Assert.Equal(new Violation("duplicate", "gnb-1", 3), Assert.Single(book.All));

        for (var i = 0; i <= ViolationBook.MaxPairs; i++)
            book.Count("duplicate", $"s{i}");
        Assert.Equal(2, book.All.Single(static v => v.Sender == ViolationBook.Others).Times);
        Assert.Equal(ViolationBook.MaxPairs + 1, book.All.Count);
    }

    private void Deliver() => _book.Period("gnb-1", Now, Quarter);
}
