using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Wire;

public sealed class SequenceTrackerTests
{
    private readonly SequenceTracker _tracker = new();

    [Fact]
    public void Messages_in_order_lose_nothing_even_where_the_counter_goes_round()
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(0, _tracker.Note(unchecked((uint)((i - 50) * 3)), 3));
    }

    [Fact]
    public void A_gap_is_a_loss_only_after_the_window()
    {
        _tracker.Note(0, 10);
        Assert.Equal(0, _tracker.Note(30, 10));
        for (uint i = 4; i < 35; i++)
            Assert.Equal(0, _tracker.Note(i * 10, 10));
        Assert.Equal(20, _tracker.Note(350, 10));
    }

    [Fact]
    public void What_comes_late_within_the_window_is_no_loss()
    {
        int[] order = [0, 3, 1, 5, 2, 4, 6];
        foreach (var i in order)
            _tracker.Note((uint)i, 1);
        Assert.Equal(0, Enumerable.Range(7, 100).Sum(i => _tracker.Note((uint)i, 1)));
    }

    [Fact]
    public void A_sender_that_started_again_loses_nothing()
    {
        _tracker.Note(4_000_000_000, 1);
        Assert.Equal(0, _tracker.Note(0, 1));
        Assert.Equal(0, Enumerable.Range(1, 100).Sum(i => _tracker.Note((uint)i, 1)));
    }

    [Fact]
    public void A_message_whose_units_are_not_known_makes_the_next_a_new_beginning()
    {
        _tracker.Note(0, 5);
        _tracker.Note(5, -1);
        Assert.Equal(0, Enumerable.Range(0, 100).Sum(i => _tracker.Note((uint)(50 + i), 1)));
    }
}
