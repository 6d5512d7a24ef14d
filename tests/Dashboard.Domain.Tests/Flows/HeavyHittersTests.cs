using Dashboard.Domain.Flows;

namespace Dashboard.Domain.Tests.Flows;

public sealed class HeavyHittersTests
{
    private const int Slots = 1024;

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1.4)]
    [InlineData(3, 0.6)]
    [InlineData(4, 0.0)]
    public void The_octets_of_every_key_lie_within_what_is_stated_whatever_came_in_which_order(int seed, double skew)
    {
        var (table, truth) = Filled(seed, skew, 400_000);

        foreach (var (key, octets) in truth)
        {
            var entry = table.Find(new NumberKey(key));
            if (entry.Flows == 0)
                Assert.InRange(octets, 0UL, table.Floor);
            else
                Assert.InRange(octets, entry.Octets, entry.Octets + entry.Missed);
        }
        var total = truth.Values.Aggregate(0UL, static (sum, octets) => sum + octets);
        Assert.InRange(table.Floor, 1UL, total * 4 / (Slots / 4 * 3));
        Assert.InRange(table.Count, 1, Slots / 4 * 3);
    }

    [Fact]
    public void Keys_that_come_once_do_not_push_out_those_that_count()
    {
        var (table, truth) = Filled(seed: 5, skew: 1.2, 200_000);
        var heavy = truth.OrderByDescending(static t => t.Value).Take(50).ToList();

        for (var i = 0UL; i < 500_000; i++)
        {
            var key = new NumberKey(1_000_000 + i);
            table.Add(in key, key.Hash, 60, 1);
        }

        Assert.All(heavy, h => Assert.InRange(h.Value, table.Find(new NumberKey(h.Key)).Octets, table.Find(new NumberKey(h.Key)).Octets + table.Find(new NumberKey(h.Key)).Missed));
    }

    [Fact]
    public void A_table_that_is_cleared_knows_nothing_of_before()
    {
        var (table, _) = Filled(seed: 6, skew: 0.6, 100_000);

        table.Clear();
        var key = new NumberKey(7);
        table.Add(in key, key.Hash, 10, 1, 3);

        Assert.Equal((0UL, 1), (table.Floor, table.Count));
        Assert.Equal((10UL, 1UL, 0UL, 3UL), table.Find(key) is var entry ? (entry.Octets, entry.Packets, entry.Missed, entry.Flows) : default);
    }

    // Keys by a power law; a skew of 0 makes all alike.
    private static (HeavyHitters<NumberKey> Table, Dictionary<ulong, ulong> Truth) Filled(int seed, double skew, int flows)
    {
        var random = new Random(seed);
        var table = new HeavyHitters<NumberKey>(Slots);
        var truth = new Dictionary<ulong, ulong>();
        for (var i = 0; i < flows; i++)
        {
            var key = new NumberKey((ulong)(20_000 * Math.Pow(random.NextDouble(), 1 + (2 * skew))));
            var octets = (ulong)random.Next(40, 100_000);
            table.Add(in key, key.Hash, octets, 1);
            truth[key.Number] = truth.GetValueOrDefault(key.Number) + octets;
        }
        return (table, truth);
    }
}
