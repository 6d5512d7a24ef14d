using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

public sealed class LiveQueriesTests : IDisposable
{
    private readonly LiveHouse _house = new(new LiveOptions { MaxQueries = 2, Linger = TimeSpan.FromSeconds(3) });

    public void Dispose() => _house.Dispose();

    [Fact]
    public void Equal_queries_share_one_topic()
    {
        using var one = _house.Queries.Subscribe(new LiveQuery("up", TimeSpan.FromSeconds(1)))!;
        using var other = _house.Queries.Subscribe(new LiveQuery("up", TimeSpan.FromSeconds(1)))!;
        Assert.Same(one.Thing, other.Thing);
    }

    [Fact]
    public void Beyond_the_bound_a_query_is_refused_and_the_others_go_on()
    {
        using var one = _house.Queries.Subscribe(new LiveQuery("a", TimeSpan.FromSeconds(1)))!;
        using var other = _house.Queries.Subscribe(new LiveQuery("b", TimeSpan.FromSeconds(1)))!;

        Assert.Null(_house.Queries.Subscribe(new LiveQuery("c", TimeSpan.FromSeconds(1))));
        using var again = _house.Queries.Subscribe(new LiveQuery("a", TimeSpan.FromSeconds(1)));
        Assert.NotNull(again);
    }

    [Fact]
    public async Task An_answer_is_published_anew_only_when_it_has_changed()
    {
        _house.Put(1, 1, "up");
        var query = new LiveQuery("up", TimeSpan.FromSeconds(1));
        using var lease = _house.Queries.Subscribe(query)!;
        await lease.Thing.Answered;
        var first = lease.Thing.Current;

        await Evaluate(lease.Thing);
        Assert.Same(first, lease.Thing.Current);

        _house.Put(2, 0, "up");
        await Evaluate(lease.Thing);
        Assert.Equal((first.Version + 1, 2.0), (lease.Thing.Current.Version, lease.Thing.Current.Vector[0].Value));
    }

    [Fact]
    public void A_topic_that_nobody_holds_is_let_go_of_after_a_while_and_not_before()
    {
        var shared = new Shared<string, object>(_ => new object(), 10, TimeSpan.FromSeconds(3), _house.Clock);
        var lease = shared.Take("a")!;
        lease.Dispose();
        lease.Dispose();
        shared.Sweep();
        Assert.Equal((1, 0), (shared.Count, shared.Holders));

        _house.Clock.Advance(TimeSpan.FromSeconds(3));
        shared.Sweep();
        Assert.Equal(0, shared.Count);
    }

    [Fact]
    public void A_topic_that_somebody_holds_is_kept()
    {
        var shared = new Shared<string, object>(_ => new object(), 10, TimeSpan.FromSeconds(3), _house.Clock);
        using var lease = shared.Take("a")!;
        _house.Clock.Advance(TimeSpan.FromDays(90));
        shared.Sweep();
        Assert.Equal(1, shared.Count);
    }

    private async Task Evaluate(LiveTopic topic)
    {
        _house.Clock.Advance(TimeSpan.FromSeconds(1));
        // The first evaluation may still be on its last line when its answer is there already.
        while (!topic.TryClaim(_house.Now))
            await Task.Yield();
        Assert.False(topic.TryClaim(_house.Now));
        await topic.Evaluate(_house.Engine, _house.Clock, TimeSpan.FromSeconds(10), CancellationToken.None);
    }
}
