using System.Runtime.InteropServices;

namespace Dashboard.Domain.Flows;

/// <summary>Adds the rankings of several minutes up, their errors too.</summary>
internal static class FlowMerge
{
    public static FlowRanking Merge<TKey>(IReadOnlyList<SealedMinute> minutes, Func<SealedMinute, SealedRanking<TKey>> ranking, Func<TKey, FlowRank> name, int most)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        var sums = new Dictionary<TKey, Sum>(); // bound: entries of the minutes
        ulong octets = 0, packets = 0, flows = 0, missing = 0;
        foreach (var minute in minutes)
        {
            (octets, packets, flows) = (octets + minute.Octets, packets + minute.Packets, flows + minute.Flows);
            var one = ranking(minute);
            missing += one.Missing;
            foreach (ref readonly var entry in one.Entries.AsSpan())
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, entry.Key, out _);
                sum.Octets += entry.Octets;
                sum.Packets += entry.Packets;
                sum.Flows += entry.Flows;
                sum.Missed += entry.Missed;
                sum.Covered += one.Missing;
            }
        }
        // A minute that does not list it may still have had some of it.
        var ranks =
            from sum in sums.OrderByDescending(s => s.Value.Octets).Take(most)
            let missed = sum.Value.Missed + (missing - sum.Value.Covered)
            select name(sum.Key) with { Octets = sum.Value.Octets, Packets = sum.Value.Packets, Flows = sum.Value.Flows, Missed = missed };
        return new FlowRanking([.. ranks], octets, packets, flows, missing);
    }

    private struct Sum
    {
        public ulong Octets;
        public ulong Packets;
        public ulong Flows;
        public ulong Missed;

        /// <summary>What its keys may miss at most in the minutes that list it.</summary>
        public ulong Covered;
    }
}
