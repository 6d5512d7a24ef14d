using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;

namespace Dashboard.Ingest.Tests.Sources;

public sealed class SourceMeterTests : IDisposable
{
    private static readonly SourceStatistics Nothing = SourceStatistics.None("test");

    private readonly IngestBench _bench = new();
    private readonly SourceMeter _meter;

    public SourceMeterTests() => _meter = _bench.Register(interval: TimeSpan.FromSeconds(10));

    [Fact]
    public void A_source_that_has_not_delivered_yet_is_inactive() =>
        Assert.Equal((SourceState.Inactive, "nothing received yet"), State());

    [Fact]
    public void A_source_that_was_reached_is_active()
    {
        _meter.Contacted();

        Assert.Equal((SourceState.Active, ""), State());
        Assert.Equal(_bench.Clock.GetUtcNow(), _meter.Status(Nothing).LastContact);
    }

    [Fact]
    public void A_failure_after_the_last_contact_is_an_error_and_the_next_contact_ends_it()
    {
        _meter.Contacted();
        Advance(1);
        _meter.Failed("The door is shut.");
        Assert.Equal((SourceState.Error, "The door is shut."), State());

        Advance(1);
        _meter.Contacted();
        Assert.Equal((SourceState.Active, ""), State());
    }

    [Fact]
    public void A_failure_at_the_moment_of_contact_is_no_error()
    {
        _meter.Failed("One of many files is missing.");
        _meter.Contacted();

        Assert.Equal(SourceState.Active, State().State);
    }

    [Fact]
    public void Silence_of_more_than_five_intervals_is_an_error()
    {
        _meter.Contacted();
        Advance(50);
        Assert.Equal(SourceState.Active, State().State);

        Advance(1);
        Assert.Equal((SourceState.Error, "nothing received for 51 s, expected every 10 s"), State());
    }

    [Fact]
    public void Maintenance_covers_everything_else()
    {
        _meter.Failed("The door is shut.");
        _meter.SetInactive("switched off");
        _meter.SetMaintenance("new door");
        Assert.Equal((SourceState.Maintenance, "new door"), State());

        _meter.SetMaintenance(null);
        Assert.Equal((SourceState.Inactive, "switched off"), State());

        _meter.SetInactive(null);
        Assert.Equal((SourceState.Error, "The door is shut."), State());
    }

    [Fact]
    public void Errors_that_repeat_are_folded_and_the_latest_is_first()
    {
        _meter.Failed("a");
        _meter.Failed("b");
        Advance(1);
        _meter.Failed("a");

        var status = _meter.Status(Nothing);
        Assert.Equal(3, status.Errors);
        Assert.Equal([new SourceError(_bench.Clock.GetUtcNow(), "a", 2), new SourceError(_bench.Clock.GetUtcNow().AddSeconds(-1), "b", 1)], status.LastErrors);
    }

    [Fact]
    public void Only_the_last_twenty_errors_are_kept_and_all_are_counted()
    {
        for (var i = 0; i < 30; i++)
            _meter.Failed($"error {i}");

        Assert.Equal(30, _meter.Status(Nothing).Errors);
        Assert.Equal(20, _meter.Status(Nothing).LastErrors.Count);
        Assert.Equal("error 29", _meter.Status(Nothing).LastErrors[0].Text);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_ten_whole_seconds()
    {
        for (var second = 0; second < 10; second++)
        {
            _meter.CountStored(100, 8, TimeSpan.FromMilliseconds(second));
            Advance(1);
        }
        Assert.Equal(100, _meter.Status(Nothing).RecordsPerSecond);
        Assert.Equal(TimeSpan.FromMilliseconds(9), _meter.Status(Nothing).ProcessingLatency);

        Advance(5);
        Assert.Equal(50, _meter.Status(Nothing).RecordsPerSecond);

        Advance(6);
        Assert.Equal((0.0, TimeSpan.Zero), (_meter.Status(Nothing).RecordsPerSecond, _meter.Status(Nothing).ProcessingLatency));
        Assert.Equal((1000L, 80L), (_meter.Status(Nothing).Records, _meter.Status(Nothing).Bytes));
    }

    [Fact]
    public void The_second_under_way_does_not_count_yet()
    {
        Advance(3);
        _meter.CountStored(60, 0, default);
        Assert.Equal(0, _meter.Status(Nothing).RecordsPerSecond);

        Advance(1);
        Assert.Equal(15, _meter.Status(Nothing).RecordsPerSecond); // in four seconds since the start
    }

    [Fact]
    public void Reasons_for_drops_are_bounded()
    {
        for (var i = 0; i < 60; i++)
            _meter.CountDropped(1, $"reason {i}");

        var dropped = _meter.Status(Nothing).Dropped;
        Assert.Equal(51, dropped.Count);
        Assert.Equal(10, dropped["other"]);
    }

    [Fact]
    public void Two_sources_of_one_id_are_a_mistake_that_is_named()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _bench.Register());

        Assert.Contains("'test'", e.Message);
    }

    public void Dispose() => _bench.Dispose();

    private (SourceState State, string Reason) State()
    {
        var status = _meter.Status(Nothing);
        return (status.State, status.Reason);
    }

    private void Advance(int seconds) => _bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
