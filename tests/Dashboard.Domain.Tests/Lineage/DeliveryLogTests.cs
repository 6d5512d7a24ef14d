using Dashboard.Domain.Lineage;

namespace Dashboard.Domain.Tests.Lineage;

public sealed class DeliveryLogTests
{
    [Fact]
    public void Deliveries_are_found_by_instance_and_time_the_latest_first()
    {
        var log = new DeliveryLog();
        log.Add("gnb-1", Event("a", 100, 200));
        log.Add("gnb-2", Event("b", 100, 200));
        log.Add("gnb-1", Event("c", 150, 150));

        Assert.Equal(["c", "a"], log.Find("gnb-1", 150, 10).Select(static d => d.Reference));
        Assert.Equal(["a"], log.Find("gnb-1", 100, 10).Select(static d => d.Reference));
        Assert.Equal(["c"], log.Find("gnb-1", 150, 1).Select(static d => d.Reference));
        Assert.Equal(["c", "b", "a"], log.Find("", 150, 10).Select(static d => d.Reference));
        Assert.Empty(log.Find("gnb-1", 201, 10));
        Assert.Empty(log.Find("gnb-3", 150, 10));
    }

    [Fact]
    public void The_oldest_leaves_when_a_new_one_finds_it_full_and_that_is_said()
    {
        var log = new DeliveryLog(capacity: 3);
        Assert.DoesNotContain("latest", log.Kept, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
            log.Add("gnb-1", Event($"{i}", 100, 100) with { ArrivedAt = i * 1000 });

        Assert.Equal(["4", "3", "2"], log.Find("gnb-1", 100, 10).Select(static d => d.Reference));
        Assert.Equal("Of what came the latest 3 are kept, in memory: since 1970-01-01 00:00:02 UTC.", log.Kept);
    }

    [Fact]
    public void A_set_of_instances_that_was_written_down_holds_them_and_one_that_is_too_large_holds_any()
    {
        var set = InstanceSet.Write([InstanceSet.Hash("gnb-1"), InstanceSet.Hash("gnb-2")]);
        Assert.Equal(8, set.Length);
        Assert.True(InstanceSet.MayHold(set, "gnb-1") && InstanceSet.MayHold(set, "gnb-2") && InstanceSet.MayHold(set, ""));
        Assert.False(InstanceSet.MayHold(set, "gnb-3"));
        Assert.True(InstanceSet.MayHold(InstanceSet.Write([.. Enumerable.Range(0, InstanceSet.MaxInstances + 1).Select(static i => (uint)i)]), "gnb-3"));
        // It is on disk: the same in every process and for ever.
        Assert.Equal(0xED3BEDBAU, InstanceSet.Hash("gnb-1"));
    }

    private static Delivery Event(string id, long from, long to) => new() { Kind = "event", Name = "x", Reference = id, ArrivedAt = 0, From = from, To = to };
}
