using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class RecentEventsTests
{
    private readonly RecentEvents _events = new(capacity: 3);

    [Fact]
    public void Events_are_newest_first_in_whatever_order_they_come()
    {
        Add(20, 40, 30);

        Assert.Equal([40, 30, 20], Times());
    }

    [Fact]
    public void The_oldest_leaves_when_a_newer_one_finds_the_list_full()
    {
        Add(10, 20, 30, 25);

        Assert.Equal([30, 25, 20], Times());
    }

    [Fact]
    public void An_event_older_than_all_of_a_full_list_is_not_taken()
    {
        Add(10, 20, 30, 5);

        Assert.Equal([30, 20, 10], Times());
    }

    [Fact]
    public void Of_events_at_the_same_time_the_one_that_came_last_is_first()
    {
        _events.Add(Event(10, "first"));
        _events.Add(Event(10, "second"));

        Assert.Equal(["second", "first"], _events.NewestFirst.Select(e => e.Text));
    }

    [Fact]
    public void A_list_that_was_handed_out_does_not_change()
    {
        Add(10);
        var before = _events.NewestFirst;
        Add(20);

        Assert.Single(before);
        Assert.Equal(2, _events.NewestFirst.Count);
    }

    private static EventRecord Event(long timestamp, string text = "") => new(timestamp, "rtr-1", "restart", PerceivedSeverity.Warning, text);

    private void Add(params long[] timestamps)
    {
        foreach (var timestamp in timestamps)
            _events.Add(Event(timestamp));
    }

    private IEnumerable<long> Times() => _events.NewestFirst.Select(e => e.Timestamp);
}
