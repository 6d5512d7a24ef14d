using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Tests.Analytics.Detection;

public sealed class PeerPoolTests
{
    private const int Peers = 60;
    private const int Day = 96;

    private readonly PeerPool _pool = new();
    private readonly PeerPlace[] _places = new PeerPlace[Peers];
    private readonly Random _random = new(11);

    [Fact]
    public void One_that_falls_to_nothing_while_the_others_do_not_is_unusual_within_the_first_day()
    {
        for (var row = 0; row < 40; row++)
            Round(row);
        var votes = Round(40, values => values[7] = 0);

        Assert.InRange(votes[7].TailScore, SeriesDetector.Threshold, 20);
        Assert.InRange(votes[7].Expected, 0.6 * Usual(7, 40), 1.6 * Usual(7, 40));
        Assert.True(votes[7].Lower > 0);
        Assert.All(votes.Where((_, i) => i != 7), static v => Assert.True(v.TailScore < SeriesDetector.Threshold));
    }

    [Fact]
    public void What_befalls_all_at_once_is_nobodys_anomaly()
    {
        for (var row = 0; row < 40; row++)
            Round(row);
        var votes = Round(40, static values =>
        {
            for (var i = 0; i < values.Length; i++)
                values[i] *= 0.3;
        });
        Assert.All(votes, static v => Assert.True(v.TailScore < SeriesDetector.Threshold));
    }

    [Fact]
    public void Those_that_something_befalls_together_do_not_hide_one_another_nor_what_comes_after()
    {
        for (var row = 0; row < 40; row++)
            Round(row);
        for (var row = 40; row < 44; row++)
        {
            var together = Round(row, static values => values.AsSpan(0, 9).Clear());
            Assert.All(together[..9], static v => Assert.True(v.TailScore >= SeriesDetector.Threshold));
        }
        for (var row = 44; row < 50; row++)
            Round(row);
        var after = Round(50, static values => values[30] = 0);
        Assert.True(after[30].TailScore >= SeriesDetector.Threshold);
    }

    [Fact]
    public void On_ordinary_days_a_round_in_a_hundred_has_one_that_is_unusual()
    {
        var rounds = 0;
        for (var row = 0; row < 10 * Day; row++)
            rounds += Array.Exists(Round(row), static v => v.TailScore >= SeriesDetector.Threshold) ? 1 : 0;
        // By the meaning of the threshold one of eighty rounds, 12 of 960.
        Assert.InRange(rounds, 0, 40);
    }

    [Fact]
    public void Fewer_than_eight_say_nothing()
    {
        for (var row = 0; row < 200; row++)
        {
            _pool.Begin([1, 1, 1, 1, 1, 1, double.NaN, double.PositiveInfinity]);
            Assert.Equal(PeerVote.None, _pool.Judge(ref _places[0], row == 199 ? 100 : 1, SeriesDetector.Threshold));
        }
    }

    [Fact]
    public void A_pool_that_is_written_and_read_goes_on_as_if_nothing_had_been()
    {
        for (var row = 0; row < 60; row++)
            Round(row);
        var state = new byte[_pool.StateBytes];
        _pool.Write(state);
        var other = new PeerPool();
        Assert.False(other.TryRead(state.AsSpan(1)));
        Assert.True(other.TryRead(state));
        var values = Values(60);
        var places = (PeerPlace[])_places.Clone();
        _pool.Begin(values);
        other.Begin(values);
        for (var i = 0; i < Peers; i++)
            Assert.Equal(_pool.Judge(ref _places[i], values[i], 1.9), other.Judge(ref places[i], values[i], 1.9));
    }

    // Each has a size of its own, all follow the hours, and each varies by a tenth.
    private static double Usual(int peer, int row) => 10 * (1 + (peer % 7)) * (1.2 + Math.Sin(2 * Math.PI * row / Day));

    private double[] Values(int row) => [.. Enumerable.Range(0, Peers).Select(i => Usual(i, row) * (0.9 + (0.2 * _random.NextDouble())))];

    private PeerVote[] Round(int row, Action<double[]>? change = null)
    {
        var values = Values(row);
        change?.Invoke(values);
        _pool.Begin(values);
        return [.. values.Select((v, i) => _pool.Judge(ref _places[i], v, SeriesDetector.Threshold))];
    }
}
